import Detection
import Purchases
import Rules
import Testing

/// Rules that leave a step of the netting out (semantics 2.5).
@Suite struct IgnoringTests {
    private let returns = Rule.made("returns") {
        $0.ignoresReturns = true
        $0.over(.hours(720), .sumUnits, atLeast: 1)
    }
    private let voids = Rule.made("voids") {
        $0.ignoresVoids = true
        $0.over(.hours(720), .sumUnits, atLeast: 1)
    }
    private let both = Rule.made("both") {
        $0.ignoresReturns = true
        $0.ignoresVoids = true
        $0.over(.hours(720), .sumUnits, atLeast: 1)
    }
    private let plain = Rule.made("plain") { $0.over(.hours(720), .sumUnits, atLeast: 1) }

    /// Five were bought, one voided, two returned: the plain rule sees two, the others 4, 3 and 5.
    private let lines = [
        Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "5"),
        Shop.void("1", "2026-05-01T10:01:00Z", quantity: "1"),
        Shop.back("2", "2026-05-02T10:00:00Z", quantity: "2"),
    ]

    @Test func everyRuleSeesItsOwnQuantity() throws {
        let data = try #require(Shop.ledger([plain, returns, voids, both], lines).standing.only).data
        #expect(data.indicators.map(\.value) == [2, 4, 3, 5].map { ExactDecimal($0) })
        #expect(data.indicators.map(\.returns) == [nil, .ignore, nil, .ignore])
        #expect(data.indicators.map(\.voids) == [nil, nil, .ignore, .ignore])
        let record = try #require(data.purchases.only)
        #expect(record.quantity == ExactDecimal(2))
        #expect(record.returned == ExactDecimal(2))
        #expect(record.voided == ExactDecimal(1))
        #expect(record.amount == ExactDecimal(4))
        let before = try #require(record.before)
        #expect(before.map(\.quantity) == [4, 3, 5].map { ExactDecimal($0) })
        #expect(before.map(\.amount) == [8, 6, 10].map { ExactDecimal($0) })
        #expect(
            before.map { $0.substances.map(\.mass) }
                == [2000, 1500, 2500].map { [Measured(ExactDecimal($0), "g")] })
        #expect(before.map(\.returns) == [.ignore, nil, .ignore])
    }

    @Test func plainRulesShowNothingOfIt() throws {
        let data = try #require(Shop.ledger([plain], lines).standing.only).data
        #expect(data.purchases.map(\.before) == [nil])
        #expect(data.purchases.map(\.voided) == [ExactDecimal(1)])
    }

    /// A sale under a void of its own key is whole for a rule that ignores voids, and a buyer of its own.
    @Test(arguments: [true, false]) func whollyVoided(ownKey: Bool) throws {
        let void = Shop.void("1", "2026-05-01T10:01:00Z", line: ownKey ? "1" : "9")
        let other = Shop.sale("2", "2026-05-02T10:00:00Z")
        let detector = Shop.ledger(
            [voids], [Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "3"), void, other])
        #expect(detector.standing.map { $0.data.indicators[0].value } == [ExactDecimal(3), ExactDecimal(1)])
        let data = try #require(detector.standing.first).data
        #expect(data.buyer?.tokens == [])
        #expect(data.purchases.map(\.quantity) == [.zero])
        #expect(data.purchases.map(\.voided) == [ExactDecimal(3)])
        #expect(data.purchases.map(\.substances[0].mass?.value) == [.zero])
        #expect(data.purchases.map { $0.before?.map(\.quantity) } == [[ExactDecimal(3)]])
        #expect(detector.counts().buyers == 1)
        #expect(
            Shop.ledger([plain, returns], [Shop.sale("1", "2026-05-01T10:00:00Z"), void]).standing.isEmpty)
    }

    /// What a void took from a return comes back to it where voids are ignored.
    @Test func voidedReturnsAreUnvoided() throws {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "3"),
            Shop.back("2", "2026-05-02T10:00:00Z", quantity: "2") { $0.refers.receipt = "1" },
            Shop.void("3", "2026-05-03T10:00:00Z", product: nil) { $0.refers.receipt = "2" },
        ]
        let data = try #require(Shop.ledger([plain, voids], lines).standing.only).data
        #expect(data.indicators.map(\.value) == [ExactDecimal(3), ExactDecimal(1)])
    }

    @Test func openReturnsOfVoidedReceiptsReachTheirOwnAlone() throws {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "3"),
            Shop.sale("2", "2026-05-02T10:00:00Z", quantity: "3"),
            Shop.back("2", "2026-05-02T10:00:00Z", line: "2", quantity: "2"),
            Shop.void("3", "2026-05-03T10:00:00Z", product: nil) { $0.refers.receipt = "2" },
        ]
        let standing = Shop.ledger([voids], lines).standing
        #expect(standing.map { $0.data.indicators[0].value } == [ExactDecimal(3), ExactDecimal(1)])
    }

    @Test func whatIsReturnedInFullStaysForTheOthers() throws {
        let lines = [Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.back("2", "2026-05-01T11:00:00Z")]
        var detector = Shop.detector([Shop.pack([returns])])
        _ = detector.apply(Shop.journalled([lines[0]]))
        let changes = detector.apply(Shop.journalled([lines[1]], from: 1))
        #expect(changes.map(\.reason) == [.return])
        let alert = try #require(detector.standing.only)
        #expect(alert.data.purchases.map(\.quantity) == [.zero])
        #expect(alert.data.purchases.map(\.returned) == [ExactDecimal(1)])
        #expect(detector.indicators(explaining: alert) == alert.data.indicators)
        #expect(Shop.ledger([plain, voids], lines).standing.isEmpty)
    }

    /// Conditions ask for the quantity that the rule sees.
    @Test func conditionsAskTheSame() {
        let five = Condition.number(.quantity, NumberRange(lower: .init(ExactDecimal(5), inclusive: true)))
        let rules = [plain, returns, voids, both].map { rule in
            var rule = rule
            rule.condition = five
            return rule
        }
        #expect(Shop.ledger(rules, lines).standing.map { $0.data.indicators.map(\.rule) } == [["both"]])
    }

    /// A naming return that a correction makes name nothing reaches its buyer's purchases, and no longer what it named.
    @Test func correctedReturns() throws {
        let named = Shop.back("3", "2026-05-03T10:00:00Z") { $0.refers.receipt = "1" }
        let open = Shop.back("3", "2026-05-03T10:00:00Z")
        let sales = [Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-02T10:00:00Z")]
        for lines in [sales + [open], sales + [named, open]] {
            let standing = Shop.ledger([plain], lines).standing
            #expect(standing.map { $0.data.purchases.map(\.key) } == [["f/S/1/1/1"]])
        }
    }
}
