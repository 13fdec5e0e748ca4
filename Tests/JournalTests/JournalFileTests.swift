import Foundation
import GRDB
import Journal
import Purchases
import Testing

/// Opening, refusing, locking: with real files.
@Suite struct JournalFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func refusal(_ path: String, access: Journal.Access = .writing) -> JournalError? {
        #expect(throws: JournalError.self) {
            _ = try Journal.open(path: path, access: access)
        }
    }

    @Test func aNewFileIsMadeAndOpenedAgain() throws {
        let first = try Journal.open(path: folder.file())
        let name = first.installation
        #expect(name.utf8.count == 16)
        try first.close()
        let second = try Journal.open(path: folder.file())
        #expect(second.installation == name, "the random name is kept")
        try second.close()
        #expect(try Journal.open(path: folder.file("other.db")).installation != name)
    }

    @Test func commitsAreDurable() throws {
        let made = try Journal.open(path: folder.file())
        #expect(try made.durability()?.synchronous == 2)
        #expect(try made.durability()?.mode == "wal")
        try made.close()
        let opened = try Journal.open(path: folder.file())
        #expect(try opened.durability()?.synchronous == 2, "also of a file that was there")
        #expect(try Journal.open(path: folder.file(), access: .reading).durability() == nil)
        #expect(try Journal.open(path: nil).durability()?.mode == "memory")
    }

    @Test func installationIsKeptAndAnotherRefused() throws {
        let journal = try Journal.open(path: folder.file(), installation: "shop")
        #expect(journal.installation == "shop")
        try journal.close()
        #expect(try Journal.open(path: folder.file(), installation: "shop").installation == "shop")
        let error = #expect(throws: JournalError.self) {
            _ = try Journal.open(path: folder.file(), installation: "other")
        }
        #expect(error?.code == .installationDiffers)
        #expect(try Journal.open(path: nil).installation == "local")
        #expect(try Journal.open(path: nil, installation: "x").installation == "x")
    }

    /// Totals were decimal numbers without a unit before they were judged, and mean kilograms: the row is read, and its
    /// line coming again is known.
    @Test func licencesOfOlderJournalsAreRead() throws {
        var line = sampleLine()
        line.licence = Exemption(number: "n", until: LocalDay(iso: "2027-01-01"), scope: ["a"])
        let journal = try Journal.open(path: folder.file())
        try journal.accept([line])
        try journal.close()
        // Number, until, no concentration, total 2.5, a scope, its member; each text after its length plus one.
        let old: [UInt8] =
            [2] + Array("n".utf8) + [11] + Array("2027-01-01".utf8) + [0, 4] + Array("2.5".utf8) + [1, 2]
            + Array("a".utf8)
        let queue = try DatabaseQueue(path: folder.file())
        try queue.write { try $0.execute(sql: "UPDATE line SET licence = ?", arguments: [Data(old)]) }
        try queue.close()
        let again = try Journal.open(path: folder.file())
        line.licence?.total = .grams(ExactDecimal(2500))
        #expect(try again.keptLines.map(\.line) == [line])
        #expect(try again.accept([line]).duplicates == 1)
        #expect(line.content.string.contains("2027-01-01\u{1F}a\u{1F}\u{1F}2.5\u{1F}"))
    }

    @Test func theFileIsDurableStrictAndNamed() throws {
        let journal = try Journal.open(path: folder.file())
        try journal.accept([sampleLine()])
        try journal.close()
        let queue = try DatabaseQueue(path: folder.file())
        try queue.read { db in
            #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
            #expect(try Int.fetchOne(db, sql: "PRAGMA application_id") == 0x5469_6C6C)
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 7)
            let loose = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite%'
                    """)
            #expect(loose == ["grdb_migrations"], "the migrator's own table")
        }
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE line SET time_micros = 'noon'") }
        }
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE line SET catalogue_rows = 99") }
        }
    }

    @Test func otherFilesAreRefusedAndLeftAlone() throws {
        let foreign = try DatabaseQueue(path: folder.file("foreign.db"))
        try foreign.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try foreign.close()
        try Data("store,till\n1,2\n".utf8).write(to: URL(fileURLWithPath: folder.file("sales.csv")))
        let another = try DatabaseQueue(path: folder.file("another.db"))
        try another.write { try $0.execute(sql: "PRAGMA application_id = 7") }
        try another.close()
        for name in ["foreign.db", "sales.csv", "another.db"] {
            let before = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
            for access in [Journal.Access.writing, .reading] {
                let error = refusal(folder.file(name), access: access)
                #expect(error?.code == .notAJournal)
                #expect(error?.what == "not a Tillwatch journal")
                #expect(error?.place?.hasSuffix(name) == true)
                #expect(error?.hint != nil)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) == before)
            #expect(!FileManager.default.fileExists(atPath: folder.file(name) + "-lock"))
        }
    }

    @Test func aFileThatWasOnlyBegunIsFinished() throws {
        // What a program leaves that is killed before its first migration.
        let begun = try DatabaseQueue(path: folder.file())
        try begun.write {
            try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        }
        try begun.close()
        try Data().write(to: URL(fileURLWithPath: folder.file("empty.db")))
        for name in ["journal.db", "empty.db"] {
            #expect(try Journal.open(path: folder.file(name)).accept([sampleLine()]).journalled == 1)
        }
    }

    /// What a program leaves that is killed while SQLite turns the new file into a WAL one: a rollback journal that is hot.
    @Test func aFileWithAHotJournalIsFinishedByAWriter() throws {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = 1") }
        let begun = try DatabaseQueue(path: folder.file(), configuration: configuration)
        try begun.write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT)") }
        try begun.write { db in
            // More than the cache holds, so that the file is written before the commit.
            for _ in 1...200 {
                try db.execute(sql: "INSERT INTO grdb_migrations VALUES (hex(zeroblob(900)))")
            }
            for end in ["", "-journal"] {
                try FileManager.default.copyItem(
                    atPath: folder.file() + end, toPath: folder.file("killed.db") + end)
            }
        }
        let reader = try #require(refusal(folder.file("killed.db"), access: .reading))
        #expect(reader.code == .readOnly)
        #expect(reader.hint?.contains("scan") == true)
        let journal = try Journal.open(path: folder.file("killed.db"))
        #expect(try journal.accept([sampleLine()]).journalled == 1)
    }

    @Test func aNewerSchemaIsRefused() throws {
        try Journal.open(path: folder.file()).close()
        let queue = try DatabaseQueue(path: folder.file())
        try queue.write { try $0.execute(sql: "PRAGMA user_version = 1000") }
        try queue.close()
        #expect(refusal(folder.file())?.code == .newerSchema)
        #expect(refusal(folder.file(), access: .reading)?.code == .newerSchema)
    }

    @Test func pathsThatCannotBeJournalsAreRefused() throws {
        #expect(refusal(folder.url.path)?.code == .isDirectory)
        #expect(refusal(folder.file("none/journal.db"))?.code == .cannotOpen)
        #expect(refusal(folder.file(), access: .reading)?.code == .missing)
        #expect(refusal("")?.code == .isDirectory)
        #expect(!FileManager.default.fileExists(atPath: folder.file()))
    }

    @Test func whatMayNotBeWrittenIsRefused() throws {
        try Journal.open(path: folder.file()).close()
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: folder.file())
        // Whoever may write everything is not refused.
        guard !FileManager.default.isWritableFile(atPath: folder.file()) else { return }
        #expect(refusal(folder.file())?.code == .readOnly)
    }

    @Test func aSecondWriterIsRefusedUntilTheFirstCloses() throws {
        let first = try Journal.open(path: folder.file())
        let link = folder.file("link.db")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.file())
        for path in [folder.file(), link] {
            let error = refusal(path)
            #expect(error?.code == .locked)
            #expect(error?.hint != nil)
        }
        try first.close()
        try Journal.open(path: folder.file()).close()
    }

    @Test func theLockEndsWithTheJournal() throws {
        do { _ = try Journal.open(path: folder.file()) }
        try Journal.open(path: folder.file()).close()
    }

    @Test func readersReadWhileAnotherWrites() throws {
        let writer = try Journal.open(path: folder.file())
        try writer.register([samplePack])
        _ = try writer.commit(batch: batch([sampleLine()], deliver: true)) { _ in
            [change(nil, sampleAlert("s"))]
        }
        let reader = try Journal.open(path: folder.file(), access: .reading)
        #expect(reader.installation == writer.installation)
        #expect(try reader.standing().map(\.subject) == ["s"])
        #expect(try reader.outbox(limit: 10).count == 1)
        // In the middle of a commit the reader sees what was there before it.
        _ = try writer.commit(batch: batch([sampleLine("2")])) { _ in
            let lines = try reader.counts().lines
            #expect(lines == 1)
            return []
        }
        #expect(try reader.counts().lines == 2)
        let error = #expect(throws: JournalError.self) { try reader.accept([sampleLine("3")]) }
        #expect(error?.code == .readOnly)
        try writer.close()
        #expect(try reader.counts().lines == 2)
    }

    /// What a program leaves that is killed at that point.
    private func copy(to name: String) throws {
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: folder.file() + end, toPath: folder.file(name) + end)
        }
    }

    @Test func aKilledProgramLeavesWhatItCommitted() throws {
        let journal = try Journal.open(path: folder.file())
        try journal.register([samplePack])
        try journal.accept([sampleLine("1")])
        // Far more than SQLite keeps in memory, so that some of it is in the file before the commit.
        let lines = (2...4000).map { sampleLine("\($0)", description: String(repeating: "d", count: 1500)) }
        _ = try journal.commit(batch: batch(lines, deliver: true)) { new in
            #expect(new.count == 3999)
            try copy(to: "during.db")
            return [change(nil, sampleAlert("s"))]
        }
        try copy(to: "after.db")
        let during = try Journal.open(path: folder.file("during.db"))
        #expect(try during.counts() == JournalCounts(lines: 1, quarantined: 0, events: 0, standing: 0))
        #expect(try during.position(of: "sales.csv")?.offset == 100)
        #expect(try during.damages().isEmpty)
        let again = try during.commit(batch: batch(lines)) { _ in [change(nil, sampleAlert("s"))] }
        #expect(again.journalled == 3999)
        let after = try Journal.open(path: folder.file("after.db"))
        #expect(try after.counts() == JournalCounts(lines: 4000, quarantined: 0, events: 1, standing: 1))
        #expect(try EndpointOutbox.alerts(after).due().map(\.eventID) == ["s-1"])
        #expect(try after.damages().isEmpty)
    }

    @Test func damageIsTold() throws {
        let journal = try Journal.open(path: folder.file())
        try journal.accept(
            (0..<200).map { sampleLine("\($0)", description: "long enough to fill some pages") })
        #expect(try journal.damages().isEmpty)
        try journal.close()
        let wal = try FileManager.default.attributesOfItem(atPath: folder.file() + "-wal")[.size] as? Int
        #expect(wal == 0, "a closed journal is whole in its own file")
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.file()))
        let end = try handle.seekToEnd()
        for page in stride(from: 8 * 4096, to: end, by: 4096) {
            try handle.seek(toOffset: page)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 64))
        }
        try handle.close()
        let error = #expect(throws: JournalError.self) {
            let journal = try Journal.open(path: folder.file())
            let told = try journal.damages()
            #expect(!told.isEmpty)
            throw JournalError(.damaged, told.first ?? "", at: nil)
        }
        #expect(error?.code == .damaged)
    }

    @Test func settingsStay() throws {
        let journal = try Journal.open(path: folder.file())
        try journal.require("token key", is: "f1", hint: "use that key")
        try journal.require("token key", is: "f1", hint: "use that key")
        let error = #expect(throws: JournalError.self) {
            try journal.require("token key", is: "f2", hint: "use that key")
        }
        #expect(error?.code == .settingDiffers)
        #expect(error?.hint == "use that key")
    }

    @Test func anErrorNamesItsFileAndHelps() {
        let error = JournalError(
            .locked, "another tillwatch writes this journal", at: "/x/j.db", hint: "wait")
        #expect(
            "\(error)" == "/x/j.db: error[JOURNAL_LOCKED]: another tillwatch writes this journal\nhelp: wait")
    }
}
