import Purchases

/// What one measure of a rule can come to, over purchases that meet a condition.
struct Reach {
    let groups: [ListedGroup]
    let window: Rule.Window
    /// The fields that have one value in a group: `by`, `each` and the rule's own subject.
    let fixed: Set<Field>

    /// Why the measure can never reach its threshold; nil when it can, or when that cannot be seen.
    func obstacle(_ condition: Condition, _ measure: Measure, _ threshold: Threshold) -> String? {
        guard let ways = Alternatives.of(condition) else { return nil }
        let alternatives = ways.map(Conjunction.init).filter { $0.isPossible(groups) }
        guard !alternatives.isEmpty else {
            return "no purchase of a listed substance can meet its condition"
        }
        switch measure {
        case .countReceipts where window == .receipt || fixed.contains(.receipt):
            return threshold.holds(ExactDecimal(1)) ? nil : "one receipt is looked at, and more are wanted"
        case .sumAmount(let currency):
            let isPaid = alternatives.contains { $0.texts[.currency]?.admits(currency) ?? true }
            return isPaid ? nil : "money in \(currency) is wanted, and its condition wants another currency"
        case .distinct(let field):
            guard let most = mostValues(of: field, alternatives) else { return nil }
            return threshold.holds(ExactDecimal(most))
                ? nil
                : "`\(field.name)` can have \(most) value\(most == 1 ? "" : "s") there, and more are wanted"
        default: return nil
        }
    }

    /// How many values of a field there can be; nil when they are without number.
    private func mostValues(of field: Field, _ alternatives: [Conjunction]) -> Int? {
        if fixed.contains(field) || field == .kind { return 1 }
        let ofReceipt: Set<Field> = [.store, .till, .receipt]
        if window == .receipt || fixed.contains(.receipt), ofReceipt.contains(field) { return 1 }
        if field == .substance {
            return groups.reduce(0) { count, group in
                guard alternatives.contains(where: { $0.isPossible(group) }) else { return count }
                // Entries that share an id and no CAS number may be different substances.
                return count + Set(group.entries.map(\.identity)).count
            }
        }
        let choices = alternatives.map { $0.texts[field]?.choices }
        if choices.contains(nil) { return field == .weekday ? 7 : nil }
        return choices.reduce(into: Set<ExactText>()) { $0.formUnion($1 ?? []) }.count
    }
}
