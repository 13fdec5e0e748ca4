import Detection
import Purchases
import Rules
import Testing

/// Versions, voids and returns (semantics 2.3 to 2.5).
@Suite struct NettingTests {
    @Test func returnTakesFromTheLatestPurchaseInProportion() throws {
        let rule = Rule.made { $0.over(.hours(168), .sumMass, atLeast: 1000) }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"),
            Shop.sale("2", "2026-05-02T10:00:00Z", quantity: "2") { $0.amount = ExactDecimal("10.0001") },
            Shop.back("3", "2026-05-03T10:00:00Z"),
        ]
        let data = try #require(Shop.ledger([rule], lines).standing.only).data
        #expect(data.indicators[0].value == ExactDecimal(1000))
        #expect(data.purchases.map { "\($0.quantity) \($0.returned)" } == ["1 0", "1 1"])
        #expect(data.purchases.map(\.amount) == [ExactDecimal(10), ExactDecimal("5.0001")])
    }

    @Test func negativeAmountsRoundAwayFromZero() throws {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "2") { $0.amount = ExactDecimal("-0.0001") },
            Shop.back("2", "2026-05-03T10:00:00Z"),
        ]
        let data = try #require(Shop.ledger([.made()], lines).standing.only).data
        #expect(data.purchases[0].amount == ExactDecimal("-0.0001"))
    }

    @Test func returnDoesNotTakeFromLaterPurchases() {
        let detector = Shop.ledger(
            [.made()], [Shop.sale("1", "2026-05-02T10:00:00Z"), Shop.back("2", "2026-05-01T10:00:00Z")])
        #expect(detector.standing.count == 1)
        #expect(detector.counts().unmatchedReturns == 1)
    }

    @Test func returnsAreUsedUpOneAfterTheOther() {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "2"),
            Shop.back("2", "2026-05-02T10:00:00Z"), Shop.sale("3", "2026-05-03T10:00:00Z"),
            Shop.back("4", "2026-05-04T10:00:00Z", quantity: "3"),
        ]
        let detector = Shop.ledger([.made()], lines)
        #expect(detector.standing.isEmpty)
        #expect(detector.counts().unmatchedReturns == 1)
        #expect(Shop.ledger([.made()], Array(lines.dropLast())).standing.count == 1)
    }

    /// A return that names a receipt reaches it whoever bought it, and nothing else.
    @Test(arguments: [("1", 0), ("77", 1)]) func namingReturns(receipt: String, alerts: Int) {
        let given = Shop.back("2", "2026-05-01T09:00:00Z", quantity: "5") {
            $0.tokens = []
            $0.refers.receipt = ExactText(receipt)
        }
        let detector = Shop.ledger([.made()], [Shop.sale("1", "2026-05-01T10:00:00Z"), given])
        #expect(detector.standing.count == alerts)
        #expect(detector.counts().unmatchedReturns == 1)
    }

    @Test func voidsThatNameALineGoFirst() {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("1", "2026-05-01T10:00:01Z", line: "2"),
            Shop.void("1", "2026-05-01T10:00:02Z", quantity: "1"),
            Shop.void("1", "2026-05-01T10:00:03Z", line: "10", quantity: "1") { $0.refers.line = "2" },
        ]
        let detector = Shop.ledger([.made()], lines)
        #expect(detector.standing.isEmpty)
        #expect(detector.counts().unmatchedVoids == 0)
    }

    @Test func voidedLineHoldsItsReceiptsTime() throws {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"),
            Shop.sale("1", "2026-05-01T10:05:00Z", line: "2", product: "q"),
            Shop.void("1", "2026-05-01T10:01:00Z"),
        ]
        let alert = try #require(Shop.ledger([.made()], lines).standing.only)
        #expect(alert.time.description == "2026-05-01T10:00:00Z")
        #expect(alert.data.purchases.map(\.time.description) == ["2026-05-01T10:05:00Z"])
        #expect(alert.data.purchases.map(\.moment) == [alert.time])
    }

    @Test func voidUnderItsPurchasesOwnKey() {
        var detector = Shop.ledger([.made()], [Shop.sale("1", "2026-05-01T10:00:00Z")])
        let void = Shop.void("1", "2026-05-01T10:00:00Z", line: "1", quantity: "0.5")
        let changes = detector.apply(Shop.journalled([void], from: 10))
        #expect(detector.standing.isEmpty)
        #expect(detector.counts().unmatchedVoids == 0)
        #expect(changes.map(\.reason) == [.void])
        #expect(changes.map(\.cause) == [void.key.text])
    }

    @Test func voidWithoutProductAndReferenceLowersNothing() {
        let detector = Shop.ledger(
            [.made()],
            [Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.void("1", "2026-05-01T10:00:00Z", product: nil)])
        #expect(detector.standing.count == 1)
        #expect(detector.counts().unmatchedVoids == 1)
    }

    @Test func voidOfAReceiptTakesItsReturnsToo() {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.back("2", "2026-05-02T10:00:00Z"),
            Shop.void("3", "2026-05-03T10:00:00Z", product: nil) { $0.refers.receipt = "2" },
        ]
        #expect(Shop.ledger([.made()], lines).standing.count == 1)
        #expect(Shop.ledger([.made()], Array(lines.dropLast())).standing.isEmpty)
    }

    @Test func highestRevisionStandsInEveryOrder() {
        let low = Shop.sale("1", "2026-05-01T10:00:00Z") { $0.revision = 1 }
        let high = Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "0") { $0.revision = 2 }
        #expect(Shop.ledger([.made()], [low, high]).standing.isEmpty)
        #expect(Shop.ledger([.made()], [high, low]).standing.isEmpty)
        #expect(Shop.ledger([.made()], [low]).standing.count == 1)
    }

    @Test func withoutRevisionsTheLastStands() throws {
        let lines = ["1", "2"].map { Shop.sale("1", "2026-05-01T10:00:00Z", quantity: $0) }
        for (order, quantity) in [(lines, 2), (lines.reversed(), 1)] {
            let alert = try #require(Shop.ledger([.made()], order).standing.only)
            #expect(alert.data.purchases.map(\.quantity) == [ExactDecimal(quantity)])
        }
    }
}
