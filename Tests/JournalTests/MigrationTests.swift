import Foundation
import GRDB
import Journal
import Purchases
import Testing

/// Files that earlier versions of the program made, kept as SQL: brought up to date, they hold what they held.
@Suite struct MigrationTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    static let released = [1, 2, 3, 4]

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
        #expect(standing.count == 1 && events.count == 1 && lines.count == 2)
        try reader.close()
        #expect(try rows() == before)

        let journal = try Journal.open(path: folder.file())
        #expect(try journal.standing() == standing)
        #expect(try journal.events(limit: 9) == events)
        #expect(try journal.keptLines == lines)
        #expect(try journal.damages().isEmpty)
        #expect(try journal.packs().map(\.version) == ["1"])
        #expect(try journal.packs(.shadow).map(\.id) == (schema >= 2 ? ["tried"] : []))
        #expect(try journal.shadowStanding().count == (schema >= 2 ? 1 : 0))
        #expect(try journal.openFindings().map(\.id) == (schema >= 4 ? ["f1"] : []))
        #expect(try journal.outboxCounts().sent == (schema >= 4 ? 1 : 0))
        try journal.close()

        let after = try rows()
        for (table, kept) in before where table != "grdb_migrations" {
            let found = try #require(after[table], "\(table) is still there")
            for row in kept {
                #expect(
                    found.contains { new in row.allSatisfy { new[$0.key] == $0.value } },
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
        #expect(try journal.keptLines.count == 3)
        #expect(try journal.damages().isEmpty)
    }
}
