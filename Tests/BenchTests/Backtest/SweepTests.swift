import Bench
import Purchases
import Rules
import Testing

struct SweepTests {
    private static let bulk = Rule(
        id: "bulk", window: .span(TimeSpan(seconds: 30 * 86_400)), windowText: "30d", measure: .sumMass,
        threshold: Threshold(value: ExactDecimal(10_000), bound: .atLeast), score: 25)
    private static let combined = Rule(
        id: "combined", score: 20,
        form: .combine(atLeast: 2, of: [Criterion(condition: .always), Criterion(condition: .always)]))
    private static let paid = Rule(
        id: "paid", measure: .sumAmount(currency: "EUR"),
        threshold: Threshold(value: ExactDecimal(500), bound: .above), score: 20)
    private static let pack = Samples.pack(rules: [bulk, combined, paid, Samples.rule("visits", atLeast: 3)])

    private func texts(_ sweep: String) throws -> [String] {
        try Sweep.parse(sweep, packs: [Self.pack]).values.map(\.text)
    }

    @Test func rangesAndListsOfEveryKind() throws {
        #expect(try texts("bulk.at_least=2kg..5kg:1kg") == ["2 kg", "3 kg", "4 kg", "5 kg"])
        #expect(try texts("bulk.at_least=500g..1.5kg:500g") == ["500 g", "1 kg", "1.5 kg"])
        #expect(try texts("bulk.above=2..4:1 kg") == ["2 kg", "3 kg", "4 kg"])
        #expect(try texts("bulk.within=7d,48h,90min,calendar_day") == ["7d", "2d", "90min", "calendar_day"])
        #expect(try texts("bulk.score=10..30:10") == ["10", "20", "30"])
        #expect(try texts("visits.at_least=2..4:1") == ["2", "3", "4"])
        #expect(try texts("paid.above=100EUR..300EUR:100EUR") == ["100 EUR", "200 EUR", "300 EUR"])
        #expect(try texts("combined.at_least=1..2:1") == ["1", "2"])
        // The last value is one that a step reaches.
        #expect(try texts("bulk.at_least=1kg..2.4kg:1kg") == ["1 kg", "2 kg"])
    }

    @Test func valuesAreExact() throws {
        let sweep = try Sweep.parse("bulk.at_least=0.1kg..0.3kg:0.1kg", packs: [Self.pack])
        #expect(sweep.values.map(\.number) == [100, 200, 300].map { ExactDecimal($0) })
    }

    @Test func knowsWhatThePackHas() throws {
        #expect(try Sweep.parse("bulk.at_least=1kg", packs: [Self.pack]).current?.text == "10 kg")
        #expect(try Sweep.parse("bulk.above=1kg", packs: [Self.pack]).current == nil)
        #expect(try Sweep.parse("bulk.within=1d", packs: [Self.pack]).current?.text == "30d")
        #expect(try Sweep.parse("combined.at_least=1", packs: [Self.pack]).current?.text == "2")
    }

    @Test func changesOnePlaceOfOnePack() throws {
        let other = Samples.pack("other", rules: [Samples.rule("x")])
        let sweep = try Sweep.parse("trial/bulk.within=7d", packs: [Self.pack, other])
        let variant = sweep.variant(sweep.values[0], of: [Self.pack, other])
        #expect(variant.map(\.id) == ["trial"])
        #expect(variant[0].rules[0].window == .span(TimeSpan(seconds: 7 * 86_400)))
        #expect(variant[0].rules[0].windowText == "7d")
        var expected = PackDifferences(from: Self.pack, to: variant[0])
        #expect(expected.rules.map(\.parts) == [["within 30d → 7d"]])
        let bound = try Sweep.parse("bulk.above=3kg", packs: [Self.pack])
        expected = PackDifferences(from: Self.pack, to: bound.variant(bound.values[0], of: [Self.pack])[0])
        #expect(expected.rules.map(\.parts) == [["bound at_least 10 kg → above 3 kg"]])
    }

    @Test(arguments: [
        "bulk", "bulk.at_least", "bulk.at_least=", "bulk.at_least=2", "bulk.at_least=2 l",
        "bulk.at_least=0kg",
        "bulk.at_least=2kg..1kg:1kg", "bulk.at_least=2kg..3kg", "bulk.at_least=1kg..3kg:0kg",
        "bulk.at_least=-1kg",
        "bulk.at_least=1kg..900kg:1kg", "bulk.width=1", "nothing.at_least=1", "bulk.score=0",
        "bulk.score=1.5",
        "bulk.within=0d", "bulk.within=99999999d", "bulk.within=7", "bulk.usual=6x", "visits.at_least=2kg",
        "paid.at_least=5USD", "combined.at_least=3", "combined.within=7d", "trial/nothing.score=1", "=..:",
        ".=1",
        "bulk.at_least=1e3kg", "bulk.at_least=999999999999999kg", "bulk.at_least=1kg,,2kg",
    ])
    func refusesWhatMakesNoSense(text: String) {
        #expect(throws: Sweep.Problem.self) { try Sweep.parse(text, packs: [Self.pack]) }
    }

    @Test func twoPacksNeedAName() throws {
        let other = Samples.pack("other", rules: [Samples.rule("visits")])
        #expect(throws: Sweep.Problem.self) { try Sweep.parse("visits.score=1", packs: [Self.pack, other]) }
        #expect(try Sweep.parse("other/visits.score=1", packs: [Self.pack, other]).pack == "other")
    }
}
