import Foundation
import GRDB
import Purchases

extension Journal: Outbox {
    package func waiting(after sequence: Int64, limit: Int) throws -> [OutboxEntry] {
        try outbox(state: .waiting, after: sequence, limit: limit)
    }

    /// Entries in order of commits, at most `limit` with a sequence above `sequence`.
    ///
    /// - Parameter state: nil takes every state.
    package func outbox(
        state: OutboxEntry.State? = nil, after sequence: Int64 = 0, limit: Int
    ) throws -> [OutboxEntry] {
        let filter = state == nil ? "" : "state = ? AND "
        let arguments: StatementArguments =
            (state.map { [$0.rawValue] } ?? []) + [sequence, limit]
        return try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT outbox.sequence, subject, revision, body, state, attempts, last_error
                    FROM outbox JOIN event ON event.sequence = outbox.sequence
                    WHERE \(filter)outbox.sequence > ? ORDER BY outbox.sequence LIMIT ?
                    """, arguments: arguments
            ).map(entry)
        }
    }

    package func record(_ outcomes: [DeliveryOutcome]) throws {
        guard !outcomes.isEmpty else { return }
        try writing { db in
            // What was sent stays sent, whatever a late answer says.
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE outbox SET state = ?, attempts = attempts + 1, last_error = ?
                    WHERE sequence = ? AND state <> 'sent'
                    """)
            for outcome in outcomes {
                let error = outcome.state == .sent ? nil : outcome.error
                try statement.execute(arguments: [outcome.state.rawValue, error, outcome.sequence])
            }
        }
    }

    package func outboxCounts() throws -> OutboxCounts {
        try reading { db in
            var counts = OutboxCounts(waiting: 0, sent: 0, refused: 0)
            for row in try Row.fetchAll(db, sql: "SELECT state, count(*) FROM outbox GROUP BY state") {
                switch OutboxEntry.State(rawValue: row[0]) {
                case .waiting: counts.waiting = row[1]
                case .sent: counts.sent = row[1]
                case .refused: counts.refused = row[1]
                case nil: break
                }
            }
            return counts
        }
    }

    private func entry(_ row: Row) throws -> OutboxEntry {
        let subject: String = row[1]
        guard let state = OutboxEntry.State(rawValue: row[4]) else {
            throw JournalError(.damaged, "unknown state in the outbox", at: path)
        }
        return OutboxEntry(
            sequence: row[0], eventID: "\(subject)-\(row[2] as Int64)", subject: subject,
            body: [UInt8](row[3] as Data), state: state, attempts: row[5], lastError: row[6])
    }
}
