import Foundation
import GRDB
import Journal
import Purchases
import Testing

/// The outbox by endpoints, and files of before there were several.
@Suite struct EndpointsTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    /// `all` gets everything, `high` what is above `notice`; whoever had an alert gets what comes of it.
    private struct Levels: EventRouting {
        var endpoints = ["all", "high"]
        var feedEndpoints = ["all"]

        func endpoints(for event: AlertEvent, levels: [String], had: Set<String>) -> [String] {
            endpoints.filter { $0 != "high" || event.data.level != "notice" || had.contains($0) }
        }
    }

    private func journal(_ inMemory: Bool = true) throws -> Journal {
        let journal = try Journal.open(path: inMemory ? nil : folder.file(), installation: "inst")
        try journal.register([samplePack])
        return journal
    }

    private func commit(_ journal: Journal, _ number: Int, _ changes: [LedgerChange]) throws {
        _ = try journal.commit(batch: batch([sampleLine("\(number)")], deliver: true)) { _ in changes }
    }

    private func waiting(_ journal: Journal, _ endpoint: String) throws -> [String] {
        try journal.outbox(state: .waiting, of: endpoint, limit: 99).map(\.eventID)
    }

    @Test(arguments: [true, false]) func whoHadAnAlertGetsWhatComesOfIt(inMemory: Bool) throws {
        let journal = try journal(inMemory)
        try journal.route(by: Levels())
        let low = sampleAlert("low", purchases: [samplePurchase("x")])
        let high = sampleAlert("s", minutes: 1, level: "report")
        try commit(journal, 1, [change(nil, low), change(nil, high)])
        let fallen = sampleAlert("s", minutes: 1, level: "notice")
        try commit(journal, 2, [change(high, fallen)])
        // Another alert of a low level takes it over, and then it is withdrawn.
        let taker = sampleAlert("t", minutes: 2, level: "notice")
        try commit(journal, 3, [change(fallen, nil), change(nil, taker)])
        try commit(journal, 4, [change(low, nil), change(taker, nil)])
        #expect(try waiting(journal, "all") == ["low-1", "s-1", "s-2", "t-1", "low-2", "t-2"])
        #expect(try waiting(journal, "high") == ["s-1", "s-2", "t-1", "t-2"])
        #expect(try journal.waitingByEndpoint() == ["all": 6, "high": 4])
        #expect(try journal.endpoints().map(\.name) == ["all", "high"])
        #expect(try journal.damages().isEmpty)
    }

    @Test func oneEndpointsOutcomesAreNotAnothers() throws {
        let journal = try journal()
        try journal.route(by: Levels())
        try commit(journal, 1, [change(nil, sampleAlert("s", level: "report"))])
        let (all, high) = (
            EndpointOutbox.alerts(journal, for: "all"), EndpointOutbox.alerts(journal, for: "high")
        )
        try all.record([DeliveryOutcome(sequence: 1, state: .sent)])
        try high.record([DeliveryOutcome(sequence: 1, state: .waiting, error: "HTTP 500")])
        #expect(try all.outboxCounts() == OutboxCounts(waiting: 0, sent: 1, refused: 0))
        #expect(try high.outboxCounts() == OutboxCounts(waiting: 1, sent: 0, refused: 0))
        let rows = try journal.outbox(limit: 9)
        #expect(rows.map(\.endpoint) == ["all", "high"])
        #expect(rows.map(\.lastError) == [nil, "HTTP 500"])
        #expect(try journal.outbox(of: "high", limit: 9).map(\.attempts) == [1])
    }

    @Test func aNewEndpointGetsEventsFromThenOn() throws {
        let journal = try journal()
        let old = sampleAlert("old", purchases: [samplePurchase("x")])
        try commit(journal, 1, [change(nil, old)])
        try journal.route(by: Levels())
        try commit(journal, 2, [change(nil, sampleAlert("new"))])
        #expect(try waiting(journal, EndpointRecord.single) == ["old-1"])
        #expect(try waiting(journal, "all") == ["new-1"])
    }

    @Test func aRouteThatFailsUndoesTheCommit() throws {
        struct Failing: EventRouting {
            struct Broken: Error {}
            let endpoints = ["a"]
            let feedEndpoints: [String] = []
            func endpoints(for event: AlertEvent, levels: [String], had: Set<String>) throws -> [String] {
                throw Broken()
            }
        }
        let journal = try journal()
        try journal.route(by: Failing())
        #expect(throws: (any Error).self) { try commit(journal, 1, [change(nil, sampleAlert("s"))]) }
        #expect(try journal.counts() == JournalCounts(lines: 0, quarantined: 0, events: 0, standing: 0))
    }

    @Test func howAnEndpointIsIsKept() throws {
        let journal = try journal(false)
        try journal.route(by: Levels())
        let paused = EndpointRecord(name: "high", state: .paused, reason: "holidays", changed: noon)
        try journal.keep(paused)
        // A start changes nothing of it.
        try journal.route(by: Levels())
        try journal.close()
        let reader = try Journal.open(path: folder.file(), access: .reading)
        #expect(try reader.endpoints().last == paused)
        #expect(try reader.endpoints().first?.state == .active)
    }

    /// Of a file that an earlier version made, every row is the one endpoint's.
    @Test func aJournalOfTheFourthSchemaIsTaken() throws {
        let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Support/schema-4.sql")
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: folder.file(), configuration: configuration)
        try queue.write { db in try db.execute(sql: String(contentsOf: dump, encoding: .utf8)) }
        try queue.close()
        let reader = try Journal.open(path: folder.file(), access: .reading)
        let before = try reader.outbox(limit: 9)
        #expect(before.map(\.state) == [.sent, .refused, .waiting])
        #expect(before.map(\.attempts) == [2, 1, 3])
        #expect(before.map(\.lastError) == [nil, "HTTP 400", "HTTP 500"])
        #expect(Set(before.map(\.endpoint)) == [EndpointRecord.single])
        #expect(try reader.endpoints().isEmpty)
        #expect(try reader.outboxCounts().waiting == 1)
        try reader.close()
        let writer = try Journal.open(path: folder.file())
        #expect(try writer.outbox(limit: 9) == before)
        #expect(try EndpointOutbox.alerts(writer).due() == Array(before.suffix(1)))
        let feeds = EndpointOutbox.feeds(writer)
        #expect(try feeds.outboxCounts() == OutboxCounts(waiting: 1, sent: 1, refused: 0))
        #expect(try feeds.due().map(\.eventID) == ["feed-1-2"])
        #expect(try writer.endpoints().map(\.name) == ["default", "health"])
        #expect(try writer.damages().isEmpty)
    }
}
