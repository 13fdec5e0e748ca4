import Bench
import Purchases
import Rules
import Testing

struct ComparisonTests {
    private static let old = Samples.pack(rules: [Samples.rule("bulk", atLeast: 10), Samples.rule("gone")])
    private static let new = Samples.pack(
        version: "2", rules: [Samples.rule("bulk", atLeast: 6), Samples.rule("added")])

    private func value(_ value: String, of threshold: String, holds: Bool, group: [String: ExactText] = [:])
        -> RuleValue
    {
        RuleValue(
            value: ExactDecimal(value) ?? .zero, threshold: ExactDecimal(threshold) ?? .zero,
            bound: "at_least",
            measure: "count purchases", unit: "purchases", holds: holds, group: group)
    }

    private func compare(
        _ before: [StandingAlert], _ after: [StandingAlert],
        state: (LedgerComparison.Side, StandingAlert) -> OtherState? = { _, _ in nil }
    ) -> LedgerComparison {
        let pair = LedgerComparison.Pair(
            before: nil, after: LedgerComparison.PackName(Self.new),
            differences: PackDifferences(from: Self.old, to: Self.new))
        return LedgerComparison(before: before, after: after, packs: [pair], state: state)
    }

    @Test func differencesOfPacksArePartByPart() {
        let differences = PackDifferences(from: Self.old, to: Self.new)
        #expect(differences.rules.map(\.rule) == ["bulk", "added", "gone"])
        #expect(differences.rules.map(\.kind) == [.changed, .added, .removed])
        #expect(differences.rules[0].parts == ["bound at_least 10 → at_least 6"])
        #expect(PackDifferences(from: Self.old, to: Self.old).isEmpty)
        var other = Self.old
        other.quiet = TimeSpan(seconds: 12 * 3600)
        other.levels = [Level(name: "notice", threshold: 20)]
        #expect(
            PackDifferences(from: Self.old, to: other).pack == [
                "levels notice 30, report 100 → notice 20", "quiet 30d → 12h",
            ])
    }

    @Test func sameAlertsAreNoDifference() {
        let alert = Samples.alert("x", indicators: [Samples.indicator("bulk", "12", of: "10")])
        var later = alert
        // Another threshold and version under the same value.
        later.data.indicators[0].threshold = ExactDecimal(6)
        later.data.pack.version = "2"
        let comparison = compare([alert], [later])
        #expect(comparison.unchanged == 1)
        #expect(comparison.raised.isEmpty && comparison.gone.isEmpty && comparison.changed.isEmpty)
    }

    @Test func raisedSaysWhichRuleCame() {
        let alert = Samples.alert("x", indicators: [Samples.indicator("bulk", "8", of: "6")])
        let comparison = compare([], [alert]) { side, _ in
            #expect(side == .before)
            return OtherState(
                outcome: .below, score: 20, measured: ["bulk": value("8", of: "10", holds: false)])
        }
        let reasons = comparison.raised[0].reasons
        #expect(reasons.map(\.kind) == [.came, .score])
        #expect(reasons[1].text == "before the score of 20 is below every level")
        #expect(reasons[0].rule == "bulk")
        #expect(reasons[0].before?.value == ExactDecimal(8))
        #expect(
            reasons[0].text
                == "bulk came: 8 purchases, at least 6 asked; before 8 purchases, at least 10 asked (bound at_least 10 → at_least 6)"
        )
        #expect(comparison.raised[0].levelBefore == nil && comparison.raised[0].levelAfter == "notice")
    }

    @Test func goneSaysWhichRuleWentAndWhatWasReachedBefore() {
        let alert = Samples.alert(
            "x", indicators: [Samples.indicator("bulk", "12", of: "10"), Samples.indicator("gone")])
        let comparison = compare([alert], []) { _, _ in
            OtherState(
                outcome: .reachedBefore(Samples.time("2026-02-27T10:00:00Z")),
                holding: ["bulk": value("12", of: "6", holds: true)])
        }
        let reasons = comparison.gone[0].reasons
        #expect(reasons.map(\.kind) == [.went, .quiet])
        #expect(reasons[0].text == "gone went: before 1 purchase, at least 1 asked (the rule is gone)")
        #expect(reasons[1].text.contains("2026-02-27"))
    }

    /// What a rule measured of another substance is not this one's earlier value.
    @Test func anotherPartIsNoValueOfThisOne() {
        var indicator = Samples.indicator("bulk", "8", of: "6")
        indicator.group = ["substance": "1-1-1"]
        let comparison = compare([], [Samples.alert("x", indicators: [indicator])]) { _, _ in
            OtherState(
                outcome: .below,
                measured: ["bulk": value("2", of: "10", holds: false, group: ["substance": "2-2-2"])])
        }
        #expect(comparison.raised[0].reasons[0].before == nil)
    }

    @Test func changedNamesValuesPointsAndLevel() {
        let before = Samples.alert(
            "x", level: "notice", score: 60,
            indicators: [Samples.indicator("bulk", "8", of: "6"), Samples.indicator("gone")])
        let after = Samples.alert(
            "x", level: "report", score: 100,
            indicators: [Samples.indicator("bulk", "9", of: "6"), Samples.indicator("added", score: 70)])
        let reasons = compare([before], [after]).changed[0].reasons
        #expect(reasons.map(\.kind) == [.value, .came, .went, .level])
        #expect(reasons.last?.text == "level notice → report, score 60 → 100")
    }

    /// A rule that holds on both sides, by a purchase of an earlier moment, did not come.
    @Test func whatHoldsOnBothSidesIsNoReason() {
        let alert = Samples.alert(
            "x", indicators: [Samples.indicator("bulk", "8", of: "6"), Samples.indicator("same", "2")])
        let comparison = compare([], [alert]) { _, _ in
            OtherState(
                outcome: .below, score: 30, holding: ["same": RuleValue(Samples.indicator("same", "2"))])
        }
        #expect(comparison.raised[0].reasons.compactMap(\.rule) == ["bulk"])
    }

    /// Every difference has a reason, also where nothing is known of the other side.
    @Test func noDifferenceIsWithoutReason() {
        let alert = Samples.alert("x", indicators: [Samples.indicator("same")])
        #expect(compare([], [alert]).raised[0].reasons.count == 1)
        #expect(compare([alert], []).gone[0].reasons.count == 1)
    }
}
