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

    func indicators(_ sweep: RuleSweep, _ subject: Subject) -> [Shown] {
        let held = sweep.held().map { ($0, order(of: $0)) }.sorted { $0.1 < $1.1 }.map(\.0)
        let names = held.map { (rule: $0.rule, name: judge.groups.name(of: $0.group)) }
        let points = judge.pack.scoring.points(names)
        return zip(held, points).compactMap { held, points in
            sweep.running(held).map { shown($0, points, at: sweep.time, subject) }
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
        _ running: RunningGroup, _ points: Int, at time: EventTime, _ subject: Subject
    ) -> Shown {
        let rule = judge.pack.pack.rules[running.rule]
        let evidence = running.evidence(at: time).compactMap { one in
            judge.purchases[one.line].map { (line: one.line, purchase: $0, counted: one.counted) }
        }.sorted { $0.purchase.order < $1.purchase.order }
        let isWhole = evidence.allSatisfy { $0.counted == nil }
        var counted: [String: [ExactText]] = [:]
        if !isWhole {
            for (_, purchase, items) in evidence {
                let positions = items ?? Array(purchase.substances.indices)
                counted[purchase.order.key.string] = positions.map { purchase.substances[$0].identity }
            }
        }
        let indicator = Indicator(
            rule: rule.id, title: rule.title, score: points, measure: rule.measure.text,
            value: running.value(of: rule.measure), threshold: rule.threshold.value,
            bound: rule.threshold.bound.rawValue, unit: rule.measure.unit, within: rule.windowText,
            group: group(running, rule, subject), purchases: evidence.map(\.purchase.order.key),
            counted: isWhole ? nil : counted)
        return Shown(indicator: indicator, lines: evidence.map(\.line))
    }

    private func group(_ running: RunningGroup, _ rule: Rule, _ subject: Subject) -> [String: ExactText] {
        let group = judge.groups[running.group]
        var texts: [String: ExactText] = [:]
        if let about = subject.about {
            texts["store"] = about.store
            texts["product"] = about.product
        }
        for (field, value) in zip(rule.partition, group.parts) { texts[field.name] = value }
        if let receipt = running.receipt { texts["receipt"] = judge.receipts[receipt].key }
        if let each = rule.each { texts[each.name] = group.each }
        return texts
    }
}
