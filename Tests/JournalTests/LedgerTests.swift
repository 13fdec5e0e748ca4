import Foundation
import Journal
import Purchases
import Testing

/// Events, standing alerts, outbox and packs, in memory and in a file.
@Suite struct LedgerTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func journal(_ inMemory: Bool = true) throws -> Journal {
        let journal = try Journal.open(path: inMemory ? nil : folder.file(), installation: "inst")
        try journal.register([samplePack])
        return journal
    }

    /// Commits changes along with a line of their own.
    private func commit(
        _ journal: Journal, _ number: Int, _ changes: [LedgerChange], deliver: Bool = true
    ) throws -> [AlertEvent] {
        try journal.commit(batch: batch([sampleLine("\(number)")], deliver: deliver)) { _ in changes }.events
    }

    @Test(arguments: [true, false]) func eventsGoOnFromWhatWasCommitted(inMemory: Bool) throws {
        var journal = try journal(inMemory)
        let first = sampleAlert("a", minutes: 1)
        let second = sampleAlert("b", follows: "z")
        var sent = try commit(journal, 1, [change(nil, first)])
        sent += try commit(journal, 2, [change(first, nil), change(nil, second)])
        #expect(sent.map(\.id) == ["a-1", "b-1"])
        if !inMemory {
            try journal.close()
            journal = try self.journal(false)
        }
        sent += try commit(journal, 3, [change(second, nil), change(nil, first)])
        #expect(sent.last?.id == "a-2")
        #expect(sent.last?.data.replaces == ["b-1"])
        #expect(try journal.events(limit: 10).map(\.event) == sent)
        #expect(try journal.events(after: 1, limit: 1).map(\.event.id) == ["b-1"])
        let standing = try journal.standing()
        #expect(standing.map(\.eventID) == ["a-2"])
        #expect(standing.map(\.data) == [sent[2].data])
        let history = try #require(try journal.alert(subject: "b"))
        #expect(history.standing == nil)
        #expect(history.events.map(\.event.id) == ["b-1"])
        #expect(try journal.alert(subject: "a")?.standing == standing.first)
        #expect(try journal.alert(subject: "a")?.events.map(\.event.id) == ["a-1", "a-2"])
        #expect(try journal.alert(subject: "none") == nil)
        #expect(try journal.counts() == JournalCounts(lines: 3, quarantined: 0, events: 3, standing: 1))
    }

    @Test func theLedgerIsOrderedByMomentAndKeepsWhatIsNotSent() throws {
        let journal = try journal()
        let alerts = [sampleAlert("b", minutes: 1), sampleAlert("c"), sampleAlert("a", minutes: 1)]
        let events = try commit(journal, 1, alerts.map { change(nil, $0) })
        #expect(events.map(\.subject) == ["c", "a", "b"])
        #expect(try journal.standing().map(\.subject) == ["c", "a", "b"])
        let after = sampleAlert("c", follows: "a")
        #expect(try commit(journal, 2, [change(alerts[1], after)]).isEmpty)
        #expect(try journal.standing().first?.data.follows == "a")
        #expect(try journal.standing().first?.data.revision == 1)
    }

    @Test func sumsLongerThanInputsAreReadBack() throws {
        let journal = try journal()
        var alert = sampleAlert("s")
        alert.data.indicators[0].value = ExactDecimal(millionths: 99_999_999_999_999_999_999_999)
        _ = try commit(journal, 1, [change(nil, alert)])
        #expect(try journal.standing().first?.data.indicators == alert.data.indicators)
    }

    @Test(arguments: [true, false]) func theOutboxKeepsWhatBecameOfEvents(inMemory: Bool) throws {
        let journal = try journal(inMemory)
        let outbox = EndpointOutbox.alerts(journal)
        let alerts = (1...4).map { sampleAlert("s\($0)") }
        let events = try commit(journal, 1, alerts.map { change(nil, $0) })
        let waiting = try outbox.due()
        #expect(waiting.map(\.eventID) == ["s1-1", "s2-1", "s3-1", "s4-1"])
        #expect(waiting.map(\.subject) == ["s1", "s2", "s3", "s4"])
        #expect(waiting.map(\.body) == (try events.map { try Journal.json($0) }))
        #expect(waiting.allSatisfy { $0.state == .waiting && $0.attempts == 0 && $0.lastError == nil })
        #expect(try outbox.due(held: Set(waiting.prefix(2).map(\.sequence)), limit: 1) == [waiting[2]])
        try outbox.record([
            DeliveryOutcome(sequence: waiting[0].sequence, state: .sent),
            DeliveryOutcome(sequence: waiting[1].sequence, state: .waiting, error: "timeout"),
            DeliveryOutcome(sequence: waiting[2].sequence, state: .refused, error: "410"),
        ])
        // A late answer changes nothing of what was sent.
        try outbox.record([DeliveryOutcome(sequence: waiting[0].sequence, state: .waiting, error: "late")])
        try outbox.record([DeliveryOutcome(sequence: waiting[1].sequence, state: .sent)])
        #expect(try outbox.due().map(\.eventID) == ["s4-1"])
        #expect(try outbox.outboxCounts() == OutboxCounts(waiting: 1, sent: 2, refused: 1))
        #expect(try journal.outboxCounts() == OutboxCounts(waiting: 1, sent: 2, refused: 1))
        let all = try journal.outbox(limit: 10)
        #expect(all.map(\.state) == [.sent, .sent, .refused, .waiting])
        #expect(all.map(\.attempts) == [1, 2, 1, 0])
        #expect(all.map(\.lastError) == [nil, nil, "410", nil])
        #expect(try journal.outbox(state: .refused, limit: 10).map(\.eventID) == ["s3-1"])
    }

    @Test func withoutDeliveryTheOutboxStaysEmpty() throws {
        let journal = try journal()
        _ = try commit(journal, 1, [change(nil, sampleAlert("s"))], deliver: false)
        #expect(try journal.outbox(limit: 10).isEmpty)
        #expect(try journal.events(limit: 10).count == 1)
    }

    @Test func bodiesAreWhatTheEncodingMakes() throws {
        let journal = try Journal.open(path: nil) { event in Array(" ".utf8) + (try Journal.json(event)) }
        try journal.register([samplePack])
        _ = try commit(journal, 1, [change(nil, sampleAlert("s"))])
        let body = try #require(try EndpointOutbox.alerts(journal).due().first?.body)
        #expect(body.first == UInt8(ascii: " "))
        #expect(try journal.events(limit: 1).map(\.event.id) == ["s-1"])
        // No slash is escaped, and it is one line.
        #expect(String(decoding: body, as: UTF8.self).contains("\"org.tillwatch.alert.raised\""))
        #expect(!body.contains(UInt8(ascii: "\\")))
        #expect(!body.contains(UInt8(ascii: "\n")))
    }

    @Test(arguments: [true, false]) func packsStay(inMemory: Bool) throws {
        let journal = try journal(inMemory)
        let other = PackRecord(id: "other", version: "1", digest: "d2", levels: ["low"], files: [])
        // Nothing was judged yet: other packs may still be chosen, but one version has one content.
        try journal.register([samplePack, other])
        #expect(try journal.packs() == [samplePack, other])
        var changed = samplePack
        changed.digest = "d9"
        #expect(refusal { try journal.register([changed]) } == .packChanged)
        try journal.register([samplePack])
        try journal.accept([sampleLine()])
        try journal.register([samplePack])
        var newer = samplePack
        newer.version = "2"
        #expect(refusal { try journal.register([changed]) } == .packChanged)
        #expect(refusal { try journal.register([newer]) } == .packsDiffer)
        #expect(refusal { try journal.register([samplePack, other]) } == .packsDiffer)
        #expect(refusal { try journal.register([]) } == .packsDiffer)
        #expect(try journal.packs() == [samplePack])
        #expect(
            refusal { _ = try commit(journal, 7, [change(nil, sampleAlert("s", pack: "unknown"))]) }
                == .packUnknown)
    }

    private func refusal(_ body: () throws -> Void) -> JournalError.Code? {
        #expect(throws: JournalError.self) { try body() }?.code
    }
}
