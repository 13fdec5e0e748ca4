import Foundation
import GRDB
import Purchases

extension Journal {
    /// Entries in order of commits, then of endpoints' names, at most `limit` with a sequence above `sequence`.
    ///
    /// - Parameters:
    ///   - state: nil takes every state.
    ///   - endpoint: nil takes those of all.
    package func outbox(
        state: OutboxEntry.State? = nil, of endpoint: String? = nil, after sequence: Int64 = 0, limit: Int
    ) throws -> [OutboxEntry] {
        try reading { db in
            // A reader also takes a file that no writer has brought up to this version yet.
            let keeps = try Schema.hasEndpoints(db)
            let name = keeps ? "outbox.endpoint" : "'\(EndpointRecord.single)'"
            var filter = "outbox.sequence > ?"
            var arguments: StatementArguments = [sequence]
            if let state {
                filter += " AND state = ?"
                arguments += [state.rawValue]
            }
            if let endpoint {
                filter += " AND \(name) = ?"
                arguments += [endpoint]
            }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT outbox.sequence, subject, revision, body, state, attempts, last_error, \(name),
                        \(keeps ? "ifnull(next_micros, 0)" : "0")
                    FROM outbox JOIN event ON event.sequence = outbox.sequence
                    WHERE \(filter) ORDER BY outbox.sequence, \(name) LIMIT ?
                    """, arguments: arguments + [limit]
            ).map(entry)
        }
    }

    /// Of all endpoints together, or of one.
    package func outboxCounts(of endpoint: String? = nil) throws -> OutboxCounts {
        try reading { db in
            let keeps = try Schema.hasEndpoints(db)
            guard keeps, let endpoint else {
                return try OutboxCounts(
                    Row.fetchAll(db, sql: "SELECT state, count(*) FROM outbox GROUP BY state"))
            }
            return try OutboxCounts(
                Row.fetchAll(
                    db, sql: "SELECT state, count(*) FROM outbox WHERE endpoint = ? GROUP BY state",
                    arguments: [endpoint]))
        }
    }

    private func entry(_ row: Row) throws -> OutboxEntry {
        let subject: String = row[1]
        guard let state = OutboxEntry.State(rawValue: row[4]) else {
            throw JournalError(.damaged, "unknown state in the outbox", at: path)
        }
        return OutboxEntry(
            sequence: row[0], eventID: "\(subject)-\(row[2] as Int64)", subject: subject,
            body: [UInt8](row[3] as Data), state: state, attempts: row[5], lastError: row[6],
            nextMicros: row[8],
            endpoint: row[7]
        )
    }
}
