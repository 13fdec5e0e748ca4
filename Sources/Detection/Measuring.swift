import Purchases
import Rules

/// Works out what a purchase adds to the rules of a pack (3.5, 4.4 to 4.6).
struct Measuring: Sendable {
    let rules: [Rule]
    let parts: RuleParts
    let totals: ReceiptTotals
    private let numbers: [Int]

    /// - Parameter numbers: what each rule is called in groups.
    init(rules: [Rule], parts: RuleParts, numbers: [Int]) {
        self.numbers = numbers
        self.rules = rules
        self.parts = parts
        totals = ReceiptTotals(rules: rules)
    }

    func contributions(of purchase: Purchase, _ line: Line, _ groups: inout Groups) -> [Contribution] {
        guard !purchase.substances.isEmpty else { return [] }
        let net = seen(purchase, line, by: .plain)
        var found: [Contribution] = []
        for part in parts.all {
            let rule = rules[part.rule]
            let netting = rule.netting
            guard let values = netting == .plain ? net : seen(purchase, line, by: netting) else { continue }
            let matched = values.purchase.substances.indices.filter {
                values.answer(part.condition, of: values.purchase.substances[$0]) == .yes
                    && !values.isCovered($0, by: rule.exceptions)
            }
            guard !matched.isEmpty, let parts = parts(of: rule, values) else { continue }
            let expiry = expiry(of: purchase, part.window)
            for (each, items) in divided(matched, by: rule.each, values) {
                guard let measured = measure(part.measure, items, values, rule.exceptions, &groups) else {
                    continue
                }
                let all = measured.items.count == purchase.substances.count
                found.append(
                    Contribution(
                        group: groups.id(
                            of: Groups.Group(rule: numbers[part.rule], each: each, parts: parts)),
                        rule: part.rule, part: part.number, expiry: expiry, added: measured.added,
                        values: measured.values,
                        counted: all ? nil : measured.items))
            }
        }
        return found
    }

    /// A purchase as rules of a netting see it; nil when it is none for them.
    private func seen(_ purchase: Purchase, _ line: Line, by netting: Netting) -> FieldValues? {
        purchase.seen(by: netting).map {
            FieldValues(line: line, purchase: $0, totals: totals[netting])
        }
    }

    /// When the purchase leaves the window; it is in it from its moment until then, that moment excluded (4.2).
    private func expiry(of purchase: Purchase, _ window: Rule.Window) -> EventTime {
        switch window {
        case .receipt: purchase.moment
        case .span(let length): purchase.moment.advanced(by: length)
        case .calendarDay: purchase.basis.midnight
        }
    }

    /// The purchase's values of `by`; nil when one is missing, and it is in no part.
    private func parts(of rule: Rule, _ values: FieldValues) -> [ExactText]? {
        var parts: [ExactText] = []
        for field in rule.partition {
            guard let value = values.text(field) else { return nil }
            parts.append(value)
        }
        return parts
    }

    /// The substances by value of `each`, in the order in which the values are met; a missing value is no group.
    private func divided(
        _ items: [Int], by each: Field?, _ values: FieldValues
    ) -> [(each: ExactText?, items: [Int])] {
        guard let each else { return [(nil, items)] }
        guard each == .substance || each == .cas else {
            return values.text(each).map { [($0, items)] } ?? []
        }
        var found: [(each: ExactText?, items: [Int])] = []
        for item in items {
            guard let value = values.text(each, of: values.purchase.substances[item]) else { continue }
            if let index = found.firstIndex(where: { $0.each == value }) {
                found[index].items.append(item)
            } else {
                found.append((value, [item]))
            }
        }
        return found
    }

    private struct Measured {
        var items: [Int]
        var added = ExactDecimal.zero
        var values: [Int] = []
    }

    /// What some substances of the purchase add to a measure; nil when nothing that it measures is known of them.
    private func measure(
        _ measure: Measure, _ items: [Int], _ values: FieldValues, _ exceptions: Set<Rule.Exception>,
        _ groups: inout Groups
    ) -> Measured? {
        let purchase = values.purchase
        switch measure {
        case .countPurchases: return Measured(items: items, added: ExactDecimal(1))
        case .countReceipts: return Measured(items: items, values: [purchase.receipt])
        case .sumUnits: return Measured(items: items, added: purchase.quantity)
        case .sumVolume: return purchase.volume.map { Measured(items: items, added: $0) }
        case .sumAmount(let currency):
            guard values.line.currency == currency else { return nil }
            return purchase.amount.map { Measured(items: items, added: $0) }
        case .sumMass:
            let known = items.filter { purchase.substances[$0].mass != nil }
            guard !known.isEmpty else { return nil }
            let sum = known.reduce(ExactDecimal.zero) {
                $0 + (values.countedMass($1, by: exceptions) ?? .zero)
            }
            return Measured(items: known, added: sum)
        case .distinct(let field) where field == .substance || field == .cas:
            let known = items.filter { values.text(field, of: purchase.substances[$0]) != nil }
            guard !known.isEmpty else { return nil }
            let texts = Set(known.compactMap { values.text(field, of: purchase.substances[$0]) })
            return Measured(items: known, values: texts.map { groups.id(ofValue: $0) })
        case .distinct(let field):
            guard let text = values.text(field) else { return nil }
            return Measured(items: items, values: [groups.id(ofValue: text)])
        }
    }
}

extension EventTime {
    /// The time so much later, as far as times go.
    func advanced(by span: TimeSpan) -> EventTime {
        let (sum, overflow) = microseconds.addingReportingOverflow(span.microseconds)
        return EventTime(microseconds: overflow ? .max : sum)
    }

    /// The time so much earlier, as far as times go.
    func before(by span: TimeSpan) -> EventTime {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(span.microseconds)
        return EventTime(microseconds: overflow ? .min : difference)
    }
}
