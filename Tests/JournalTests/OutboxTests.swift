import Foundation
import Journal
import Purchases
import Testing

extension EndpointOutbox {
    /// What may go now.
    func due(held: Set<Int64> = [], limit: Int = 100, nowMicros: Int64 = .max / 2) throws -> [OutboxEntry] {
        try look(held: held, limit: limit, nowMicros: nowMicros).entries
    }
}

/// What the courier and operators ask of the outbox.
@Suite struct OutboxTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func journal(_ inMemory: Bool = true) throws -> Journal {
        let journal = try Journal.open(path: inMemory ? nil : folder.file(), installation: "inst")
        try journal.register([samplePack])
        return journal
    }

    /// Commits one event of each subject; the second time it is the next revision.
    private func commit(_ journal: Journal, _ number: Int, _ subjects: [String], level: String = "report")
        throws
    {
        let changes = subjects.map { subject in
            change(
                number == 1 ? nil : sampleAlert(subject, level: "notice"),
                sampleAlert(subject, level: number == 1 ? "notice" : level))
        }
        _ = try journal.commit(batch: batch([sampleLine("\(number)")], deliver: true)) { _ in changes }
    }

    private func ids(_ entries: [OutboxEntry]) -> [String] { entries.map(\.eventID) }

    @Test func onlyTheFirstOfASubjectIsDue() throws {
        let journal = try journal()
        let outbox = EndpointOutbox.alerts(journal)
        try commit(journal, 1, ["a", "b"])
        try commit(journal, 2, ["a", "b"])
        #expect(ids(try outbox.due()) == ["a-1", "b-1"])
        // Held is not told again, and what is behind it is not due.
        #expect(ids(try outbox.due(held: [1])) == ["b-1"])
        try outbox.record([DeliveryOutcome(sequence: 1, state: .sent)])
        #expect(ids(try outbox.due()) == ["b-1", "a-2"])
        try outbox.record([DeliveryOutcome(sequence: 2, state: .refused, error: "HTTP 422")])
        #expect(ids(try outbox.due()) == ["a-2", "b-2"])
        let view = try outbox.look(held: [], limit: 1, nowMicros: 0)
        #expect(ids(view.entries) == ["a-2"] && view.more && !view.isHalted)
    }

    @Test(arguments: [true, false]) func whatWaitsForItsTimeIsNotDueBeforeAlsoAfterARestart(
        inMemory: Bool
    ) throws {
        var journal = try journal(inMemory)
        try commit(journal, 1, ["a", "b", "c"])
        var outbox = EndpointOutbox.alerts(journal)
        try outbox.record([
            DeliveryOutcome(sequence: 1, state: .waiting, error: "HTTP 500", nextMicros: 900),
            DeliveryOutcome(sequence: 2, state: .waiting, error: "HTTP 500", nextMicros: 500),
        ])
        if !inMemory {
            try journal.close()
            journal = try Journal.open(path: folder.file())
            outbox = EndpointOutbox.alerts(journal)
        }
        var view = try outbox.look(held: [], limit: 9, nowMicros: 499)
        #expect(ids(view.entries) == ["c-1"] && view.nextMicros == 500)
        view = try outbox.look(held: [], limit: 9, nowMicros: 500)
        #expect(ids(view.entries) == ["c-1", "b-1"] && view.nextMicros == 900)
        #expect(view.entries.last?.attempts == 1 && view.entries.last?.nextMicros == 500)
        view = try outbox.look(held: [], limit: 9, nowMicros: 10_000)
        #expect(ids(view.entries) == ["c-1", "b-1", "a-1"] && view.nextMicros == nil)
        try outbox.hasten([1])
        #expect(ids(try outbox.due(nowMicros: 0)) == ["a-1", "c-1"])
        try outbox.hasten(nil)
        #expect(ids(try outbox.due(nowMicros: 0)) == ["a-1", "b-1", "c-1"])
    }

    /// However many wait for another attempt, a look stays quick: the plan goes by the index of what is due.
    @Test func aLookGoesByTheIndex() throws {
        let journal = try journal()
        try commit(journal, 1, (0..<2000).map { "s\($0)" })
        let outbox = EndpointOutbox.alerts(journal)
        try outbox.record(
            (1...1999).map {
                DeliveryOutcome(sequence: Int64($0), state: .waiting, error: "x", nextMicros: 1_000_000)
            })
        let clock = ContinuousClock.now
        for _ in 0..<200 { #expect(try outbox.due(nowMicros: 10).count == 1) }
        #expect(ContinuousClock.now - clock < .seconds(5))
    }

    @Test func aStoppedEndpointIsSeenToBe() throws {
        let journal = try journal()
        try commit(journal, 1, ["a"])
        let outbox = EndpointOutbox.alerts(journal)
        try outbox.stop(reason: "HTTP 410")
        #expect(try outbox.look(held: [], limit: 9, nowMicros: 0).isHalted)
        #expect(try journal.endpoint(named: "default")?.reason == "HTTP 410")
        try journal.keep(
            EndpointRecord(name: "default", state: .active, changed: EventTime(microseconds: 1)))
        #expect(try !outbox.look(held: [], limit: 9, nowMicros: 0).isHalted)
    }

    @Test func operatorsWorkBesideTheOneThatWrites() throws {
        let journal = try journal(false)
        try commit(journal, 1, ["a", "b", "c", "d"])
        let outbox = EndpointOutbox.alerts(journal)
        try outbox.record([
            DeliveryOutcome(sequence: 1, state: .sent),
            DeliveryOutcome(sequence: 2, state: .refused, error: "given up"),
            DeliveryOutcome(sequence: 3, state: .waiting, error: "x", nextMicros: .max / 2),
        ])
        let operating = try Journal.open(path: folder.file(), access: .operating)
        let undelivered: Set<OutboxEntry.State> = [.waiting, .refused]
        #expect(try operating.retry(DeliverySelection(endpoint: "nobody", states: undelivered)) == 0)
        #expect(
            try operating.retry(DeliverySelection(states: undelivered, events: ["b-1", "a-1"])) == 1)
        #expect(ids(try outbox.due(nowMicros: 0)) == ["b-1", "d-1"])
        #expect(try outbox.due(nowMicros: 0).first?.attempts == 0)
        #expect(
            try operating.drop(DeliverySelection(states: undelivered, events: ["d-1"]), reason: "why") == 1)
        let view = try outbox.look(held: [2, 4], limit: 9, nowMicros: 0)
        #expect(view.gone == [4] && view.entries.isEmpty)
        #expect(try operating.outbox(state: .dropped, limit: 9).map(\.lastError) == ["why"])
        // An attempt that was under way does not call it back, unless it arrived.
        try outbox.record([DeliveryOutcome(sequence: 4, state: .waiting, error: "x")])
        #expect(try journal.outboxCounts().dropped == 1)
        try outbox.record([DeliveryOutcome(sequence: 4, state: .sent)])
        #expect(try journal.outboxCounts() == OutboxCounts(waiting: 2, sent: 2, refused: 0))
        try operating.close()
        // The one that writes goes on.
        try commit(journal, 2, ["a"])
        #expect(ids(try outbox.due(nowMicros: 0)) == ["b-1", "a-2"])
    }

    @Test func aSpanOfTimeIsSentAgain() throws {
        let journal = try journal(false)
        try commit(journal, 1, ["a", "b"])
        let outbox = EndpointOutbox.alerts(journal)
        try outbox.record([1, 2].map { DeliveryOutcome(sequence: $0, state: .sent) })
        func replay(_ from: Int64, _ to: Int64) throws -> Int {
            try journal.retry(
                DeliverySelection(
                    endpoint: "default", from: EventTime(microseconds: recorded.microseconds + from),
                    to: EventTime(microseconds: recorded.microseconds + to)))
        }
        #expect(try replay(-9, 0) == 0 && replay(1, 9) == 0)
        #expect(try replay(0, 1) == 2)
        #expect(ids(try outbox.due(nowMicros: 0)) == ["a-1", "b-1"])
    }

    @Test func anotherWriterIsStillKeptOut() throws {
        let journal = try journal(false)
        let operating = try Journal.open(path: folder.file(), access: .operating)
        let error = #expect(throws: JournalError.self) { try Journal.open(path: folder.file()) }
        #expect(error?.code == .locked)
        try operating.close()
        try journal.close()
        #expect(throws: JournalError.self) {
            try Journal.open(path: folder.file("nothing"), access: .operating)
        }
    }
}
