import Catalogue
import Purchases
import Screening
import TestSupport
import Testing

struct CatalogueDraftTests {
    private func draft(_ decisions: [Decision], articles: [Article]) -> CatalogueDraft {
        CatalogueDraft(
            decisions: Decisions(decisions), articles: articles, lists: ReviewExamples.lists,
            today: ReviewExamples.today)
    }

    @Test func `the catalogue's own reader takes the rows`() throws {
        let names = ["Salt, \"fine\" 5 l", "'quoted", "é\u{202E}", "@home", "plain"]
        let articles = names.enumerated().map { ReviewExamples.article("p\($0.offset)", name: $0.element) }
        var decisions = articles.map {
            ReviewExamples.decision(.accept, product: $0.product, label: $0.label)
        }
        decisions[1] = ReviewExamples.decision(.correct, product: "p1", label: articles[1].label)
        decisions[1].concentration = nil
        decisions[2].basis = "w/v"
        decisions[2].density = ExactDecimal("1.25")
        decisions[2].netAmount = ExactDecimal("0.75")
        decisions[3].netUnit = "kg"
        decisions.append(
            ReviewExamples.decision(.accept, product: "p4", substance: "chalk", label: articles[4].label))
        let draft = draft(decisions.reversed(), articles: articles)
        #expect(draft.leftOut == [] && draft.rows == 6 && draft.withoutConcentration == 1)
        let (catalogue, diagnostics) = CatalogueReader.read(
            path: "catalogue.csv", bytes: Array(draft.text.utf8), lists: [ReviewExamples.list])
        #expect(diagnostics == [])
        let rows = try #require(catalogue).rows
        #expect(rows.count == 5)
        #expect(rows["p1"]?.first?.concentration == nil)
        #expect(rows["p2"]?.first?.basis == .weightByVolume)
        #expect(rows["p2"]?.first?.density == ExactDecimal("1.25"))
        #expect(rows["p2"]?.first?.netVolume == ExactDecimal(750))
        #expect(rows["p3"]?.first?.netMass == ExactDecimal(5_000))
        #expect(rows["p4"]?.map(\.id) == ["chalk", "salt"])
        #expect(catalogue?.descriptions["p0"] == names[0])
        #expect(catalogue?.descriptions["p2"] == "é\\u{202e}")
    }

    @Test func `what makes no row is named with its reason`() {
        let day = LocalDay(daysSinceEpoch: ReviewExamples.today.daysSinceEpoch - 1)
        var noNet = ReviewExamples.decision(product: "net")
        noNet.netAmount = nil
        noNet.netUnit = nil
        var entry = ReviewExamples.decision(product: "list")
        entry.entry = "0123456789ab"
        let decisions = [
            ReviewExamples.decision(product: "gone"),
            ReviewExamples.decision(product: "label", label: "0123456789ab"), entry,
            ReviewExamples.decision(product: "until", until: day), noNet,
            ReviewExamples.decision(product: "twice"),
            ReviewExamples.decision(product: "twice", substance: "7647-14-5"),
            ReviewExamples.decision(.reject, product: "no"),
        ]
        let products = decisions.map(\.key.product.string).filter { $0 != "gone" }
        let draft = draft(decisions, articles: Set(products).map { ReviewExamples.article($0) })
        let told = Dictionary(
            uniqueKeysWithValues: draft.leftOut.map { ($0.decision.key.product.string, $0.obstacle) })
        #expect(
            told == [
                "gone": .gone, "label": .lapsed([.labelChanged]), "list": .lapsed([.entryChanged]),
                "until": .lapsed([.untilPassed(day)]), "net": .noNetAmount,
                "twice": .twice("7647-14-5"),
            ])
        #expect(draft.rows == 1 && draft.rejected == 1)
        #expect(draft.leftOut.map(\.decision.key) == draft.leftOut.map(\.decision.key).sorted())
    }

    @Test(.enabled(if: Python.isThere)) func `no cell begins like a formula`() throws {
        let names = ["=1+1", "+1", "-1", "@x", "'=1", "\u{FF1D}1", "\t=1"]
        let articles = names.map { ReviewExamples.article($0, name: $0) }
        let draft = draft(
            articles.map { ReviewExamples.decision(product: $0.product, label: $0.label) }, articles: articles
        )
        let told = try Python.run(
            """
            import csv, sys
            rows = list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))
            print(len(rows), [cell for row in rows for cell in row if cell.strip().startswith(tuple("=+-@\\uff1d"))])
            """, input: draft.text)
        #expect(told == "8 []\n")
        let (catalogue, diagnostics) = CatalogueReader.read(
            path: "catalogue.csv", bytes: Array(draft.text.utf8), lists: [ReviewExamples.list])
        #expect(diagnostics == [])
        #expect(Set(try #require(catalogue).rows.keys.map(\.string)) == Set(names))
    }
}
