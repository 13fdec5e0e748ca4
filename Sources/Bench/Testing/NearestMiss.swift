import Purchases
import Rules

/// How near the rules that an alert lacks came to holding.
struct NearestMiss {
    private let packs: [Pack]
    private let test: TestCase
    /// Worked out once, and only where something is missing.
    private var reach: TestLedger?

    init(_ packs: [Pack], _ test: TestCase) {
        self.packs = packs
        self.test = test
    }

    /// What to say of an expected alert beside the one that was found in its place.
    mutating func notes(_ expected: ExpectedAlert, _ found: StandingAlert?, _ times: inout TestTimes)
        -> [String]
    {
        let there = Set(found?.data.indicators.map(\.rule) ?? [])
        let missing = (expected.rules?.map(\.id) ?? packs.flatMap { $0.rules.map(\.id) }).filter {
            !there.contains($0)
        }
        if missing.isEmpty { return [] }
        let reach = reach ?? TestLedger.reach(packs, test)
        self.reach = reach
        var notes: [String] = []
        for name in missing {
            guard let rule = packs.flatMap(\.rules).last(where: { $0.id == name }) else { continue }
            if let note = note(rule, expected, reach, &times) { notes.append(note) }
            // An alert without named rules misses all of them; the first few say enough.
            if expected.rules == nil, notes.count == 3 { break }
        }
        return notes
    }

    private func note(
        _ rule: Rule, _ expected: ExpectedAlert, _ reach: TestLedger, _ times: inout TestTimes
    ) -> String? {
        let candidates = reach.alerts.flatMap { alert in
            alert.data.indicators.filter { $0.rule == rule.id }.map { (alert, $0.value) }
        }
        let here = candidates.filter { alert, _ in
            alert.time == expected.time && (expected.buyer.map(reach.buyers(of: alert).contains) ?? true)
        }
        guard let best = (here.isEmpty ? candidates : here).max(by: { $0.1 < $1.1 }) else {
            return expected.rules == nil ? nil : "nearest miss: \(rule.id) measures nothing at any moment"
        }
        let bound = rule.bound
        let value = measuredText(best.1, unit: rule.unit)
        let at = times.text(best.0.time)
        let reached =
            "\(rule.id) \(value) of \(bound.bound == .above ? "above" : "at least") "
            + measuredText(bound.value, unit: rule.unit)
        if bound.holds(best.1) {
            let holds = rule.usual == nil
            return "\(rule.id) \(holds ? "holds" : "reaches its bound") with \(value) at \(at)"
                + (holds ? "" : ", and that is not so many times what is usual, or it is unknown what is")
        }
        return "nearest miss: \(reached)\(percent(best.1, of: bound.value)) at \(at)"
    }

    private func percent(_ value: ExactDecimal, of bound: ExactDecimal) -> String {
        guard bound.millionths > 0, value.millionths < Int128.max / 100 else { return "" }
        return " (\(value.millionths * 100 / bound.millionths) %)"
    }
}
