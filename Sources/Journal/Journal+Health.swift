import Foundation
import GRDB
import Purchases

/// How the feeds are, as it is kept.
extension Journal {
    /// Keeps what no batch brought: time passed.
    package func keep(_ health: HealthWrite) throws {
        guard !health.isEmpty else { return }
        try writing { db in try self.keep(health, db) }
    }

    /// What was kept of sources, stores and tills; nothing in a journal of an earlier version.
    package func healthStates() throws -> [HealthState] {
        try reading { db in
            guard try Schema.hasFeeds(db) else { return [] }
            return try Row.fetchAll(db, sql: "SELECT source, store, till, state FROM feed_state").map { row in
                HealthState(
                    name: HealthState.Name(
                        source: String(decoding: row[0] as Data, as: UTF8.self),
                        store: ExactText(String(decoding: row[1] as Data, as: UTF8.self)),
                        till: ExactText(String(decoding: row[2] as Data, as: UTF8.self))),
                    content: [UInt8](row[3] as Data))
            }
        }
    }

    /// Findings that are open, in the order in which they were opened.
    package func openFindings() throws -> [KeptFinding] {
        try reading { db in
            guard try Schema.hasFeeds(db) else { return [] }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT id, kind, source, store, till, opened_micros, since_micros, detail FROM feed_finding
                    WHERE ending IS NULL ORDER BY opened_micros, id
                    """
            ).compactMap(self.finding)
        }
    }

    func keep(_ health: HealthWrite, _ db: Database) throws {
        let insertion = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO feed_state (source, store, till, state) VALUES (?, ?, ?, ?)")
        let deletion = try db.cachedStatement(
            sql: "DELETE FROM feed_state WHERE source = ? AND store = ? AND till = ?")
        for state in health.states {
            let name = [state.name.source, state.name.store.string, state.name.till.string].map {
                Data($0.utf8)
            }
            if let content = state.content {
                try insertion.execute(arguments: [name[0], name[1], name[2], Data(content)])
            } else {
                try deletion.execute(arguments: [name[0], name[1], name[2]])
            }
        }
        for opened in health.opened {
            let subject = opened.finding.subject
            try db.execute(
                sql: """
                    INSERT INTO feed_finding (id, kind, source, store, till, opened_micros, since_micros, detail)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    opened.id, subject.kind.rawValue, Data(subject.source.utf8),
                    Data((subject.store?.string ?? "").utf8), Data((subject.till?.string ?? "").utf8),
                    opened.finding.opened.microseconds, opened.finding.since?.microseconds,
                    Data(opened.finding.detail.utf8),
                ])
        }
        for closed in health.closed {
            try db.execute(
                sql: "UPDATE feed_finding SET ending = ?, closed_micros = ? WHERE id = ?",
                arguments: [closed.ending.rawValue, closed.time.microseconds, closed.id])
        }
        for event in health.events {
            try db.execute(
                sql: "INSERT INTO feed_event (id, finding, body) VALUES (?, ?, ?)",
                arguments: [event.id, event.finding, Data(event.body)])
            let sequence = db.lastInsertedRowID
            for endpoint in routing.feedEndpoints {
                try know(endpoint, db)
                try db.execute(
                    sql: """
                        INSERT INTO feed_outbox (endpoint, sequence, state, attempts) VALUES (?, ?, 'waiting', 0)
                        """, arguments: [endpoint, sequence])
            }
        }
    }

    /// Nil for a kind that this program does not know.
    private func finding(_ row: Row) -> KeptFinding? {
        func text(_ index: Int) -> String { String(decoding: row[index] as Data, as: UTF8.self) }
        guard let kind = HealthFinding.Kind(rawValue: row[1]) else { return nil }
        let (store, till) = (text(3), text(4))
        return KeptFinding(
            id: row[0],
            finding: HealthFinding(
                subject: HealthFinding.Subject(
                    kind, source: text(2), store: store.isEmpty ? nil : ExactText(store),
                    till: till.isEmpty ? nil : ExactText(till)),
                opened: EventTime(microseconds: row[5]),
                since: (row[6] as Int64?).map { EventTime(microseconds: $0) }, detail: text(7)))
    }
}
