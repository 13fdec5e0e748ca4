import Catalogue
import Foundation
import Purchases
import Rules
import Screening
import Testing

/// What rows, decisions and GTINs say of one another.
struct RowTests {
    private typealias Fixture = CoverageFixture
    private static let above = Rule(
        id: "above", condition: .entry(EntryCondition(aboveLimit: true)), score: 1)
    private static let mass = Rule(id: "mass", measure: .sumMass, score: 1)
    private static let count = Rule(id: "count", score: 1)

    private func found(_ report: CoverageReport, _ kind: CoverageFinding.Kind) -> [CoverageFinding] {
        report.findings.filter { $0.kind == kind }
    }

    @Test func whatAMissingConcentrationCosts() throws {
        let catalogue = Fixture.catalogue(
            [
                "a": [Fixture.row("salt", nil)], "b": [Fixture.row("chalk", nil)],
                "c": [Fixture.row("brine", nil)],
                "d": [Fixture.row("salt", "5", .weightByVolume, millilitres: "10")],
                "e": [Fixture.row("salt", "0")],
                "f": [Fixture.row("99-99-9", nil)],
            ], ["a": "Salt lamp"])
        var tally = SalesTally(known: catalogue.rows.keys)
        for _ in 0..<3 { tally.add("a", units: ExactDecimal(2)) }
        tally.add("b", units: ExactDecimal(1))
        tally.add("d", units: ExactDecimal(1))
        let report = Fixture.report(
            catalogue, packs: [Fixture.pack([Self.above, Self.mass, Self.count])], sales: tally)
        let missing = found(report, .concentrationMissing)
        // What was sold most comes first; brine's limit has ended, and nobody lists 99-99-9.
        #expect(missing.map(\.product) == ["a", "b", "c", "f"])
        #expect(missing.map(\.severity) == [.error, .warning, .warning, .warning])
        #expect(missing.map(\.limits) == [["test"], [], [], []])
        #expect(missing.map(\.rules) == [["pack/above", "pack/mass"], ["pack/mass"], [], []])
        #expect(missing[0].sold == .init(lines: 3, units: ExactDecimal(6)))
        #expect(missing[0].description == "Salt lamp")
        let dense = try #require(found(report, .densityMissing).first)
        #expect(dense.product == "d" && dense.severity == .error && dense.rules == ["pack/above"])
        let blind = found(report, .ruleBlind)
        #expect(blind.map(\.rule) == ["above", "mass"])
        #expect(blind.map(\.rows) == [2, 2])
        #expect(blind.map(\.sold?.lines) == [4, 4])
        let summary = report.summary
        #expect(summary.concentrationMissing == 4 && summary.limitUndecided == 2)
        #expect(summary.rules == 3 && summary.rulesBlind == 2)
        #expect(summary.errors == 2 && summary.errors + summary.warnings == report.findings.count)
        #expect(summary.findings["never_sold"] == 3 && summary.findings["rows_disagree"] == 0)
    }

    /// Brine's entry covers nothing from June on, and did before.
    @Test func whatHasEndedIsLeftOut() {
        var over = Fixture.row("salt", nil)
        over.validTo = Fixture.day("2026-05-31")
        let catalogue = Fixture.catalogue(["a": [Fixture.row("brine", nil)], "b": [over]])
        #expect(Fixture.report(catalogue).summary.limitUndecided == 0)
        let before = Fixture.report(catalogue, today: Fixture.day("2026-05-31"))
        #expect(before.summary.limitUndecided == 2 && before.summary.errors == 2)
    }

    @Test func rowsOfOneProduct() {
        var earlier = Fixture.row("chalk", "1", grams: "50")
        earlier.validTo = Fixture.day("2026-07-01")
        var later = Fixture.row("spirit", "1", grams: "70")
        later.validFrom = Fixture.day("2026-07-02")
        var other = Fixture.row("salt", "3")
        other.substance = "other/salt"
        let catalogue = Fixture.catalogue([
            "packs": [Fixture.row("salt", "1", grams: "50"), Fixture.row("chalk", "1", grams: "60")],
            "densities": [
                Fixture.row("salt", "1", millilitres: "5", density: "1.1"),
                Fixture.row("chalk", "1", millilitres: "5", density: "1.2"),
            ],
            "names": [Fixture.row("salt", "1"), other],
            "periods": [earlier, later],
            "right": [Fixture.row("salt", "1"), Fixture.row("chalk", "2")],
        ])
        let report = Fixture.report(catalogue)
        #expect(found(report, .rowsDisagree).map(\.product) == ["densities", "names", "packs"])
        #expect(found(report, .rowsDisagree).allSatisfy { $0.severity == .error })
    }

    @Test func productsOfOneGTINOrDescription() throws {
        let catalogue = Fixture.catalogue(
            [
                "1": [Fixture.row("salt", "10")], "2": [Fixture.row("salt", "11")],
                "4006381333931": [Fixture.row("salt", "12", grams: "5")], "4": [Fixture.row("chalk", "1")],
                "5": [Fixture.row("salt", nil)], "6": [Fixture.row("salt", "1", grams: "5")],
            ],
            ["1": "Pool  SALT", "2": "pool salt", "4": "Pool salt", "5": "Lamp"])
        let articles = [
            Article(product: "1", name: "x", gtin: "04006381333931"),
            Article(product: "2", name: "y", gtin: "96385074"),
            Article(product: "4", name: "x", gtin: "4006381333931"), Article(product: "6", name: "lamp"),
        ]
        let report = Fixture.report(catalogue, articles: articles)
        let ofGTIN = try #require(found(report, .rowsDisagree).only)
        #expect(ofGTIN.gtin == "04006381333931" && ofGTIN.products == ["1", "4006381333931"])
        #expect(ofGTIN.severity == .error && ofGTIN.substance == "salt")
        let ofNames = found(report, .descriptionsDisagree)
        #expect(ofNames.map(\.products) == [["1", "2"], ["5", "6"]])
        #expect(ofNames.allSatisfy { $0.severity == .warning })
        #expect(ofNames[1].what.contains("concentration unknown, 100 g; 1 % w/w, 5 g"))
    }

    @Test func wrongGTINsOfTheMaster() {
        let articles = [
            Article(product: "1", name: "x", gtin: "4006381333930", line: 7, source: "a\u{1B}.csv"),
            Article(product: "2", name: "x", gtin: "4006381333931"),
            Article(product: "3", name: "x", gtin: ""),
            Article(product: "4006381333932", name: "x", gtin: "4006381333932"),
            Article(product: "9506000134353", name: "x"),
        ]
        let wrong = found(Fixture.report(Fixture.catalogue([:]), articles: articles), .gtinWrong)
        #expect(wrong.map(\.product) == ["1", "4006381333932", "9506000134353"])
        #expect(
            wrong[0].what.hasPrefix(
                "line 7 of a\\u{1b}.csv: the GTIN `4006381333930` has a wrong check digit"))
    }

    @Test func decisions() throws {
        let entries = ListedEntries([Fixture.list])
        let article = Article(product: "p", name: "Salt")
        func decided(_ change: (inout Decision) -> Void) throws -> Decision {
            var decision = Decision(
                key: .init(product: "p", substance: "salt"), kind: .accept, label: article.label,
                entry: try #require(entries.digest(of: "salt")), concentration: Fixture.decimal("10"),
                basis: "w/w",
                netAmount: Fixture.decimal("0.1"), netUnit: "kg", by: "A", at: Fixture.day("2026-01-02"))
            change(&decision)
            return decision
        }
        func kinds(_ row: ProductRow?, _ change: (inout Decision) -> Void) throws -> [CoverageFinding.Kind] {
            let catalogue = Fixture.catalogue(row.map { ["p": [$0]] } ?? [:])
            let report = Fixture.report(catalogue, articles: [article], decisions: [try decided(change)])
            return report.findings.map(\.kind)
        }
        let row = Fixture.row("salt", "10")
        #expect(try kinds(row) { _ in } == [])
        #expect(
            try kinds(row) {
                $0.key.substance = "7647-14-5"; $0.entry = entries.digest(of: "7647-14-5") ?? ""
            } == [])
        #expect(try kinds(nil) { _ in } == [.decisionNotInCatalogue])
        #expect(try kinds(Fixture.row("salt", "11")) { _ in } == [.decisionDiffers])
        #expect(try kinds(Fixture.row("salt", "10", grams: "1000")) { _ in } == [.decisionDiffers])
        #expect(try kinds(row) { $0.kind = .reject } == [.rejectedInCatalogue])
        #expect(try kinds(nil) { $0.kind = .reject } == [])
        #expect(try kinds(row) { $0.label = "000000000000" } == [.decisionReopened])
        #expect(try kinds(nil) { $0.entry = "000000000000" } == [.decisionReopened])
        // One that has run out says nothing.
        #expect(try kinds(nil) { $0.until = Fixture.day("2026-05-31") } == [])
        #expect(try kinds(nil) { $0.until = Fixture.today } == [.decisionNotInCatalogue])
    }

    @Test func recordsAreReadable() throws {
        let catalogue = Fixture.catalogue(["a": [Fixture.row("salt", nil)]])
        let report = Fixture.report(catalogue, packs: [Fixture.pack([Self.above])])
        let told = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(report)) as? [String: Any]
        let finding = try #require((told?["findings"] as? [[String: Any]])?.first)
        #expect(
            finding["finding"] as? String == "concentration_missing"
                && finding["severity"] as? String == "error")
        #expect(finding["rules"] as? [String] == ["pack/above"] && finding["limits"] as? [String] == ["test"])
        #expect(finding["sold"] == nil)
        let summary = try #require(told?["summary"] as? [String: Any])
        #expect(summary["limit_undecided"] as? Int == 1 && summary["rules_blind"] as? Int == 1)
    }
}

extension Array {
    fileprivate var only: Element? { count == 1 ? self[0] : nil }
}
