import Detection
import Purchases
import Rules
import Testing

/// Totals of a purchase's receipt in conditions (semantics 4.3).
@Suite struct ReceiptTotalTests {
    private func total(
        _ field: Field, atLeast least: Int? = nil, below most: Int? = nil, currency: ExactText? = nil,
        rest: Condition = .always
    ) -> Condition {
        .total(
            ReceiptTotal(
                field: field, currency: currency,
                range: NumberRange(
                    lower: least.map { .init(ExactDecimal($0), inclusive: true) },
                    upper: most.map { .init(ExactDecimal($0), inclusive: false) }), rest: rest))
    }

    /// The keys of the purchases that match, line by line.
    private func matching(_ condition: Condition, _ lines: [Line]) -> [String] {
        let rule = Rule.made { $0.condition = condition }
        return Shop.ledger([rule], lines).standing.flatMap { $0.data.purchases.map(\.line.string) }
    }

    /// Two lines of salt, 500 g and 1000 g, and one of a mixture with 50 g of salt and 500 g of sugar.
    private let lines = [
        Shop.sale("1", "2026-05-01T10:00:00Z"),
        Shop.sale("1", "2026-05-01T10:00:00Z", line: "2", quantity: "2"),
        Shop.sale("1", "2026-05-01T10:00:00Z", line: "3", product: "m"),
    ]

    @Test func substancesAreTotalledApart() {
        #expect(matching(total(.mass, atLeast: 1550), lines) == ["1", "2", "3"])
        #expect(matching(total(.mass, atLeast: 1551), lines).isEmpty)
        // The sugar of the mixture alone.
        #expect(matching(total(.mass, below: 501), lines) == ["3"])
        #expect(matching(total(.quantity, atLeast: 4), lines) == ["1", "2", "3"])
        #expect(matching(total(.amount, atLeast: 30, below: 31, currency: "EUR"), lines) == ["1", "2", "3"])
        #expect(matching(total(.amount, atLeast: 1, currency: "USD"), lines).isEmpty)
    }

    @Test func theRestSaysWhichLinesAdd() {
        let p = Condition.equals(.product, ["p"])
        #expect(matching(.all([p, total(.mass, atLeast: 1500, below: 1501, rest: p)]), lines) == ["1", "2"])
        #expect(matching(total(.mass, atLeast: 1500, below: 1501, rest: p), lines) == ["1", "2", "3"])
        // Nothing matches: the total is zero.
        #expect(matching(total(.mass, below: 1, rest: .equals(.product, ["q"])), lines) == ["1", "2", "3"])
    }

    @Test func totalsMayStandInTheRestOfOthers() {
        let inner = total(.mass, atLeast: 1550, rest: .always)
        #expect(matching(total(.quantity, atLeast: 4, rest: .any([inner])), lines) == ["1", "2", "3"])
        let none = total(.mass, atLeast: 1551, rest: .always)
        #expect(matching(total(.quantity, atLeast: 1, rest: .any([none])), lines).isEmpty)
    }

    /// With a part missing, upper bounds are unknown, and so is their opposite.
    @Test func missingParts() {
        let lines = lines + [Shop.sale("1", "2026-05-01T10:00:00Z", line: "4", product: "unknown")]
        #expect(matching(total(.mass, atLeast: 1550), lines) == ["1", "2", "3", "4"])
        #expect(matching(total(.mass, atLeast: 1551), lines).isEmpty)
        #expect(matching(.not(total(.mass, atLeast: 1551)), lines) == ["3"])
        #expect(matching(total(.mass, atLeast: 1000, below: 2000), lines).isEmpty)
        var unpriced = lines
        unpriced[0].currency = nil
        #expect(matching(total(.amount, atLeast: 30, currency: "EUR"), unpriced) == ["1", "2", "3", "4"])
        #expect(matching(total(.amount, below: 100, currency: "EUR"), unpriced) == ["3"])
    }

    /// What one line of a receipt becomes decides about its other lines, and is undone with it.
    @Test func otherLinesFollow() throws {
        let rule = Rule.made {
            $0.condition = total(.mass, atLeast: 1000)
            $0.over(.hours(24), .sumMass, atLeast: 1)
        }
        var detector = Shop.detector([Shop.pack([rule])])
        _ = detector.apply(Shop.journalled([lines[0]]))
        #expect(detector.standing.isEmpty)
        _ = detector.apply(Shop.journalled([lines[1]], from: 1))
        #expect(detector.standing.map { $0.data.indicators[0].value } == [ExactDecimal(1500)])
        let changes = detector.apply(
            Shop.journalled([Shop.back("2", "2026-05-02T10:00:00Z", quantity: "2")], from: 2))
        #expect(changes.map(\.reason) == [.return])
        #expect(detector.standing.isEmpty)
    }

    /// Each rule totals what it sees, and an alert evaluated alone keeps what was true of the receipt.
    @Test func inTheRulesOwnQuantities() throws {
        let rules = [false, true].map { ignores in
            Rule.made("\(ignores)") {
                $0.condition = .all([.equals(.product, ["q"]), total(.quantity, atLeast: 3)])
                $0.ignoresReturns = ignores
            }
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", product: "q"),
            Shop.sale("1", "2026-05-01T10:00:00Z", line: "2", product: "m", quantity: "2"),
            Shop.back("2", "2026-05-02T10:00:00Z", product: "m", quantity: "2"),
        ]
        let detector = Shop.ledger(rules, lines)
        let alert = try #require(detector.standing.only)
        #expect(alert.data.indicators.map(\.rule) == ["true"])
        #expect(alert.data.purchases.map(\.line) == ["1"])
        #expect(detector.indicators(explaining: alert) == alert.data.indicators)
    }
}
