import Catalogue
import Documents
import Purchases

/// Thresholds that one unit of the smallest product reaches (W004).
struct SizeDoubts {
    let pack: Pack
    let groups: [ListedGroup]
    let catalogue: ProductCatalogue
    let outline: PackOutline
    let findings: Findings

    func tell(_ rule: Rule) {
        switch rule.form {
        case .measure:
            if rule.usual == nil {
                tell(rule, rule.condition, rule.measure, rule.threshold, "", bound(rule, []))
            }
        case .combine(_, let criteria):
            for (index, criterion) in criteria.enumerated() {
                tell(
                    rule, .all([rule.condition, criterion.condition]), criterion.measure, criterion.threshold,
                    "condition \(index + 1) of ", outline.place(rule.id, "combine", "of", "\(index)"))
            }
        case .sequence, .absent: break
        }
    }

    private func bound(_ rule: Rule, _ path: [String]) -> YAMLPlace? {
        outline.place(rule.id, rule.threshold.bound.rawValue)
    }

    private func tell(
        _ rule: Rule, _ condition: Condition, _ measure: Measure, _ threshold: Threshold, _ part: String,
        _ place: YAMLPlace?
    ) {
        switch measure {
        case .sumMass, .sumVolume, .sumUnits: break
        default: return
        }
        guard let ways = Alternatives.of(condition) else { return }
        let alternatives = ways.map(Conjunction.init)
        var smallest: (product: ExactText, amount: ExactDecimal)?
        for (product, rows) in catalogue.rows {
            for row in rows {
                guard let group = group(of: row), let amount = amount(row, group, measure),
                    alternatives.contains(where: { $0.isPossible(group, product: product, share: share(row)) }
                    )
                else { continue }
                // One product that is smaller is enough: then the threshold says something.
                if !threshold.holds(amount) { return }
                let isLess = smallest.map {
                    amount < $0.amount || (amount == $0.amount && product < $0.product)
                }
                if isLess ?? true { smallest = (product, amount) }
            }
        }
        guard let smallest else { return }
        findings.warning(
            .belowOnePack, at: place,
            "\(part)the rule \(quoted(rule.id)) wants \(threshold.bound.rawValue) \(threshold.value) \(measure.unit), and one unit of the smallest product that it looks at, \(quoted(smallest.product.string)), has \(smallest.amount)",
            help: "raise the threshold, or ask for the purchase itself: `measure: count purchases`")
    }

    private func group(of row: ProductRow) -> ListedGroup? {
        groups.first { group in group.entries.contains { row.isSubstance(of: $0) } }
    }

    /// The share where it is known without a density.
    private func share(_ row: ProductRow) -> ExactDecimal? {
        row.basis == .byWeight ? row.concentration : nil
    }

    /// What one unit has; nil when it cannot be known.
    private func amount(_ row: ProductRow, _ group: ListedGroup, _ measure: Measure) -> ExactDecimal? {
        switch measure {
        case .sumMass: mass(row, group)
        case .sumVolume: row.netVolume
        default: ExactDecimal(1)
        }
    }

    private func mass(_ row: ProductRow, _ group: ListedGroup) -> ExactDecimal? {
        guard let concentration = row.concentration, let net = row.netMass ?? row.netVolume else {
            return nil
        }
        var factors = [concentration, net]
        var divisors: [ExactDecimal] = []
        if row.basis == .byVolume {
            guard let pure = group.entries.compactMap(\.density).first else { return nil }
            factors.append(pure)
        }
        let needsVolume = row.basis != .byWeight
        if needsVolume != (row.netVolume != nil), let density = row.density {
            if needsVolume { divisors.append(density) } else { factors.append(density) }
        }
        return ExactDecimal.product(factors, dividedBy: divisors, percent: true, digits: 6)
    }
}
