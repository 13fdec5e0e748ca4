import Documents
import Purchases

/// What is doubtful in one rule by itself: that it never holds, or always does (W001, W002).
struct RuleDoubts {
    let rule: Rule
    let groups: [ListedGroup]
    let outline: PackOutline
    let findings: Findings

    /// Tells what is doubtful; whether the rule can hold at all.
    func tell() -> Bool {
        if let (reason, place) = obstacle {
            findings.warning(
                .neverHolds, at: place, "the rule \(quoted(rule.id)) can never hold: \(reason)")
            return false
        }
        if isAlwaysSo {
            findings.warning(
                .alwaysHolds, at: outline.place(rule.id, "where"),
                "the rule \(quoted(rule.id)) holds for every purchase of a listed substance")
        }
        if case .absent = rule.form, rule.partition.contains(.receipt) {
            findings.warning(
                .alwaysHolds, at: outline.place(rule.id, "by"),
                "the rule \(quoted(rule.id)) holds for every purchase that awaits another: nothing of the same receipt is later",
                help: "take `receipt` out of `by`")
        }
        return true
    }

    private var fixed: Set<Field> {
        var fixed = Set(rule.partition)
        if let each = rule.each { fixed.insert(each) }
        switch rule.subject {
        case .buyer: break
        case .store: fixed.insert(.store)
        case .product: fixed.insert(.product)
        case .storeAndProduct: fixed.formUnion([.store, .product])
        }
        return fixed
    }

    private var obstacle: (reason: String, place: YAMLPlace?)? {
        switch rule.form {
        case .measure:
            let reach = Reach(groups: groups, window: rule.window, fixed: fixed)
            guard let reason = reach.obstacle(rule.condition, rule.measure, rule.threshold) else {
                return nil
            }
            let isCondition = reach.obstacle(rule.condition, .countPurchases, .one) != nil
            return (reason, outline.place(rule.id, isCondition ? "where" : "measure"))
        case .combine(let atLeast, let criteria): return obstacle(atLeast, criteria)
        case .sequence(let steps):
            if rule.partition.contains(.receipt) {
                return (
                    "the steps lie in different receipts, and `by` keeps receipts apart",
                    outline.place(rule.id, "by")
                )
            }
            for (index, step) in steps.enumerated() {
                if let reason = impossible(step.condition) {
                    return (reason, outline.place(rule.id, "sequence", "\(index)", "where"))
                }
            }
        case .absent(let absence):
            if let reason = impossible(absence.after) {
                return (reason, outline.place(rule.id, "absent", "after", "where"))
            }
        }
        return nil
    }

    /// Warns of conditions of a combination that can never hold; why too few are left, if so.
    private func obstacle(_ atLeast: Int, _ criteria: [Criterion]) -> (reason: String, place: YAMLPlace?)? {
        var possible = criteria.count
        for (index, criterion) in criteria.enumerated() {
            let reach = Reach(groups: groups, window: criterion.window, fixed: fixed)
            let whole = Condition.all([rule.condition, criterion.condition])
            guard let reason = reach.obstacle(whole, criterion.measure, criterion.threshold) else { continue }
            possible -= 1
            findings.warning(
                .neverHolds, at: outline.place(rule.id, "combine", "of", "\(index)"),
                "condition \(index + 1) of the rule \(quoted(rule.id)) can never hold: \(reason)")
        }
        guard possible < atLeast else { return nil }
        return (
            "\(atLeast) of its conditions are wanted, and \(possible) can hold",
            outline.place(rule.id, "combine", "at_least")
        )
    }

    private func impossible(_ condition: Condition) -> String? {
        let reach = Reach(groups: groups, window: .receipt, fixed: [])
        return reach.obstacle(.all([rule.condition, condition]), .countPurchases, .one)
    }

    private var isAlwaysSo: Bool {
        guard case .measure = rule.form, rule.exceptions.isEmpty, rule.usual == nil,
            rule.partition.allSatisfy(Conjunction.always.contains),
            rule.each.map(Conjunction.always.contains) ?? true, rule.threshold.holds(ExactDecimal(1))
        else { return false }
        switch rule.measure {
        case .countPurchases, .countReceipts: break
        case .distinct(let field) where Conjunction.always.contains(field): break
        default: return false
        }
        return groups.allSatisfy { Tautology(group: $0).isTrue(rule.condition) }
    }
}

extension Threshold {
    /// At least one.
    static let one = Threshold(value: ExactDecimal(1), bound: .atLeast)
}
