import Catalogue
import Purchases
import Screening
import Testing

/// Shares and lists of sales, against sets.
struct SalesCoverageTests {
    private typealias Fixture = CoverageFixture

    @Test(arguments: 0..<40)
    func randomSales(_ seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        let all = (0..<30).map { ExactText("p\($0)") }
        let watched = all.filter { _ in chance.next() % 4 == 0 }
        let mastered = all.filter { _ in chance.bool() }
        let decided = all.filter { _ in chance.next() % 6 == 0 }
        var tally = SalesTally(known: watched + mastered + decided, unknownMax: 4)
        var sold: [(product: ExactText, units: Int)] = []
        for _ in 0..<chance.pick([0, 5, 300]) {
            let sale = (chance.pick(all), Int(chance.next() % 4) + 1)
            sold.append(sale)
            tally.add(sale.0, units: ExactDecimal(sale.1))
        }
        let knows = chance.bool()
        let catalogue = Fixture.catalogue(
            Dictionary(uniqueKeysWithValues: watched.map { ($0, [Fixture.row("salt", "1")]) }))
        let report = Fixture.report(
            catalogue, articles: knows ? mastered.map { Article(product: $0.string, name: "n\($0)") } : nil,
            decisions: knows ? decided.map { Self.rejection($0) } : nil, sales: tally)
        let summary = try #require(report.summary.sales)

        func lines(_ wanted: (ExactText) -> Bool) -> (Int, Int) {
            let found = sold.filter { wanted($0.product) }
            return (found.count, found.reduce(0) { $0 + $1.units })
        }
        func expect(_ part: SalesSummary.Part?, _ wanted: (ExactText) -> Bool) {
            let (count, units) = lines(wanted)
            #expect(part?.lines == count && part?.units == ExactDecimal(units))
            let share =
                sold.isEmpty ? nil : ExactDecimal(millionths: Int128(count * 1_000 / sold.count) * 100_000)
            #expect(part?.ofLines == share)
        }
        expect(summary.all) { _ in true }
        expect(summary.watched, watched.contains)
        let looked = Set(watched + mastered + decided)
        if knows {
            expect(summary.covered, looked.contains)
            expect(summary.screened) { looked.contains($0) && !watched.contains($0) }
            expect(summary.notScreened) { !looked.contains($0) }
        } else {
            #expect(summary.covered == nil && summary.screened == nil && summary.notScreened == nil)
        }
        let products = Set(sold.map(\.product))
        let never = report.findings.filter { $0.kind == .neverSold }.compactMap(\.product)
        #expect(never == watched.filter { !products.contains($0) }.sorted())
        let unscreened = report.findings.filter { $0.kind == .notScreened }
        #expect(unscreened.allSatisfy { knows && !looked.contains($0.product ?? "") })
        #expect(
            unscreened.map { $0.sold?.lines ?? 0 } == unscreened.map { $0.sold?.lines ?? 0 }.sorted(by: >))
        let told = unscreened.reduce(0) { $0 + ($1.sold?.lines ?? 0) }
        if knows { #expect(told + summary.beyond == summary.notScreened?.lines) }
    }

    private static func rejection(_ product: ExactText) -> Decision {
        Decision(
            key: .init(product: product.string, substance: "chalk"), kind: .reject, label: "", entry: "",
            reason: "none in it", by: "A", at: Fixture.today)
    }

    @Test func aKeyThatLostItsZeros() throws {
        let catalogue = Fixture.catalogue([
            "0071001": [Fixture.row("salt", "1")], "0000": [Fixture.row("salt", "1")],
            "A1": [Fixture.row("salt", "1")],
        ])
        var tally = SalesTally(known: catalogue.rows.keys)
        for product: ExactText in ["71001", "0", "A01"] { tally.add(product, units: ExactDecimal(1)) }
        let never = Fixture.report(catalogue, sales: tally).findings.filter { $0.kind == .neverSold }
        #expect(never.map(\.product) == ["0000", "0071001", "A1"])
        #expect(never.map(\.soldAs) == [nil, "71001", nil])
    }
}
