import Detection
import Purchases
import Rules
import Testing

/// Every form of rule against its definition, and against itself in another order.
@Suite struct RandomFormTests {
    /// A seed that a failure names is put here to see it again.
    private static let seeds = (0..<60).map { _ in UInt64.random(in: 0..<UInt64.max) }

    /// With a level that everything reaches and no memory, every moment that counts is an alert.
    @Test(arguments: seeds) func everyMomentIsTheDefinitions(seed: UInt64) {
        var random = RandomForms(seed: seed)
        let rules = (0..<4).map { random.rule("r\($0)") }
        let lines = random.sales(30)
        var pack = Shop.pack(rules, levels: [Level(name: "any", threshold: 1)])
        pack.quiet = TimeSpan(microseconds: 1)
        var detector = Shop.detector([pack])
        _ = detector.apply(Shop.journalled(lines))
        let expected = BruteForms(rules: rules, lines: lines)
        #expect(detector.standing.map(text).sorted() == expected.moments, "seed \(seed)")
        #expect(detector.counts().pending == expected.pending, "seed \(seed)")
    }

    @Test(arguments: seeds.prefix(20)) func anyOrderAndBatchesGiveOneLedger(seed: UInt64) throws {
        var random = RandomForms(seed: seed)
        let pack = Shop.pack((0..<8).map { random.rule("r\($0)") })
        var history = RandomHistory(seed: seed, lines: Int(20 + seed % 100))
        var whole = Shop.detector([pack])
        _ = whole.apply(twoFeeds(history.arriving(shuffled: false)))
        for alert in whole.standing {
            #expect(
                whole.indicators(explaining: alert) == alert.data.indicators,
                "seed \(seed), \(alert.subject)")
        }
        for most in [1, 20] {
            var detector = Shop.detector([pack])
            var ledger: [String: StandingAlert] = [:]
            var rest = twoFeeds(history.arriving(shuffled: most > 1))[...]
            while !rest.isEmpty {
                let batch = rest.prefix(most)
                rest = rest.dropFirst(batch.count)
                let keys = Set(batch.map(\.line.key.text))
                for change in detector.apply(Array(batch)) {
                    try #require(change.before == ledger[change.subject], "seed \(seed)")
                    try #require(change.cause.map(keys.contains) == true, "seed \(seed): \(change)")
                    ledger[change.subject] = change.after
                }
            }
            try #require(detector.standing == whole.standing, "seed \(seed), \(most)")
            try #require(Set(ledger.values) == Set(whole.standing), "seed \(seed), \(most)")
            #expect(detector.counts() == whole.counts(), "seed \(seed), \(most)")
        }
    }

    /// The same lines, some receipts from another feed, which comes further or less far.
    private func twoFeeds(_ lines: [JournalledLine]) -> [JournalledLine] {
        lines.map { one in
            guard one.line.key.receipt.string.hasSuffix("3") else { return one }
            var other = one
            func renamed(_ key: ExactText) -> ExactText { ExactText("g" + key.string.dropFirst()) }
            other.line.key = LineKey(
                text: renamed(one.line.key.text), receipt: renamed(one.line.key.receipt))
            return other
        }
    }

    private func text(_ alert: StandingAlert) -> String {
        let indicators = alert.data.indicators.map { one in
            let group = [one.group["product"], one.group["receipt"]].compactMap { $0?.string }
            let receipt = one.group["receipt"] == nil ? "" : " "
            let name = one.group["product"] == nil ? receipt + group.joined() : group.joined(separator: " ")
            return BruteForms.text(
                one.rule, name, one.value, one.purchases.map(\.string),
                conditions: (one.conditions ?? []).map {
                    "[\($0.condition) \($0.value) \($0.purchases.map(\.string).sorted())]"
                },
                usual: one.usual.map { "usual \(Double($0.median.millionths) / 1_000_000) of \($0.windows)" }
                    ?? "")
        }
        let subject = alert.data.about?.store ?? alert.data.buyer?.tokens.first?.value
        let deadline = alert.data.indicators.first { $0.measure == "absent" }?.rule
        return BruteForms.text(
            alert.time.microseconds, subject?.string ?? "", deadline ?? "", indicators)
    }
}
