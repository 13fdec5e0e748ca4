import Purchases
import Rules

/// Writes down the indicators that hold at a moment, in order of rules, `each` values and parts.
struct IndicatorContent {
    struct Shown {
        var indicator: Indicator
        /// The purchases behind it.
        var lines: [Int]
    }

    let judge: Judge

    init(_ judge: Judge) { self.judge = judge }

    /// Those of a moment to which the sweep has come.
    func indicators(_ sweep: RuleSweep, at moment: RuleSweep.Moment, _ subject: Subject) -> [Shown] {
        let held = sweep.held(at: moment).map { ($0, order(of: $0)) }.sorted { $0.1 < $1.1 }
            .map(\.0)
        let names = held.map { (rule: $0.rule, name: judge.groups.name(of: $0.group)) }
        let points = judge.pack.scoring.points(names)
        return zip(held, points).compactMap { held, points in
            sweep.detail(held, at: moment).map { shown(held, $0, points, subject) }
        }
    }

    private struct Order: Comparable {
        let rule: Int
        let each: ExactText
        let parts: ExactText

        static func < (left: Self, right: Self) -> Bool {
            (left.rule, left.each, left.parts) < (right.rule, right.each, right.parts)
        }
    }

    private func order(of held: RuleSweep.Held) -> Order {
        let group = judge.groups[held.group]
        var parts = group.parts
        if let receipt = held.receipt { parts.append(judge.receipts[receipt].key) }
        return Order(
            rule: held.rule, each: group.each ?? "",
            parts: ExactText(parts.map(\.string).joined(separator: "\0")))
    }

    private func shown(
        _ held: RuleSweep.Held, _ detail: RuleSweep.Detail, _ points: Int, _ subject: Subject
    ) -> Shown {
        let rule = judge.pack.pack.rules[held.rule]
        let shown = ShownMeasure(rule)
        let (keys, counted) = evidence(detail.lines)
        var indicator = Indicator(
            rule: rule.id, title: rule.title, score: points, measure: shown.measure, value: detail.value,
            threshold: shown.threshold.value, bound: shown.threshold.bound.rawValue, unit: shown.unit,
            within: shown.within, group: group(held, rule, subject), purchases: keys, counted: counted)
        indicator.conditions = detail.conditions?.map { condition($0, of: held.rule) }
        if let usual = rule.usual, let baseline = detail.usual {
            indicator.usual = UsualReference(
                median: baseline.median, times: usual.times.value, bound: usual.times.bound.rawValue,
                windows: baseline.windows, over: usual.overText)
        }
        return Shown(indicator: indicator, lines: detail.lines.map(\.line))
    }

    private func condition(_ held: RuleSweep.Detail.Condition, of rule: Int) -> IndicatorCondition {
        let shown = ShownMeasure(judge.pack.parts[rule, held.number])
        let (keys, counted) = evidence(held.lines)
        return IndicatorCondition(
            condition: held.number + 1, measure: shown.measure, value: held.value,
            threshold: shown.threshold.value, bound: shown.threshold.bound.rawValue, unit: shown.unit,
            within: shown.within, purchases: keys, counted: counted)
    }

    /// Purchases in order of (own time, key), and their substances that counted, where not all did.
    private func evidence(
        _ lines: [CountedLine]
    ) -> (keys: [ExactText], counted: [String: [ExactText]]?) {
        let evidence = lines.compactMap { one in
            judge.purchases[one.line].map { (purchase: $0, counted: one.counted) }
        }.sorted { $0.purchase.order < $1.purchase.order }
        let keys = evidence.map(\.purchase.order.key)
        if evidence.allSatisfy({
            $0.counted?.count ?? $0.purchase.substances.count == $0.purchase.substances.count
        }) {
            return (keys, nil)
        }
        var counted: [String: [ExactText]] = [:]
        for (purchase, items) in evidence {
            let positions = items ?? Array(purchase.substances.indices)
            counted[purchase.order.key.string] = positions.map { purchase.substances[$0].identity }
        }
        return (keys, counted)
    }

    private func group(_ held: RuleSweep.Held, _ rule: Rule, _ subject: Subject) -> [String: ExactText] {
        let group = judge.groups[held.group]
        var texts: [String: ExactText] = [:]
        if let about = subject.about {
            texts["store"] = about.store
            texts["product"] = about.product
        }
        for (field, value) in zip(rule.partition, group.parts) { texts[field.name] = value }
        if let receipt = held.receipt { texts["receipt"] = judge.receipts[receipt].key }
        if let each = rule.each { texts[each.name] = group.each }
        return texts
    }
}
