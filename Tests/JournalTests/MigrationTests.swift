import Foundation
import GRDB
import Journal
import Purchases
import Testing

/// Files that earlier versions of the program made, kept as SQL: brought up to date, they hold what they held.
@Suite struct MigrationTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    static let released = [1, 2, 3, 4, 6]

    private func make(_ schema: Int) throws {
        let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Support/schema-\(schema).sql")
        // Rows stand in the order of their tables' names.
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: folder.file(), configuration: configuration)
        defer { try? queue.close() }
        try queue.write { db in try db.execute(sql: String(contentsOf: dump, encoding: .utf8)) }
    }

    /// All rows by their table, with the names of their columns.
    private func rows() throws -> [String: Set<[String: DatabaseValue]>] {
        let queue = try DatabaseQueue(path: folder.file())
        defer { try? queue.close() }
        return try queue.read { db in
            var rows: [String: Set<[String: DatabaseValue]>] = [:]
            let tables = try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            for table in tables {
                rows[table] = Set(
                    try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
                        Dictionary(uniqueKeysWithValues: row.map { ($0, $1) })
                    })
            }
            return rows
        }
    }

    @Test(arguments: released) func nothingIsLostOrChanged(schema: Int) throws {
        try make(schema)
        let before = try rows()
        // Read as it is first, which changes nothing.
        let reader = try Journal.open(path: folder.file(), access: .reading)
        let standing = try reader.standing()
        let events = try reader.events(limit: 9)
        let lines = try reader.keptLines
        #expect(standing.count > 0 && events.count > 0 && lines.count > 0)
        try reader.close()
        #expect(try rows() == before)

        let journal = try Journal.open(path: folder.file())
        #expect(try journal.standing() == standing)
        #expect(try journal.events(limit: 9) == events)
        #expect(try journal.keptLines == lines)
        #expect(try journal.damages().isEmpty)
        #expect(try journal.packs().map(\.version) == ["1"])
        func count(_ table: String, _ column: String = "rowid", _ value: String? = nil) -> Int {
            let rows = before[table] ?? []
            guard let value else { return rows.count }
            return rows.count { $0[column] == value.databaseValue }
        }
        #expect(try journal.packs(.shadow).count == count("pack", "state", "shadow"))
        #expect(try journal.shadowStanding().count == count("shadow"))
        #expect(try journal.outboxCounts().sent == count("outbox", "state", "sent"))
        #expect(try journal.outboxCounts().waiting == count("outbox", "state", "waiting"))
        try journal.close()

        let after = try rows()
        for (table, kept) in before where table != "grdb_migrations" {
            let found = try #require(after[table], "\(table) is still there")
            for row in kept {
                #expect(
                    // Columns that moved to another table are that table's.
                    found.contains { new in row.allSatisfy { new[$0.key] ?? $0.value == $0.value } },
                    "a row of \(table) of schema \(schema) is there as it was")
            }
        }
    }

    @Test(arguments: released) func itIsWrittenAsANewOne(schema: Int) throws {
        try make(schema)
        let journal = try Journal.open(path: folder.file())
        let added = PackRecord(id: "made-up", version: "2", digest: "d", levels: ["low"], files: [])
        _ = try journal.adopt(journal.packs() + [added], changes: [], recorded: recorded, deliver: false)
        #expect(try journal.accept([sampleLine()]).journalled == 1)
        #expect(try journal.keptLines.contains { $0.line == sampleLine() })
        #expect(try journal.damages().isEmpty)
    }
}
