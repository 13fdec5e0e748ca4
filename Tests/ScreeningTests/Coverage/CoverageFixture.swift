import Catalogue
import Purchases
import Rules
import Screening

/// What the tests of coverage share: a list, rows, packs and a source of chance that is the same on every run.
enum CoverageFixture {
    static let today = day("2026-06-01")

    static func day(_ text: String) -> LocalDay { LocalDay(iso: text) ?? LocalDay(daysSinceEpoch: 0) }

    static func decimal(_ text: String) -> ExactDecimal { ExactDecimal(text) ?? .zero }

    /// Salt has a limit and a density, chalk neither, brine a limit that ended.
    static let list = SubstanceList(
        id: "test", version: "1", jurisdiction: nil,
        entries: [
            SubstanceEntry(
                list: "test", id: "salt", name: "Salt", cas: "7647-14-5", annex: "I", limit: decimal("12"),
                density: decimal("2")),
            SubstanceEntry(list: "test", id: "chalk", name: "Chalk", annex: "II"),
            SubstanceEntry(
                list: "test", id: "brine", name: "Brine", cas: "50-00-0", limit: decimal("5"),
                to: day("2026-05-31")),
            SubstanceEntry(
                list: "test", id: "spirit", name: "Spirit", annex: "I", limit: decimal("40"),
                comparison: .atLeast),
        ])

    static func row(
        _ id: ExactText, _ concentration: String?, _ basis: ProductRow.Basis = .byWeight,
        grams: String? = nil,
        millilitres: String? = nil, density: String? = nil
    ) -> ProductRow {
        let entry = list.entries.first { $0.id == id }
        return ProductRow(
            substance: entry?.identity ?? id, id: id, concentration: concentration.map(decimal), basis: basis,
            netMass: grams.map(decimal) ?? (millilitres == nil ? decimal("100") : nil),
            netVolume: millilitres.map(decimal), density: density.map(decimal))
    }

    static func catalogue(
        _ rows: [ExactText: [ProductRow]], _ descriptions: [ExactText: String] = [:]
    ) -> ProductCatalogue {
        ProductCatalogue(rows: rows, descriptions: descriptions, version: "0123456789ab")
    }

    static func pack(_ rules: [Rule], lists: [SubstanceList] = [list]) -> Pack {
        Pack(
            id: "pack", version: "1", lists: lists, levels: [Level(name: "notice", threshold: 1)],
            rules: rules, digest: "")
    }

    static func report(
        _ catalogue: ProductCatalogue, packs: [Pack] = [], articles: [Article]? = nil,
        decisions: [Decision]? = nil, sales: SalesTally? = nil, today: LocalDay = today
    ) -> CoverageReport {
        var master: CoverageArticles?
        if let articles {
            var read = CoverageArticles(
                watched: catalogue.rows.keys, decided: (decisions ?? []).map(\.key.product))
            for article in articles { read.add(article) }
            master = read
        }
        return CatalogueCoverage(
            catalogue: catalogue, lists: [list], packs: packs, articles: master,
            decisions: decisions.map { Decisions($0) }, sales: sales, today: today
        ).report()
    }
}
