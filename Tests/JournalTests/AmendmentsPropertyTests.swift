import Journal
import Purchases
import TestSupport
import Testing

/// Folding all events gives the ledger, whatever happened to it (1.2).
@Suite struct AmendmentsPropertyTests {
    static let faults: [(name: String, plant: @Sendable ([[AlertEvent]]) -> [[AlertEvent]])] = [
        ("takeovers are not named", { $0.map { $0.map { event in with(event) { $0.replaces = [] } } } }),
        ("takeovers are not named again", withoutRepeating),
        (
            "withdrawn is not sent",
            { $0.map { $0.filter { $0.type != .withdrawn } } }
        ),
        (
            "revisions start again after a withdrawal",
            restarting
        ),
        (
            "updates are not sent",
            { $0.map { $0.filter { $0.type != .updated || !$0.data.replaces.isEmpty } } }
        ),
    ]

    @Test(arguments: 0..<400) func foldingGivesTheLedger(seed: Int) throws {
        let history = try History(seed: UInt64(seed))
        for (number, ledger) in history.ledgers.enumerated() {
            let sent = history.events[0...number].flatMap { $0 }
            #expect(content(of: folded(sent)) == content(of: ledger), "seed \(seed), commit \(number)")
        }
        #expect(content(of: history.standing) == content(of: history.ledgers.last ?? [:]))
        for (subject, alert) in history.standing {
            let last = history.events.flatMap { $0 }.last { $0.subject == subject }
            #expect(alert.eventID == last?.id)
            #expect(alert.data.replaces == last?.data.replaces)
            #expect(alert.data.follows == history.ledgers.last?[subject]?.data.follows)
        }
    }

    @Test(arguments: 0..<400) func revisionsRiseByOneAndNothingIsSentTwice(seed: Int) throws {
        let events = try History(seed: UInt64(seed)).events.flatMap { $0 }
        for (_, own) in Dictionary(grouping: events, by: \.subject) {
            #expect(own.map(\.data.revision) == Array(1...own.count))
            for (before, after) in zip(own, own.dropFirst()) {
                #expect(after.data.replaces.starts(with: before.data.replaces))
            }
        }
        #expect(Set(events.map(\.id)).count == events.count)
        #expect(
            events.allSatisfy { ($0.data.reason == nil) == ($0.type == .raised && $0.data.revision == 1) })
    }

    @Test(arguments: faults.indices) func aPlantedFaultIsFound(index: Int) throws {
        let fault = Self.faults[index]
        let found = try (0..<400).contains { seed in
            let history = try History(seed: UInt64(seed))
            let sent = fault.plant(history.events).flatMap { $0 }
            return content(of: folded(sent)) != content(of: history.ledgers.last ?? [:])
        }
        #expect(found, "\(fault.name)")
    }
}

/// What of an alert is compared: the fields that are sent.
private struct Content: Hashable {
    var time: EventTime
    var level: String
    var score: Int
    var indicators: [Indicator]
    var purchases: [PurchaseRecord]
    var buyer: String?
    var about: AboutReference?

    init(_ time: EventTime, _ data: AlertData) {
        self.time = time
        level = data.level
        score = data.score
        indicators = data.indicators
        purchases = data.purchases
        buyer = data.buyer?.key
        about = data.about
    }
}

private func content(of events: [String: AlertEvent]) -> [String: Content] {
    events.mapValues { Content($0.time, $0.data) }
}

private func content(of alerts: [String: StandingAlert]) -> [String: Content] {
    alerts.mapValues { Content($0.time, $0.data) }
}

/// Random ledgers, one a commit, and the events that were derived from their differences.
private struct History {
    var ledgers: [[String: StandingAlert]] = []
    var events: [[AlertEvent]] = []
    var standing: [String: StandingAlert] = [:]

    init(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var follower = Follower()
        var ledger: [String: StandingAlert] = [:]
        for _ in 0..<Int.random(in: 2...10, using: &random) {
            let next = Self.next(ledger, &random)
            let subjects = Set(ledger.keys).union(next.keys).sorted().shuffled(using: &random)
            let changes = subjects.filter { ledger[$0] != next[$0] }.map { change(ledger[$0], next[$0]) }
            events.append(try follower.commit(changes))
            ledger = next
            ledgers.append(ledger)
        }
        standing = follower.standing
    }

    private static func next(
        _ ledger: [String: StandingAlert], _ random: inout SplitMix
    ) -> [String: StandingAlert] {
        var next = ledger
        for number in 0..<6 where Int.random(in: 0..<5, using: &random) < 3 {
            let subject = "s\(number)"
            guard Int.random(in: 0..<5, using: &random) < 3 else {
                next[subject] = nil
                continue
            }
            next[subject] = alert(subject, number, &random)
        }
        return next
    }

    private static func alert(_ subject: String, _ number: Int, _ random: inout SplitMix) -> StandingAlert {
        let keys = ["a", "b", "c", "d"].filter { _ in Bool.random(using: &random) }
        let level = Int.random(in: 0..<3, using: &random)
        // The pack and what it is about are part of the subject.
        let isBuyer = number != 5
        return sampleAlert(
            subject, minutes: Int.random(in: 0..<3, using: &random), level: samplePack.levels[level],
            score: level * 30 + Int.random(in: 30..<32, using: &random),
            purchases: keys.map { samplePurchase($0) },
            buyer: isBuyer ? ["b1", "b2"].randomElement(using: &random) : nil, store: isBuyer ? nil : "7",
            follows: [nil, "x"].randomElement(using: &random) ?? nil, pack: number == 4 ? "other" : "baseline"
        )
    }
}

// MARK: Faults

private func with(_ event: AlertEvent, _ edit: (inout AlertData) -> Void) -> AlertEvent {
    var edited = event
    edit(&edited.data)
    edited.id = "\(event.subject)-\(edited.data.revision)"
    return edited
}

/// Names what was taken over in the event that takes it, and never again.
private func withoutRepeating(_ commits: [[AlertEvent]]) -> [[AlertEvent]] {
    var named: [String: Set<String>] = [:]
    return commits.map { events in
        events.map { event in
            let before = named[event.subject] ?? []
            named[event.subject] = before.union(event.data.replaces)
            return with(event) { $0.replaces.removeAll(where: before.contains) }
        }
    }
}

private func restarting(_ commits: [[AlertEvent]]) -> [[AlertEvent]] {
    var revisions: [String: Int] = [:]
    return commits.map { events in
        events.map { event in
            let revision = (revisions[event.subject] ?? 0) + 1
            revisions[event.subject] = event.type == .withdrawn ? 0 : revision
            return with(event) { $0.revision = revision }
        }
    }
}
