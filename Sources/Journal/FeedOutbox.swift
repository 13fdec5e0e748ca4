import Foundation
import GRDB
import Purchases

/// The outbox of events about feeds, for the operator's endpoint.
package struct FeedOutbox: Outbox {
    private let journal: Journal

    package init(_ journal: Journal) { self.journal = journal }

    package func waiting(after sequence: Int64, limit: Int) throws -> [OutboxEntry] {
        try journal.reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT sequence, id, finding, body, attempts, last_error FROM feed_outbox
                    WHERE state = 'waiting' AND sequence > ? ORDER BY sequence LIMIT ?
                    """, arguments: [sequence, limit]
            ).map { row in
                OutboxEntry(
                    sequence: row[0], eventID: row[1], subject: row[2], body: [UInt8](row[3] as Data),
                    attempts: row[4], lastError: row[5])
            }
        }
    }

    package func record(_ outcomes: [DeliveryOutcome]) throws {
        guard !outcomes.isEmpty else { return }
        try journal.writing { db in
            for outcome in outcomes {
                // What was sent stays sent, whatever a late answer says.
                try db.execute(
                    sql: """
                        UPDATE feed_outbox SET state = ?, attempts = attempts + 1, last_error = ?
                        WHERE sequence = ? AND state <> 'sent'
                        """,
                    arguments: [
                        outcome.state.rawValue, outcome.state == .sent ? nil : outcome.error,
                        outcome.sequence,
                    ])
            }
        }
    }

    package func outboxCounts() throws -> OutboxCounts {
        try journal.reading { db in
            var counts = OutboxCounts(waiting: 0, sent: 0, refused: 0)
            for row in try Row.fetchAll(db, sql: "SELECT state, count(*) FROM feed_outbox GROUP BY state") {
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
}
