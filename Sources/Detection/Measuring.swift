import Purchases
import Rules

/// Works out what a purchase adds to the rules of a pack (3.5, 4.4 to 4.6).
struct Measuring: Sendable {
    let totals: ReceiptTotals
    private let shared: [SharedMeasure]
    /// By shared measure, what the rules of its parts are called.
    private let names: [[Int]]
    /// What the first shared measure is called in groups.
    private let first: Int
    /// The shared measures of each netting.
    private let nettings: [(netting: Netting, shared: [Int])]

    /// - Parameters:
    ///   - numbers: what each rule is called in groups.
    ///   - first: what its first shared measure is called there; the others follow.
    init(rules: [Rule], parts: RuleParts, numbers: [Int], first: Int) {
        self.first = first
        shared = parts.shared
        names = parts.members.map { $0.map { numbers[parts.all[$0.place].rule] } }
        totals = ReceiptTotals(rules: rules)
        nettings = Dictionary(grouping: parts.shared.indices) { parts.shared[$0].netting }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func measurements(of purchase: Purchase, _ line: Line, _ groups: inout Groups) -> [Measurement] {
        guard !purchase.substances.isEmpty else { return [] }
        var found: [Measurement] = []
        for (netting, indices) in nettings {
            guard let seen = purchase.seen(by: netting) else { continue }
            let values = FieldValues(line: line, purchase: seen, totals: totals[netting])
            for index in indices { measure(index, purchase, values, &groups, &found) }
        }
        return found
    }

    /// What a purchase adds to one shared measure.
    private func measure(
        _ index: Int, _ purchase: Purchase, _ values: FieldValues, _ groups: inout Groups,
        _ found: inout [Measurement]
    ) {
        let shared = shared[index]
        let matched = values.purchase.substances.indices.filter {
            values.answer(shared.condition, of: values.purchase.substances[$0]) == .yes
                && !values.isCovered($0, by: shared.exceptions)
        }
        guard !matched.isEmpty, let parts = parts(of: shared, values) else { return }
        for (each, items) in divided(matched, by: shared.each, values) {
            guard let measured = measure(shared.measure, items, values, shared.exceptions, &groups) else {
                continue
            }
            let all = measured.items.count == purchase.substances.count
            let group = Groups.Shared(measure: first + index, each: each, parts: parts)
            found.append(
                Measurement(
                    shared: index, group: groups.id(of: group, rules: names[index]), added: measured.added,
                    values: measured.values, counted: all ? nil : measured.items))
        }
    }

    /// The purchase's values of `by`; nil when one is missing, and it is in no part.
    private func parts(of shared: SharedMeasure, _ values: FieldValues) -> [ExactText]? {
        var parts: [ExactText] = []
        for field in shared.partition {
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
