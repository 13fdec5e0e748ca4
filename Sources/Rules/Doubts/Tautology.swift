import Purchases

/// Says what a condition is for a substance whatever its purchase; what it does not see through, it does not say.
struct Tautology {
    let group: ListedGroup

    /// Whether the condition is true for every purchase, whichever of the entries are in force.
    func isTrue(_ condition: Condition) -> Bool {
        switch condition {
        case .always: true
        case .all(let parts): parts.allSatisfy(isTrue)
        case .any(let parts): parts.contains(where: isTrue)
        case .not(let part): isFalse(part)
        case .entry(let asked):
            group.entries.allSatisfy { entry in
                asked.aboveLimit == nil && asked.lists?.contains(entry.list) ?? true
                    && asked.annexes.map { annexes in entry.annex.map(annexes.contains) ?? false } ?? true
            }
        case .equals(.substance, let names): group.entries.allSatisfy { $0.isNamed(by: names.texts) }
        case .equals(.weekday, let days): Conjunction.weekdays.isSubset(of: days)
        case .equals(.kind, let kinds): kinds.contains("sale")
        case .number(.hour, let range): (0...23).allSatisfy { range.contains(ExactDecimal($0)) }
        case .number(.quantity, let range):
            range.upper == nil && (range.lower.map { $0.value <= .zero } ?? true)
        default: false
        }
    }

    private func isFalse(_ condition: Condition) -> Bool {
        switch condition {
        case .missing(let field): Conjunction.always.contains(field)
        case .not(let part): isTrue(part)
        case .all(let parts): parts.contains(where: isFalse)
        case .any(let parts): parts.allSatisfy(isFalse)
        case .entry(let asked):
            group.entries.allSatisfy { entry in
                if let lists = asked.lists, !lists.contains(entry.list) { return true }
                if let annexes = asked.annexes, let annex = entry.annex { return !annexes.contains(annex) }
                return false
            }
        case .equals(.substance, let names): group.entries.allSatisfy { !$0.isNamed(by: names.texts) }
        default: false
        }
    }
}
