import Foundation
import GRDB

/// What SQLite finds wrong with a journal's file, table by table.
package enum JournalCheck {
    /// One line each, naming the table; empty when the file is whole. Blocks for as long as reading all of it takes.
    ///
    /// - Throws: `JournalError` when the file is none of a journal, or cannot be opened at all.
    package static func damages(at journal: String) throws -> [String] {
        let path = JournalFile.resolved(journal)
        do {
            guard try JournalFile.probe(path, writing: false) else { throw JournalError.foreign(at: path) }
            let queue = try JournalFile.openReader(path)
            defer { try? queue.close() }
            // Outside a transaction, which damage would end.
            return try queue.inDatabase { db in try damages(db) }
        } catch {
            throw JournalError.translated(error, at: path)
        }
    }

    static func damages(_ db: Database) throws -> [String] {
        var found: [String] = []
        for table in try tables(db) {
            let quoted = table.quotedDatabaseIdentifier
            let told = attempt { try String.fetchAll(db, sql: "PRAGMA integrity_check(\(quoted))") }
            for line in told where line != "ok" { found.append("table \(table): \(line)") }
        }
        // What belongs to no table.
        if found.isEmpty {
            found = attempt { try String.fetchAll(db, sql: "PRAGMA integrity_check") }.filter { $0 != "ok" }
        }
        found += attempt {
            try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
                "table \(row[0] as String? ?? "?"): row \(row[1] as Int64? ?? 0) names a row of \(row[2] as String? ?? "?") that is not there"
            }
        }
        return found
    }

    private static func attempt(_ body: () throws -> [String]) -> [String] {
        do { return try body() } catch let error as DatabaseError {
            return ["cannot be read: \(error.message ?? "SQLite error \(error.resultCode.rawValue)")"]
        } catch {
            return ["\(error)"]
        }
    }

    /// The journal's own tables, in order of their names.
    static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'grdb\\_%' ESCAPE '\\'
                ORDER BY name
                """)
    }
}

extension Journal {
    /// What SQLite finds wrong with the file; empty when it is whole.
    package func damages() throws -> [String] {
        try translating { try reader.unsafeRead { db in try JournalCheck.damages(db) } }
    }
}
