import Detection
import Purchases
import Rules
import Testing

/// Who belongs together (semantics 6), and why alerts change with it (5.6).
@Suite struct BuyerTests {
    private let three = Rule.made { $0.over(.hours(168), .countReceipts, atLeast: 3) }

    private func sale(_ receipt: String, _ day: Int, card: String?, pay: String?) -> Line {
        Shop.sale(receipt, "2026-05-0\(day)T10:00:00Z", card: card.map { ExactText($0) }) {
            if let pay { $0.tokens.append(Token(kind: "payment", value: ExactText(pay))) }
        }
    }

    @Test func linksAreTransitive() throws {
        let lines = [
            sale("1", 1, card: "A", pay: nil), sale("2", 2, card: nil, pay: "P"),
            sale("3", 3, card: "A", pay: "P"),
        ]
        let buyer = try #require(Shop.ledger([three], lines).standing.only?.data.buyer)
        #expect(buyer.tokens.map(\.kind) == ["loyalty", "payment"])
        #expect(buyer.links == ["f/S/1/3"])
        #expect(Shop.ledger([three], Array(lines.dropLast())).standing.isEmpty)
    }

    /// The card is seen with two payment tokens that are on two receipts each, and with one that is on one.
    @Test(arguments: [(1, 3, 1), (2, 1, 0)]) func hubs(most: Int, buyers: Int, hubs: Int) {
        let pays = ["P", "P", "Q", "Q", "R"]
        let lines = pays.enumerated().map { sale("\($0)", $0 + 1, card: "A", pay: $1) }
        var detector = Shop.detector([Shop.pack([.made()], maxLinks: most)])
        for (number, line) in lines.enumerated() {
            _ = detector.apply(Shop.journalled([line], from: Int64(number)))
        }
        #expect(detector.counts().buyers == buyers)
        #expect(detector.counts().hubs == hubs)
    }

    @Test func kindsThatAPackDoesNotNameLinkNothing() {
        let lines = [sale("1", 1, card: "A", pay: "P"), sale("2", 2, card: "A", pay: "Q")]
        for (kinds, buyers) in [(["payment"], 2), (["loyalty"], 1), (nil, 1)] as [(Set<ExactText>?, Int)] {
            var detector = Shop.detector([Shop.pack([.made()], kinds: kinds)])
            _ = detector.apply(Shop.journalled(lines))
            #expect(detector.counts().buyers == buyers)
        }
    }

    /// A correction that takes a token away parts what it had joined; the alert goes because of the link.
    @Test func aVanishedLinkPartsBuyers() {
        let lines = [
            sale("1", 1, card: "A", pay: nil), sale("2", 2, card: "A", pay: "P"),
            sale("3", 3, card: nil, pay: "P"),
        ]
        var detector = Shop.ledger([three], lines)
        #expect(detector.standing.count == 1)
        let corrected = sale("2", 2, card: "A", pay: nil)
        let changes = detector.apply(Shop.journalled([corrected], from: 10))
        #expect(detector.standing.isEmpty)
        #expect(detector.counts().buyers == 2)
        #expect(changes.map(\.cause) == [corrected.key.text])
    }

    /// A receipt without purchases in the window joins two buyers whose purchases then hold together.
    @Test func aLaterLinkJoinsWhatWasBoughtBefore() {
        let lines = [
            sale("1", 1, card: "A", pay: nil), sale("2", 2, card: "B", pay: nil),
            sale("3", 3, card: "A", pay: nil),
        ]
        var detector = Shop.ledger([three], lines)
        let link = Shop.back("9", "2026-05-09T10:00:00Z", product: "q") {
            $0.tokens = [Token(kind: "loyalty", value: "A"), Token(kind: "payment", value: "P")]
        }
        let other = Shop.back("8", "2026-05-09T10:00:00Z", product: "q") {
            $0.tokens = [Token(kind: "loyalty", value: "B"), Token(kind: "payment", value: "P")]
        }
        #expect(detector.apply(Shop.journalled([link], from: 10)).isEmpty)
        let changes = detector.apply(Shop.journalled([other], from: 11))
        #expect(detector.brief == ["2026-05-03 notice"])
        #expect(detector.standing[0].data.buyer?.links == ["f/S/1/8", "f/S/1/9"])
        #expect(changes.map(\.reason) == [.link])
        #expect(changes.map(\.cause) == [other.key.text])
    }

    /// Tokens that come later change who the buyer is, and nothing else of the alert.
    @Test func aChangeOfOnlyTheBuyerIsReported() throws {
        var detector = Shop.ledger([.made()], [sale("1", 2, card: "A", pay: nil)])
        let changes = detector.apply(Shop.journalled([sale("2", 3, card: "A", pay: "P")], from: 10))
        let change = try #require(changes.only)
        #expect(change.before?.data.buyer?.tokens.count == 1)
        #expect(change.after?.data.buyer?.tokens.count == 2)
        #expect(change.before?.data.purchases == change.after?.data.purchases)
    }

    @Test func packsHaveBuyersOfTheirOwn() {
        let lines = [sale("1", 1, card: "A", pay: "P"), sale("2", 2, card: "B", pay: "P")]
        var first = Shop.pack([three], kinds: ["loyalty"])
        first.id = "first"
        var detector = Shop.detector([first, Shop.pack([.made { $0.over(.hours(168), atLeast: 2) }])])
        let changes = detector.apply(Shop.journalled(lines))
        #expect(changes.map(\.packID) == ["k"])
        #expect(detector.counts().buyers == 2)
    }
}
