import Detection
import Purchases
import Reception
import TestSupport
import Testing
import Webhooks

/// 1.1 and 5.7 on random histories: the ledger is a function of the set of lines, and every alert explains itself.
@Suite struct BatchTests {
    /// A seed that a failure names is put here to see it again.
    private static let seeds = (0..<8).map { _ in UInt64.random(in: 0..<UInt64.max) }

    @Test(arguments: seeds) func anyOrderAndBatchesGiveOneLedger(seed: UInt64) throws {
        var history = RandomHistory(seed: seed, lines: Int(20 + seed % 180))
        var whole = Shop.detector(history.packs)
        _ = whole.apply(history.arriving(shuffled: false))
        let expected = whole.standing
        var generator = SplitMix(seed: seed)
        for most in [1, 20] {
            var detector = Shop.detector(history.packs)
            var ledger: [String: StandingAlert] = [:]
            var rest = history.arriving(shuffled: most > 1)[...]
            while !rest.isEmpty {
                let batch = rest.prefix(Int.random(in: 1...most, using: &generator))
                rest = rest.dropFirst(batch.count)
                let keys = Set(batch.map(\.line.key.text))
                for change in detector.apply(Array(batch)) {
                    try #require(change.before == ledger[change.subject], "seed \(seed)")
                    try #require(change.cause.map(keys.contains) == true, "seed \(seed): \(change)")
                    ledger[change.subject] = change.after
                }
            }
            let found = detector.standing
            try #require(found.map(\.subject) == expected.map(\.subject), "seed \(seed), \(most)")
            try #require(found == expected, "seed \(seed), \(most)")
            try #require(Set(ledger.values) == Set(found), "seed \(seed), \(most)")
            #expect(detector.counts() == whole.counts(), "seed \(seed), \(most)")
        }
    }

    @Test(arguments: seeds) func everyAlertExplainsItself(seed: UInt64) {
        var history = RandomHistory(seed: seed, lines: 150)
        var detector = Shop.detector(history.packs)
        _ = detector.apply(history.arriving(shuffled: false))
        for alert in detector.standing {
            #expect(
                detector.indicators(explaining: alert) == alert.data.indicators,
                "seed \(seed), \(alert.subject)")
            #expect(alert.data.score == alert.data.indicators.reduce(0) { $0 + $1.score })
            let shown = Set(alert.data.indicators.flatMap(\.purchases))
            #expect(shown == Set(alert.data.purchases.map(\.key)))
        }
    }

    /// A recipient who has nothing but the event computes the same numbers from it.
    @Test(arguments: seeds) func everyAlertVerifies(seed: UInt64) throws {
        var history = RandomHistory(seed: seed, lines: 150)
        var detector = Shop.detector(history.packs)
        _ = detector.apply(history.arriving(shuffled: false))
        for alert in detector.standing {
            var data = alert.data
            data.revision = 1
            let event = AlertEvent(
                installation: "i", type: .raised, subject: alert.subject, time: alert.time,
                recordedtime: alert.time, data: data)
            #expect(try EventEncoding.decode(EventEncoding.json(event)) == event)
            let wrong = AlertVerification.check(event: event).filter { $0.severity == .wrong }
            #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
        }
    }

    /// The same content again, and a void of nothing, change nothing.
    @Test func nothingComesOfNothing() {
        var detector = Shop.ledger([.made()], [Shop.sale("1", "2026-05-01T10:00:00Z")])
        #expect(detector.apply([]).isEmpty)
        #expect(detector.apply(Shop.journalled([Shop.void("7", "2026-05-01T10:00:00Z")], from: 5)).isEmpty)
        #expect(detector.counts().unmatchedVoids == 1)
    }
}
