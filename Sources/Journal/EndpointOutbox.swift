import Foundation
import GRDB
import Purchases

/// The outbox of events for one endpoint: those about alerts, or those about feeds.
package struct EndpointOutbox: Outbox {
    private enum Kind { case alerts, feeds }

    private let journal: Journal
    private let endpoint: String
    private let kind: Kind

    /// The events about alerts that are for an endpoint.
    package static func alerts(_ journal: Journal, for endpoint: String = EndpointRecord.single) -> Self {
        Self(journal: journal, endpoint: endpoint, kind: .alerts)
    }

    /// The events about feeds that are for an endpoint.
    package static func feeds(_ journal: Journal, for endpoint: String = EndpointRecord.health) -> Self {
        Self(journal: journal, endpoint: endpoint, kind: .feeds)
    }

    private var table: String { kind == .alerts ? "outbox" : "feed_outbox" }
    private var events: String { kind == .alerts ? "event" : "feed_event" }
    private var subject: String { kind == .alerts ? "subject" : "finding" }
    private var eventID: String { kind == .alerts ? "event.subject || '-' || event.revision" : "event.id" }

    package func look(held: Set<Int64>, limit: Int, nowMicros: Int64) throws -> OutboxView {
        try journal.reading { db in
            var view = OutboxView()
            view.isHalted =
                try String.fetchOne(
                    db.cachedStatement(sql: "SELECT state FROM endpoint WHERE name = ?"),
                    arguments: [endpoint]
                ).map { $0 != EndpointRecord.State.active.rawValue } ?? false
            view.gone = try gone(of: held, db)
            let due = try due(at: nowMicros, limit: limit + held.count + 1, db).filter { !held.contains($0) }
            view.more = due.count > limit
            view.entries = try due.prefix(limit).compactMap { try entry($0, db) }
            view.nextMicros = try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT min(next_micros) FROM \(table)
                        WHERE endpoint = ? AND state = 'waiting' AND next_micros > ?
                        """), arguments: [endpoint, nowMicros])
            return view
        }
    }

    /// Those that wait no longer.
    private func gone(of held: Set<Int64>, _ db: Database) throws -> Set<Int64> {
        let statement = try db.cachedStatement(
            sql: "SELECT state = 'waiting' FROM \(table) WHERE endpoint = ? AND sequence = ?")
        return try held.filter { try Bool.fetchOne(statement, arguments: [endpoint, $0]) != true }
    }

    /// Those never tried first, then those that are due again.
    private func due(at nowMicros: Int64, limit: Int, _ db: Database) throws -> [Int64] {
        let fresh = try Int64.fetchAll(
            db.cachedStatement(sql: firsts(where: "waits.next_micros IS NULL")),
            arguments: [endpoint, limit])
        guard fresh.count < limit else { return fresh }
        return fresh
            + (try Int64.fetchAll(
                db.cachedStatement(sql: firsts(where: "waits.next_micros <= ?3")),
                arguments: [endpoint, limit - fresh.count, nowMicros]))
    }

    /// What waits and is the first of its subject to wait, in the order of the index. A cross join keeps its order: the few
    /// events of the subject first, and not all that was ever sent to the endpoint.
    private func firsts(where condition: String) -> String {
        """
        SELECT waits.sequence FROM \(table) AS waits JOIN \(events) AS event ON event.sequence = waits.sequence
        WHERE waits.endpoint = ?1 AND waits.state = 'waiting' AND \(condition)
            AND NOT EXISTS (
                SELECT 1 FROM \(events) AS former
                CROSS JOIN \(table) AS before ON before.endpoint = ?1 AND before.sequence = former.sequence
                WHERE former.\(subject) = event.\(subject) AND former.sequence < event.sequence
                    AND before.state = 'waiting'
            )
        ORDER BY waits.next_micros, waits.sequence LIMIT ?2
        """
    }

    private func entry(_ sequence: Int64, _ db: Database) throws -> OutboxEntry? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(eventID), event.\(subject), event.body, waits.attempts, waits.last_error,
                        ifnull(waits.next_micros, 0)
                    FROM \(table) AS waits JOIN \(events) AS event ON event.sequence = waits.sequence
                    WHERE waits.endpoint = ? AND waits.sequence = ?
                    """), arguments: [endpoint, sequence]
        ).map { row in
            OutboxEntry(
                sequence: sequence, eventID: row[0], subject: row[1], body: [UInt8](row[2] as Data),
                attempts: row[3], lastError: row[4], nextMicros: row[5], endpoint: endpoint)
        }
    }

    package func record(_ outcomes: [DeliveryOutcome]) throws {
        guard !outcomes.isEmpty else { return }
        let now = journal.now().microseconds
        try journal.writing { db in
            // What was sent stays sent, whatever a late answer says; what an operator dropped is not called back by an
            // attempt that was under way, unless it arrived.
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE \(table)
                    SET state = ?1, attempts = attempts + 1, last_error = ?2, next_micros = ?3, changed_micros = ?4
                    WHERE endpoint = ?5 AND sequence = ?6 AND (state = 'waiting' OR ?1 = 'sent')
                    """)
            for outcome in outcomes {
                let error = outcome.state == .sent ? nil : outcome.error
                let next = outcome.state == .waiting ? outcome.nextMicros : nil
                try statement.execute(arguments: [
                    outcome.state.rawValue, error, next, now, endpoint, outcome.sequence,
                ])
                if db.changesCount > 0 { try note(outcome, db) }
            }
        }
    }

    package func hasten(_ sequences: Set<Int64>?) throws {
        try journal.writing { db in
            let all = """
                UPDATE \(table) SET next_micros = NULL
                WHERE endpoint = ? AND state = 'waiting' AND next_micros IS NOT NULL
                """
            guard let sequences else { return try db.execute(sql: all, arguments: [endpoint]) }
            let statement = try db.cachedStatement(sql: all + " AND sequence = ?")
            for sequence in sequences.sorted() { try statement.execute(arguments: [endpoint, sequence]) }
        }
    }

    package func stop(reason: String) throws {
        try journal.keep(
            EndpointRecord(
                name: endpoint, state: .stopped, reason: reason,
                changed: journal.now()))
    }

    private func note(_ outcome: DeliveryOutcome, _ db: Database) throws {
        let kind: AuditEntry.Kind
        switch outcome.state {
        case .waiting, .dropped: return
        case .sent: kind = .sent
        case .refused: kind = .refused
        }
        let event = try db.cachedStatement(
            sql: self.kind == .alerts
                ? "SELECT subject || '-' || revision FROM event WHERE sequence = ?"
                : "SELECT id FROM feed_event WHERE sequence = ?")
        var detail = AuditDetail()
        detail.event = try String.fetchOne(event, arguments: [outcome.sequence])
        detail.endpoint = endpoint
        detail.error = outcome.state == .sent ? nil : outcome.error
        if kind == .sent, self.kind == .alerts, let terms = journal.routing.terms(of: endpoint) {
            (detail.profile, detail.legalBasis) = (terms.profile, terms.legalBasis)
        }
        try journal.note(kind, detail, db)
    }

    /// When the event was committed that has waited longest; nil where none waits.
    package func oldestWaiting() throws -> EventTime? {
        let committed =
            kind == .alerts
            ? "SELECT min(event.recorded_micros) FROM outbox JOIN event ON event.sequence = outbox.sequence"
            : """
            SELECT min(CASE WHEN event.id LIKE '%-2' THEN closed_micros ELSE opened_micros END) FROM feed_outbox AS outbox
            JOIN feed_event AS event ON event.sequence = outbox.sequence JOIN feed_finding ON feed_finding.id = finding
            """
        return try journal.reading { db in
            try Int64.fetchOne(
                db, sql: committed + " WHERE endpoint = ? AND outbox.state = 'waiting'", arguments: [endpoint]
            ).map { EventTime(microseconds: $0) }
        }
    }

    package func outboxCounts() throws -> OutboxCounts {
        try journal.reading { db in
            try OutboxCounts(
                Row.fetchAll(
                    db, sql: "SELECT state, count(*) FROM \(table) WHERE endpoint = ? GROUP BY state",
                    arguments: [endpoint]))
        }
    }
}

extension OutboxCounts {
    /// Of rows of a state and how many have it.
    init(_ rows: [Row]) {
        self.init(waiting: 0, sent: 0, refused: 0)
        for row in rows {
            switch OutboxEntry.State(rawValue: row[0]) {
            case .waiting: waiting += row[1] as Int
            case .sent: sent += row[1] as Int
            case .refused: refused += row[1] as Int
            case .dropped: dropped += row[1] as Int
            case nil: break
            }
        }
    }
}
