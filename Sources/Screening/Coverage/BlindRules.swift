import Documents
import Purchases
import Rules

/// Which rules of some packs cannot judge which rows.
struct BlindRules {
    /// One rule, with all that it cannot see.
    private struct Spot {
        var sight = RuleSight()
        var rows = 0
        var products: Set<ExactText> = []

        mutating func add(_ other: RuleSight, _ product: ExactText) {
            sight.add(other)
            rows += 1
            products.insert(product)
        }
    }

    private let packs: [(pack: Pack, index: ListedEntriesIndex)]
    private var spots: [[Int: Spot]]

    init(packs: [Pack], today: LocalDay) {
        self.packs = packs.map { ($0, ListedEntriesIndex(lists: $0.lists, today: today)) }
        spots = packs.map { _ in [:] }
    }

    var count: Int { packs.reduce(0) { $0 + $1.pack.rules.count } }

    /// Looks at a row.
    ///
    /// - Returns: `pack/rule` of every rule that cannot judge it, in the packs' order; and the entries of their lists whose
    ///   limit cannot be compared.
    mutating func add(_ product: ExactText, _ row: ProductRow) -> (
        rules: [String], undecided: [SubstanceEntry]
    ) {
        var rules: [String] = []
        var undecided: [SubstanceEntry] = []
        for (place, (pack, index)) in packs.enumerated() {
            guard let facts = index.facts(product, row), !facts.isShareKnown else { continue }
            undecided += facts.undecided
            for (number, rule) in pack.rules.enumerated() {
                let sight = RuleSight(rule, facts)
                guard sight.isBlind else { continue }
                let name = "\(pack.id)/\(rule.id)"
                if !rules.contains(name) { rules.append(name) }
                // In place: a copy for every row would cost their square.
                spots[place][number, default: Spot()].add(sight, product)
            }
        }
        return (rules, undecided)
    }

    /// One for each rule that cannot judge some row that was added.
    func findings(_ sales: SalesTally?) -> [CoverageFinding] {
        var found: [CoverageFinding] = []
        for (place, (pack, _)) in packs.enumerated() {
            for (number, spot) in spots[place].sorted(by: { $0.key < $1.key }) {
                let rule = pack.rules[number]
                var finding = CoverageFinding(
                    .ruleBlind,
                    what:
                        "the rule \(quoted(rule.id)) of \(quoted(pack.id)) \(pack.version) cannot judge \(spot.rows) row"
                        + "\(spot.rows == 1 ? "" : "s"): \(spot.sight.text)")
                finding.pack = pack.id
                finding.rule = rule.id
                finding.rows = spot.rows
                if let sales {
                    finding.sold = spot.products.reduce(into: SalesTally.Count()) { $0.add(sales[$1]) }
                }
                found.append(finding)
            }
        }
        return found
    }
}
