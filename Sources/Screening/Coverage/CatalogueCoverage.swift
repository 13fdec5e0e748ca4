import Catalogue
import Documents
import Purchases
import Rules

/// Joins the catalogue with lists, packs, article masters, decisions and sales, and tells what is missing.
///
/// Pure: reads no file and no clock.
package struct CatalogueCoverage: Sendable {
    package var catalogue: ProductCatalogue
    /// Lists that are given beside those of the packs.
    package var lists: [SubstanceList]
    package var packs: [Pack]
    package var articles: CoverageArticles?
    package var decisions: Decisions?
    /// Nil without a feed.
    package var sales: SalesTally?
    /// Rows, entries and decisions that ended before it are left out.
    package var today: LocalDay

    package init(
        catalogue: ProductCatalogue, lists: [SubstanceList], packs: [Pack] = [],
        articles: CoverageArticles? = nil, decisions: Decisions? = nil, sales: SalesTally? = nil,
        today: LocalDay
    ) {
        self.catalogue = catalogue
        self.lists = lists
        self.packs = packs
        self.articles = articles
        self.decisions = decisions
        self.sales = sales
        self.today = today
    }

    package func report() -> CoverageReport {
        let allLists = allLists
        let index = ListedEntriesIndex(lists: allLists, today: today)
        var blind = BlindRules(packs: packs, today: today)
        var findings = unknownRows(&blind)
        let ofRules = blind.findings(sales)
        findings += ofRules
        findings +=
            RowAgreement(catalogue: catalogue, articles: articles, index: index, today: today).findings()
        if let decisions {
            findings +=
                DecisionAgreement(
                    catalogue: catalogue, decisions: decisions, articles: articles, index: index,
                    entries: ListedEntries(allLists), today: today
                ).findings()
        }
        findings += WrongGTINs(catalogue: Array(catalogue.rows.keys), articles: articles).findings()
        var sold: SalesSummary?
        if let sales {
            let coverage = SalesCoverage(
                catalogue: catalogue, articles: articles, decisions: decisions, sales: sales)
            sold = coverage.summary()
            findings += coverage.notScreened() + coverage.neverSold()
        }
        findings = Self.ordered(findings)
        var summary = summary(findings)
        summary.rules = packs.isEmpty ? nil : blind.count
        summary.rulesBlind = packs.isEmpty ? nil : ofRules.count
        summary.sales = sold
        return CoverageReport(summary: summary, findings: findings)
    }

    /// Each once: several packs load the same one.
    private var allLists: [SubstanceList] {
        var seen: Set<SubstanceList> = []
        return (lists + packs.flatMap(\.lists)).filter { seen.insert($0).inserted }
    }

    /// Rows of which it is not known how much of the substance they hold, with what that costs.
    private func unknownRows(_ blind: inout BlindRules) -> [CoverageFinding] {
        // A pack looks a density up on its own lists only, and so does the group of lists that no pack has.
        let given = ListedEntriesIndex(lists: lists, today: today)
        var found: [CoverageFinding] = []
        for (product, rows) in catalogue.rows.sorted(by: { $0.key < $1.key }) {
            for row in rows where row.isCurrent(today) {
                let seen = blind.add(product, row)
                let ofLists = given.facts(product, row)
                let undecided = (ofLists?.undecided ?? []) + seen.undecided
                let isShort = row.concentration == nil
                guard
                    isShort || !seen.rules.isEmpty || !undecided.isEmpty
                        || ofLists.map({ !$0.isShareKnown }) ?? false
                else { continue }
                found.append(finding(product, row, undecided, seen.rules))
            }
        }
        return found
    }

    private func finding(
        _ product: ExactText, _ row: ProductRow, _ undecided: [SubstanceEntry], _ rules: [String]
    ) -> CoverageFinding {
        let isShort = row.concentration == nil
        let limits = Set(undecided.map(\.list)).sorted()
        let missing =
            isShort
            ? "states no concentration"
            : "states \(row.amountsText), which takes \(density(row)) to compare"
        var cost: [String] = []
        if let entry = undecided.first {
            let rule =
                entry.comparison == .atLeast
                ? "from \(entry.limit ?? .zero) % on" : "above \(entry.limit ?? .zero) %"
            cost.append("it cannot be told whether it is restricted (\(rule))")
        }
        if !rules.isEmpty { cost.append("\(rules.count) rule\(rules.count == 1 ? "" : "s") cannot judge it") }
        var finding = CoverageFinding(
            isShort ? .concentrationMissing : .densityMissing, undecided.isEmpty ? .warning : .error,
            product: product,
            what: "the row of \(quoted(row.writtenSubstance.string)) \(missing)"
                + (cost.isEmpty ? "" : ": " + cost.joined(separator: ", ")))
        finding.substance = row.writtenSubstance
        finding.description = catalogue.descriptions[product] ?? articles?.names[product]
        finding.limits = limits
        finding.rules = rules
        finding.sold = sales.map { $0[product] }
        return finding
    }

    private func density(_ row: ProductRow) -> String {
        row.density == nil ? "the product's density" : "the pure substance's density, which no list gives,"
    }

    private func summary(_ findings: [CoverageFinding]) -> CoverageSummary {
        let rows = catalogue.rows.values.lazy.flatMap(\.self)
        var kinds: [String: Int] = [:]
        for kind in CoverageFinding.Kind.allCases { kinds[kind.rawValue] = 0 }
        for finding in findings { kinds[finding.kind.rawValue, default: 0] += 1 }
        let errors = findings.count { $0.severity == .error }
        return CoverageSummary(
            catalogue: catalogue.version, products: catalogue.rows.count, rows: rows.count,
            substances: Set(rows.map(\.substance)).count, articles: articles?.count,
            decisions: decisions?.count,
            concentrationMissing: findings.count { $0.kind == .concentrationMissing },
            limitUndecided: findings.count { !($0.limits ?? []).isEmpty }, errors: errors,
            warnings: findings.count - errors, findings: kinds)
    }

    /// What is not compared stays in its order. Places are sorted, and not the findings, of which there may be a million.
    private static func ordered(_ findings: [CoverageFinding]) -> [CoverageFinding] {
        let order = Dictionary(
            CoverageFinding.Kind.allCases.enumerated().map { ($1, $0) },
            uniquingKeysWith: { first, _ in first })
        let kinds = findings.map { order[$0.kind] ?? 0 }
        let sold = findings.map { $0.sold?.lines ?? 0 }
        let products = findings.map { $0.product ?? "" }
        return findings.indices.sorted { left, right in
            if kinds[left] != kinds[right] { return kinds[left] < kinds[right] }
            if sold[left] != sold[right] { return sold[left] > sold[right] }
            if products[left] != products[right] { return products[left] < products[right] }
            return left < right
        }.map { findings[$0] }
    }
}
