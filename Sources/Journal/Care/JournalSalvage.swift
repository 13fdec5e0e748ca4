import Foundation
import GRDB

/// Takes over what can be read of a damaged journal.
package enum JournalSalvage {
    /// What became of one table.
    package struct Table: Sendable, Hashable {
        package var name: String
        package var copied = 0
        /// Rows that cannot be read; of unknown number where the table has no numbers.
        package var gaps: [String] = []
        /// Rows that were left out because a row that they name is lost.
        package var orphans = 0

        package var isWhole: Bool { gaps.isEmpty && orphans == 0 }
    }

    package struct Report: Sendable, Hashable {
        package var file: JournalBackup.Report
        package var tables: [Table]
    }

    /// - Throws: `JournalError`, also where not even the list of tables, or the installation, can be read.
    package static func run(_ damaged: String, to journal: String, replacing: Bool) throws -> Report {
        let source = JournalFile.resolved(damaged)
        var tables: [Table] = []
        do {
            let version = try probe(source)
            let file = try JournalBackup.place(at: JournalFile.resolved(journal), replacing: replacing) {
                part in
                tables = try copy(source, to: part, version: version)
            }
            return Report(file: file, tables: tables)
        } catch {
            throw JournalError.translated(error, at: source)
        }
    }

    private static func probe(_ source: String) throws -> Int64 {
        guard try JournalFile.probe(source, writing: false) else { throw JournalError.foreign(at: source) }
        let queue = try JournalFile.openReader(source)
        defer { try? queue.close() }
        return try queue.inDatabase { db in try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }
    }

    private static func copy(_ source: String, to path: String, version: Int64) throws -> [Table] {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let target = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? target.close() }
        try Schema.migrator.migrate(target, upTo: "\(version)")
        let reader = try JournalFile.openReader(source)
        defer { try? reader.close() }
        var tables = try target.write { db in
            try JournalCheck.tables(db).map { name in
                var table = Table(name: name)
                try reader.inDatabase { from in
                    table.gaps = try TableSalvage(name, from: from, to: db, copied: &table.copied).gaps
                }
                return table
            }
        }
        try target.write { db in try dropOrphans(&tables, db) }
        let installation = try target.read { db in
            try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'installation'")
        }
        guard installation != nil else {
            throw JournalError(
                .damaged, "the journal's installation cannot be read", at: source,
                hint: "restore a backup, or scan the inputs again with a new journal file")
        }
        return tables
    }

    /// Leaves out rows that name lost ones, and then those that named these.
    private static func dropOrphans(_ tables: inout [Table], _ db: Database) throws {
        while true {
            let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
            guard !orphans.isEmpty else { return }
            var dropped = 0
            for row in orphans {
                let name: String = row[0]
                dropped += try drop(row[1] as Int64?, of: name, parent: row[2], db)
                if let place = tables.firstIndex(where: { $0.name == name }) { tables[place].orphans += 1 }
            }
            guard dropped > 0 else { return }
        }
    }

    private static func drop(_ row: Int64?, of table: String, parent: String, _ db: Database) throws -> Int {
        let name = table.quotedDatabaseIdentifier
        if let row {
            try db.execute(sql: "DELETE FROM \(name) WHERE rowid = ?", arguments: [row])
        } else if let key = try Row.fetchAll(
            db, sql: "SELECT \"from\", \"to\" FROM pragma_foreign_key_list(?) WHERE \"table\" = ?",
            arguments: [table, parent]
        ).first {
            // A table without numbers: all of its rows that name none.
            let from = (key[0] as String).quotedDatabaseIdentifier
            let to = (key[1] as String).quotedDatabaseIdentifier
            try db.execute(
                sql: """
                    DELETE FROM \(name) WHERE \(from) IS NOT NULL
                    AND \(from) NOT IN (SELECT \(to) FROM \(parent.quotedDatabaseIdentifier))
                    """)
        }
        return db.changesCount
    }
}
