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

    package func waiting(after sequence: Int64, limit: Int) throws -> [OutboxEntry] {
        switch kind {
        case .alerts:
            try journal.outbox(state: .waiting, of: endpoint, after: sequence, limit: limit)
        case .feeds: try waitingFeeds(after: sequence, limit: limit)
        }
    }

    private func waitingFeeds(after sequence: Int64, limit: Int) throws -> [OutboxEntry] {
        try journal.reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT feed_event.sequence, id, finding, body, attempts, last_error
                    FROM feed_outbox JOIN feed_event ON feed_event.sequence = feed_outbox.sequence
                    WHERE endpoint = ? AND state = 'waiting' AND feed_outbox.sequence > ?
                    ORDER BY feed_outbox.sequence LIMIT ?
                    """, arguments: [endpoint, sequence, limit]
            ).map { row in
                OutboxEntry(
                    sequence: row[0], eventID: row[1], subject: row[2], body: [UInt8](row[3] as Data),
                    attempts: row[4], lastError: row[5], endpoint: endpoint)
            }
        }
    }

    package func record(_ outcomes: [DeliveryOutcome]) throws {
        guard !outcomes.isEmpty else { return }
        let now = journal.now().microseconds
        try journal.writing { db in
            // What was sent stays sent, whatever a late answer says.
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE \(table) SET state = ?, attempts = attempts + 1, last_error = ?, changed_micros = ?
                    WHERE endpoint = ? AND sequence = ? AND state <> 'sent'
                    """)
            for outcome in outcomes {
                let error = outcome.state == .sent ? nil : outcome.error
                try statement.execute(arguments: [
                    outcome.state.rawValue, error, now, endpoint, outcome.sequence,
                ])
                if db.changesCount > 0 { try note(outcome, db) }
            }
        }
    }

    private func note(_ outcome: DeliveryOutcome, _ db: Database) throws {
        let kind: AuditEntry.Kind
        switch outcome.state {
        case .waiting: return
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
        try journal.note(kind, detail, db)
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
            case nil: break
            }
        }
    }
}
