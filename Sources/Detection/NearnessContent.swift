import Purchases
import Rules

/// Writes down how near rules came.
struct NearnessContent {
    private let ledger: PackLedger
    private let receipts: Receipts
    private let version: VersionLedger

    /// - Parameter version: nil is the newest.
    init(_ ledger: PackLedger, _ receipts: Receipts, version: Int? = nil) {
        self.ledger = ledger
        self.receipts = receipts
        self.version = ledger.versions[version ?? ledger.versions.count - 1]
    }

    func nearness(_ candidate: NearnessCandidate) -> Nearness {
        let rule = version.pack.pack.rules[candidate.rule]
        let shown = ShownMeasure(rule)
        var buyer: BuyerReference?
        if case .buyer(let number) = candidate.subject { buyer = ledger.who(receipts).reference(number) }
        var nearness = Nearness(
            buyer: buyer, about: candidate.subject.about, time: candidate.time, group: group(candidate, rule),
            holds: candidate.rank.holds, measure: shown.measure, value: .zero,
            threshold: shown.threshold.value, bound: shown.threshold.bound.rawValue, unit: shown.unit,
            within: shown.within, percent: nil, purchases: [])
        var lines: [Int] = []
        switch candidate.found {
        case .windows(let walk, let values, let usual):
            if rule.form == .measure {
                nearness.value = values[0] ?? .zero
                lines = walk.evidence(of: 0, at: candidate.time).map(\.line)
            } else {
                nearness.conditions = progress(walk, values, at: candidate.time)
                nearness.value = ExactDecimal(nearness.conditions.count { $0.holds })
                lines = walk.parts.indices.flatMap { walk.evidence(of: $0, at: candidate.time).map(\.line) }
            }
            nearness.usual = self.usual(rule, candidate, walk, nearness.value, usual)
        case .steps(let reached):
            lines = reached
            nearness.value = ExactDecimal(reached.count)
            if case .sequence(let steps) = rule.form { nearness.conditions = progress(steps, reached) }
        case .absence(let awaiting, let deadline, let isPending):
            lines = awaiting
            nearness.value = ExactDecimal(candidate.rank.holds ? 1 : 0)
            nearness.pendingUntil = isPending ? deadline : nil
        }
        nearness.purchases = keys(lines)
        nearness.percent = nearness.value.percent(of: nearness.threshold)
        return nearness
    }

    /// In order of (time, key).
    private func keys(_ lines: [Int]) -> [ExactText] {
        Set(lines.compactMap { version.purchases[$0]?.order }).sorted().map(\.key)
    }

    private func progress(
        _ walk: WindowWalk, _ values: [ExactDecimal?], at time: EventTime
    ) -> [Progress] {
        walk.parts.indices.map { number in
            let part = walk.parts[number]
            let shown = ShownMeasure(part)
            let value = values[number] ?? .zero
            return Progress(
                number: number + 1, holds: values[number].map(part.threshold.holds) ?? false,
                measure: shown.measure, value: value, threshold: shown.threshold.value,
                bound: shown.threshold.bound.rawValue, unit: shown.unit, within: shown.within,
                percent: value.percent(of: shown.threshold.value),
                purchases: keys(walk.evidence(of: number, at: time).map(\.line)))
        }
    }

    private func progress(_ steps: [Step], _ reached: [Int]) -> [Progress] {
        steps.enumerated().map { number, step in
            let isReached = number < reached.count
            return Progress(
                number: number + 1, holds: isReached, measure: "step",
                value: ExactDecimal(isReached ? 1 : 0), threshold: ExactDecimal(1),
                bound: Threshold.Bound.atLeast.rawValue, unit: "purchases", within: step.withinText,
                percent: ExactDecimal(isReached ? 100 : 0),
                purchases: isReached ? keys([reached[number]]) : [])
        }
    }

    private func usual(
        _ rule: Rule, _ candidate: NearnessCandidate, _ walk: WindowWalk, _ value: ExactDecimal,
        _ baseline: Baseline?
    ) -> UsualProgress? {
        guard let usual = rule.usual, case .span(let length) = rule.window, length > .none else { return nil }
        // Each purchase lies in the window of its age.
        let ages = walk.items[0].filter { $0.moment <= candidate.time }.map {
            (candidate.time.microseconds - $0.moment.microseconds) / length.microseconds
        }
        let windows = Set(ages.filter { $0 >= 1 && $0 <= usual.count(of: length) }).count
        return UsualProgress(
            median: baseline?.median, times: usual.times.value, bound: usual.times.bound.rawValue,
            windows: windows, needed: usual.minWindows, over: usual.overText,
            percent: baseline.flatMap {
                Share(of: value, times: usual.times.value, doubled: $0.doubled)?.percent
            }, holds: baseline?.isExceeded(usual.times, by: value) ?? false)
    }

    private func group(_ candidate: NearnessCandidate, _ rule: Rule) -> [String: ExactText] {
        let group = ledger.groups[candidate.group]
        var texts: [String: ExactText] = [:]
        texts["store"] = candidate.subject.about?.store
        texts["product"] = candidate.subject.about?.product
        for (field, value) in zip(rule.partition, group.parts) { texts[field.name] = value }
        if let receipt = candidate.receipt { texts["receipt"] = receipts[receipt].key }
        if let each = rule.each { texts[each.name] = group.each }
        return texts
    }
}
