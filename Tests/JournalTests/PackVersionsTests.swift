import Foundation
import GRDB
import Journal
import Purchases
import Testing

/// Versions of packs, shadow packs, and files of before there were any.
@Suite struct PackVersionsTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func journal(_ packs: [PackRecord] = [samplePack]) throws -> Journal {
        let journal = try Journal.open(path: folder.file(), installation: "inst")
        try journal.register(packs)
        return journal
    }

    private func version(_ version: String, _ state: PackRecord.State = .live, levels: [String] = ["notice"])
        -> PackRecord
    {
        PackRecord(
            id: "baseline", version: version, state: state, digest: "d\(version)", levels: levels, files: [])
    }

    private func alert(_ subject: String, version: String, level: String = "notice") -> StandingAlert {
        var alert = sampleAlert(subject, level: level)
        alert.data.pack.version = version
        return alert
    }

    @Test func aVersionIsAddedWithWhatItChanges() throws {
        let journal = try journal()
        let old = sampleAlert("s")
        _ = try journal.commit(batch: batch([sampleLine()])) { _ in [change(nil, old)] }
        var new = alert("s", version: "2", level: "high")
        new.data.indicators[0].value = ExactDecimal(7)
        let second = version("2", levels: ["low", "high"])
        let events = try journal.adopt(
            [samplePack, second], changes: [change(old, new, .rules)], recorded: recorded, deliver: true)
        // `high` is the second of its version's levels, `notice` the first of its own.
        #expect(events.map(\.type) == [.raised])
        #expect(events.map(\.data.reason) == [.rules])
        #expect(events.map(\.id) == ["s-2"])
        #expect(try journal.standing().map(\.data.pack.version) == ["2"])
        #expect(try journal.packs() == [samplePack, second])
        #expect(try journal.outboxCounts().waiting == 1)
    }

    @Test func oneVersionHasOneContentAlsoAfterItWentOut() throws {
        let journal = try journal([samplePack, version("2")])
        try journal.accept([sampleLine()])
        _ = try journal.adopt([version("2")], changes: [], recorded: recorded, deliver: false)
        #expect(try journal.packs(.retired) == [with(samplePack, .retired)])
        var changed = samplePack
        changed.digest = "other"
        #expect(refusal { try journal.check([changed]) } == .packChanged)
        #expect(
            refusal { _ = try journal.adopt([changed], changes: [], recorded: recorded, deliver: false) }
                == .packChanged)
        #expect(try journal.packs() == [version("2")])
        _ = try journal.adopt([samplePack], changes: [], recorded: recorded, deliver: false)
        #expect(try journal.packs() == [samplePack])
        #expect(try journal.packs(.retired) == [version("2", .retired)])
    }

    @Test func shadowsAreKeptAndNeverSent() throws {
        let journal = try journal()
        let shadow = version("3", .shadow)
        _ = try journal.adopt([samplePack, shadow], changes: [], recorded: recorded, deliver: true)
        #expect(try journal.packs(.shadow) == [shadow])
        let alerts = [alert("a", version: "3"), alert("b", version: "3")]
        let changes = alerts.map { shadowed(change(nil, $0)) }
        let live = sampleAlert("a")
        let result = try journal.commit(batch: batch([sampleLine()], deliver: true)) { _ in
            changes + [change(nil, live)]
        }
        #expect(result.events.map(\.id) == ["a-1"])
        #expect(try journal.outboxCounts().waiting == 1)
        #expect(try journal.shadowStanding() == alerts)
        #expect(try journal.shadowEvents().map(\.id) == ["a-0", "b-0"])
        #expect(try journal.standing().map(\.data.pack.version) == ["1"])
        _ = try journal.commit(batch: batch([sampleLine("2")])) { _ in [shadowed(change(alerts[0], nil))] }
        #expect(try journal.shadowStanding() == [alerts[1]])
        // The content of a shadow may change under its version; one that is not named any more goes with its alerts.
        var edited = shadow
        edited.digest = "edited"
        _ = try journal.adopt([samplePack, edited], changes: [], recorded: recorded, deliver: true)
        #expect(try journal.packs(.shadow) == [edited])
        _ = try journal.adopt([samplePack], changes: [], recorded: recorded, deliver: true)
        #expect(try journal.packs(.shadow).isEmpty)
        #expect(try journal.shadowStanding().isEmpty)
        #expect(try journal.damages().isEmpty)
    }

    @Test func aPositionKeepsItsMark() throws {
        let journal = try journal()
        var input = batch([sampleLine()])
        input.mark = [1, 2, 3]
        _ = try journal.commit(batch: input) { _ in [] }
        #expect(
            try journal.keptPosition(of: "sales.csv")
                == KeptPosition(position: try #require(input.position), mark: [1, 2, 3]))
        _ = try journal.commit(batch: batch([sampleLine("2")])) { _ in [] }
        #expect(try journal.keptPosition(of: "sales.csv")?.mark == nil)
        #expect(try journal.keptPosition(of: "other.csv") == nil)
    }

    /// A file that an earlier version of the program made, read as it is and then written to.
    @Test func aJournalOfTheFirstSchemaIsTaken() throws {
        let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Support/schema-1.sql")
        // Rows stand in the order of their tables' names.
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: folder.file(), configuration: configuration)
        try queue.write { db in try db.execute(sql: String(contentsOf: dump, encoding: .utf8)) }
        try queue.close()
        let reader = try Journal.open(path: folder.file(), access: .reading)
        #expect(try reader.packs().map(\.version) == ["1"])
        #expect(try reader.packs(.shadow).isEmpty)
        #expect(try reader.shadowStanding().isEmpty)
        let before = try reader.standing()
        #expect(before.count == 1)
        try reader.close()
        let writer = try Journal.open(path: folder.file())
        #expect(try writer.standing() == before)
        #expect(try writer.packs().map(\.levels) == [["notice"]])
        #expect(try writer.keptLines.count == 2)
        #expect(try writer.keptPosition(of: "sales.csv")?.mark == nil)
        #expect(try writer.position(of: "sales.csv")?.line == 6)
        let added = PackRecord(id: "made-up", version: "2", digest: "d", levels: ["low"], files: [])
        _ = try writer.adopt(writer.packs() + [added], changes: [], recorded: recorded, deliver: false)
        #expect(try writer.packs().map(\.version) == ["1", "2"])
        #expect(try writer.damages().isEmpty)
    }

    private func with(_ pack: PackRecord, _ state: PackRecord.State) -> PackRecord {
        var pack = pack
        pack.state = state
        return pack
    }

    private func shadowed(_ change: LedgerChange) -> LedgerChange {
        var change = change
        change.isShadow = true
        return change
    }

    private func refusal(_ body: () throws -> Void) -> JournalError.Code? {
        #expect(throws: JournalError.self) { try body() }?.code
    }
}
