import Documents
import Purchases
import Rules

/// Runs tests: compares what packs make of their purchases with what they expect.
package struct TestRunner {
    private let packs: [Pack]
    private var times: TestTimes

    package init(_ file: TestFile) { self.init(file, packs: file.packs) }

    /// - Parameter packs: in place of those of the file.
    init(_ file: TestFile, packs: [Pack]) {
        self.packs = packs
        times = TestTimes(zone: file.timezone)
    }

    package mutating func run(_ test: TestCase) -> TestOutcome {
        let ledger = TestLedger(packs, test)
        var failures = unexpected(test, ledger)
        if !test.holds.isEmpty || !test.never.isEmpty {
            let moments = TestLedger.moments(packs, test)
            failures += missingMoments(test, moments)
            failures += forbidden(test, ledger, moments)
        }
        return TestOutcome(test: test, failures: failures)
    }

    /// Whether a test passes, with nothing worked out for messages.
    mutating func passes(_ test: TestCase) -> Bool {
        let ledger = TestLedger(packs, test)
        guard ledger.alerts.count == test.alerts.count, matches(test.alerts, ledger).rest.isEmpty else {
            return false
        }
        if test.holds.isEmpty, test.never.isEmpty { return true }
        let moments = TestLedger.moments(packs, test)
        return test.holds.allSatisfy { expected in moments.alerts.contains { holds(expected, $0, moments) } }
            && !test.never.contains { isThere($0, ledger, moments) != nil }
    }
}

// MARK: Alerts

extension TestRunner {
    /// Pairs expected alerts with found ones that are as they say.
    private func matches(
        _ expected: [ExpectedAlert], _ ledger: TestLedger
    ) -> (rest: [ExpectedAlert], found: [StandingAlert]) {
        var found = ledger.alerts
        var rest: [ExpectedAlert] = []
        for alert in expected {
            if let index = found.firstIndex(where: { isAsExpected(alert, $0, ledger) }) {
                found.remove(at: index)
            } else {
                rest.append(alert)
            }
        }
        return (rest, found)
    }

    private func isAsExpected(_ expected: ExpectedAlert, _ found: StandingAlert, _ ledger: TestLedger) -> Bool
    {
        guard isAbout(expected, found, ledger), expected.time == found.time else { return false }
        if let level = expected.level, level != found.data.level { return false }
        if let score = expected.score, score != found.data.score { return false }
        guard let rules = expected.rules else { return true }
        let there = ExpectedRule.values(of: found)
        return rules.count == there.count && rules.allSatisfy { $0.isMet(by: there) }
    }

    private func isAbout(_ expected: ExpectedAlert, _ found: StandingAlert, _ ledger: TestLedger) -> Bool {
        if let pack = expected.pack, pack != found.data.pack.id { return false }
        if let buyer = expected.buyer, found.data.buyer == nil || !ledger.buyers(of: found).contains(buyer) {
            return false
        }
        if expected.buyer == nil, expected.store ?? expected.product == nil, found.data.about != nil {
            return false
        }
        if let store = expected.store, found.data.about?.store != store { return false }
        if let product = expected.product, found.data.about?.product != product { return false }
        return true
    }

    private mutating func unexpected(_ test: TestCase, _ ledger: TestLedger) -> [TestFailure] {
        var (rest, found) = matches(test.alerts, ledger)
        if rest.isEmpty, found.isEmpty { return [] }
        var nearest = NearestMiss(packs, test)
        var failures: [TestFailure] = []
        for expected in rest {
            let other =
                found.firstIndex { isAbout(expected, $0, ledger) && $0.time == expected.time }
                ?? found.firstIndex { isAbout(expected, $0, ledger) }
                ?? found.firstIndex { $0.time == expected.time }
            let alert = other.map { found.remove(at: $0) }
            failures.append(
                TestFailure(
                    place: expected.place,
                    what: alert == nil ? "an expected alert does not stand" : "an alert is not as expected",
                    pairs: pairs(expected, alert, ledger), notes: nearest.notes(expected, alert, &times)))
        }
        for alert in found {
            failures.append(
                TestFailure(
                    place: test.place, what: "an alert stands that is not expected",
                    pairs: pairs(nil, alert, ledger), notes: []))
        }
        return failures
    }

    /// What was expected of an alert beside what was found.
    private mutating func pairs(
        _ expected: ExpectedAlert?, _ found: StandingAlert?, _ ledger: TestLedger
    ) -> [TestFailure.Pair] {
        var pairs: [TestFailure.Pair] = []
        func add(_ what: String, _ left: String?, _ right: String?) {
            guard left != nil || expected == nil || found == nil else { return }
            if left == nil, right == nil { return }
            pairs.append(TestFailure.Pair(what: what, expected: left ?? "", found: right ?? ""))
        }
        let buyers = found.map { ledger.buyers(of: $0) } ?? []
        add("at", expected.map { times.text($0.time) }, found.map { times.text($0.time) })
        if packs.count > 1 { add("pack", expected?.pack, found?.data.pack.id) }
        add("level", expected?.level, found?.data.level)
        let isOne = expected?.buyer.map(buyers.contains) ?? false
        add(
            "buyer", expected?.buyer?.string,
            isOne
                ? expected?.buyer?.string
                : buyers.isEmpty ? nil : buyers.map(\.string).joined(separator: ", "))
        add("store", expected?.store?.string, found?.data.about?.store?.string)
        add("product", expected?.product?.string, found?.data.about?.product?.string)
        add("score", expected?.score.map(String.init), found.map { "\($0.data.score)" })
        return pairs + rulePairs(expected, found)
    }

    private func rulePairs(_ expected: ExpectedAlert?, _ found: StandingAlert?) -> [TestFailure.Pair] {
        if expected != nil, expected?.rules == nil, found != nil { return [] }
        let there = found.map { ExpectedRule.values(of: $0) } ?? [:]
        let rules = packs.flatMap(\.rules)
        var names = expected?.rules?.map(\.id) ?? []
        names += there.keys.filter { !names.contains($0) }.sorted()
        return names.map { name in
            let wanted = expected?.rules?.first { $0.id == name }
            let unit = rules.last { $0.id == name }?.unit ?? ""
            let values = there[name].map { $0.map { measuredText($0, unit: unit) }.joined(separator: ", ") }
            let wantedText = wanted.map { rule in
                rule.values.map { $0.map { measuredText($0, unit: unit) }.joined(separator: ", ") } ?? values
                    ?? "any"
            }
            return TestFailure.Pair(what: name, expected: wantedText ?? "", found: values ?? "")
        }
    }
}

// MARK: Moments and what must not come

extension TestRunner {
    private func holds(_ expected: ExpectedAlert, _ found: StandingAlert, _ moments: TestLedger) -> Bool {
        guard isAbout(expected, found, moments), expected.time == found.time else { return false }
        let there = ExpectedRule.values(of: found)
        return (expected.rules ?? []).allSatisfy { $0.isMet(by: there) }
    }

    private mutating func missingMoments(_ test: TestCase, _ moments: TestLedger) -> [TestFailure] {
        var nearest = NearestMiss(packs, test)
        return test.holds.filter { expected in !moments.alerts.contains { holds(expected, $0, moments) } }.map
        {
            expected in
            let found = moments.alerts.first { isAbout(expected, $0, moments) && $0.time == expected.time }
            let names = Set(expected.rules?.map(\.id) ?? [])
            return TestFailure(
                place: expected.place, what: "a rule does not hold as expected",
                pairs: [
                    TestFailure.Pair(
                        what: "at", expected: times.text(expected.time), found: times.text(expected.time))
                ]
                    + rulePairs(expected, found).filter { names.contains($0.what) },
                notes: nearest.notes(expected, found, &times))
        }
    }

    /// An alert, or a moment, that has what must not come.
    private func isThere(
        _ forbidden: Forbidden, _ ledger: TestLedger, _ moments: TestLedger
    ) -> StandingAlert? {
        switch forbidden.kind {
        case .level: ledger.alerts.first { $0.data.level == forbidden.name }
        case .rule: moments.alerts.first { $0.data.indicators.contains { $0.rule == forbidden.name } }
        }
    }

    private mutating func forbidden(
        _ test: TestCase, _ ledger: TestLedger, _ moments: TestLedger
    ) -> [TestFailure] {
        test.never.compactMap { forbidden in
            guard let found = isThere(forbidden, ledger, moments) else { return nil }
            let isRule = forbidden.kind == .rule
            return TestFailure(
                place: forbidden.place,
                what: isRule
                    ? "the rule \(quoted(forbidden.name)) holds, and must not"
                    : "the level \(quoted(forbidden.name)) is reached, and must not be",
                pairs: pairs(nil, found, isRule ? moments : ledger).filter {
                    !isRule || ["at", "buyer", "store", "product", forbidden.name].contains($0.what)
                }, notes: [])
        }
    }
}

extension ExpectedRule {
    /// The values of each rule of an alert, group by group.
    static func values(of alert: StandingAlert) -> [String: [ExactDecimal]] {
        alert.data.indicators.reduce(into: [:]) { $0[$1.rule, default: []].append($1.value) }
    }

    func isMet(by there: [String: [ExactDecimal]]) -> Bool {
        guard let found = there[id] else { return false }
        return values.map { $0 == found } ?? true
    }
}
