import Foundation
import GRDB
import Purchases

extension Journal {
    /// Hands out every accepted version in order of acceptance, with the catalogue rows that accepted it (7.2).
    ///
    /// - Parameter chunk: at most so many at a time; no database access is held while `body` runs.
    package func replay(chunk: Int = 10_000, _ body: ([JournalledLine]) throws -> Void) throws {
        var last: Int64 = 0
        var rows: [Int64: [ProductRow]] = [:]
        while true {
            let lines = try reading { db in
                try self.lines(after: last, limit: max(1, chunk), rows: &rows, db)
            }
            guard let end = lines.last else { return }
            last = end.sequence
            try body(lines)
        }
    }

    private func lines(
        after sequence: Int64, limit: Int, rows: inout [Int64: [ProductRow]], _ db: Database
    ) throws -> [JournalledLine] {
        var lines: [JournalledLine] = []
        let statement = try db.cachedStatement(sql: LineRow.after)
        let versions = try StoredLine.fetchCursor(statement, arguments: [sequence, limit])
        while let stored = try versions.next() {
            if rows[stored.rows] == nil {
                let content = try Data.fetchOne(
                    db, sql: "SELECT content FROM catalogue_rows WHERE id = ?", arguments: [stored.rows])
                rows[stored.rows] = try decoded([ProductRow].self, content ?? Data())
            }
            lines.append(
                JournalledLine(
                    line: try stored.line(), rows: rows[stored.rows] ?? [], sequence: stored.sequence))
        }
        return lines
    }

    /// Every product once watched, in bytewise order: it stays on the screen (2.2).
    package func products() throws -> [ExactText] {
        try reading { db in
            try Data.fetchAll(db, sql: "SELECT product FROM product ORDER BY product").map {
                ExactText(String(decoding: $0, as: UTF8.self))
            }
        }
    }

    /// Hands out the keys of all lines, a key once for each version, for a filter of what may be corrected (2.3).
    ///
    /// - Parameter chunk: at most so many keys at a time; no database access is held while `body` runs.
    package func keys(chunk: Int = 100_000, _ body: ([LineKey]) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let rows = try reading { db in
                try Row.fetchAll(
                    db,
                    sql:
                        "SELECT sequence, key, receipt_key FROM line WHERE sequence > ? ORDER BY sequence LIMIT ?",
                    arguments: [last, max(1, chunk)])
            }
            guard let end = rows.last else { return }
            last = end[0]
            try body(
                rows.map { row in
                    LineKey(
                        text: ExactText(String(decoding: row[1] as Data, as: UTF8.self)),
                        receipt: ExactText(String(decoding: row[2] as Data, as: UTF8.self)))
                })
        }
    }

    /// Whether any line was accepted yet, or alerts stand whose lines were deleted.
    package func holdsLines() throws -> Bool {
        try reading { db in
            try Int64.fetchOne(db, sql: "SELECT 1 FROM line UNION ALL SELECT 1 FROM standing LIMIT 1") != nil
        }
    }

    package func counts() throws -> JournalCounts {
        try reading { db in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            return JournalCounts(
                lines: try count("line"), quarantined: try count("quarantine"), events: try count("event"),
                standing: try count("standing"))
        }
    }
}

/// How much a journal holds.
package struct JournalCounts: Sendable, Hashable {
    /// Accepted versions of lines.
    package var lines: Int
    package var quarantined: Int
    package var events: Int
    /// Alerts that stand.
    package var standing: Int

    package init(lines: Int, quarantined: Int, events: Int, standing: Int) {
        self.lines = lines
        self.quarantined = quarantined
        self.events = events
        self.standing = standing
    }
}
