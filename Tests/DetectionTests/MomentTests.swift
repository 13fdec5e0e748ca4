import Detection
import Purchases
import Rules
import Testing

/// Moments, windows, score and alerts (semantics 4.1, 4.2, 5).
@Suite struct MomentTests {
    /// 5.4: the example, and what a late line makes of it.
    @Test func workedExample() {
        func rule(_ id: String, _ tender: ExactText, _ score: Int) -> Rule {
            .made(id, score: score) { $0.condition = .equals(.tender, [tender]) }
        }
        let days = [
            ("05-01", "cash"), ("05-03", "card"), ("05-10", "card"), ("05-20", "cash"), ("06-15", "card"),
        ]
        let lines = days.map { day, tender in
            Shop.sale(day, "2026-\(day)T10:00:00Z") { $0.tender = ExactText(tender) }
        }
        var detector = Shop.ledger([rule("weak", "cash", 35), rule("strong", "card", 70)], lines)
        #expect(detector.brief == ["2026-05-01 notice", "2026-05-03 review", "2026-06-15 review"])

        let late = Shop.sale("late", "2026-05-02T10:00:00Z") { $0.tender = "card" }
        let changes = detector.apply(Shop.journalled([late], from: 100))
        #expect(detector.brief == ["2026-05-01 notice", "2026-05-02 review", "2026-06-15 review"])
        let standing = detector.standing
        #expect(standing.map(\.data.follows) == [nil, standing[0].subject, nil])
        #expect(changes.map(\.reason) == [.late, .late])
        #expect(changes.allSatisfy { $0.cause == late.key.text })
        #expect(changes.map { $0.after == nil } == [false, true])
    }

    @Test(arguments: [("10:00:00", 0), ("10:00:01", 1), ("10:00:00.000001", 1)])
    func windowIsOpenOnTheLeft(first: String, alerts: Int) {
        let rule = Rule.made { $0.over(.hours(24), atLeast: 2) }
        let lines = [
            Shop.sale("1", "2026-05-01T\(first)Z"), Shop.sale("2", "2026-05-02T10:00:00Z"),
        ]
        #expect(Shop.ledger([rule], lines).standing.count == alerts)
    }

    @Test func calendarDayEndsAtTheStoresMidnight() {
        let rule = Rule.made {
            $0.over(.hours(1), atLeast: 2)
            $0.window = .calendarDay
        }
        let lines = [
            Shop.sale("1", "2026-06-10T21:00:00Z", offset: 2),
            Shop.sale("2", "2026-06-10T22:00:00Z", offset: 2),
            Shop.sale("3", "2026-06-11T21:59:59Z", offset: 2),
        ]
        #expect(Shop.ledger([rule], lines).standing.map(\.time.description) == ["2026-06-11T21:59:59Z"])
    }

    @Test func equalTimesAreOneMoment() throws {
        let lines = [Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-01T10:00:00Z")]
        let alert = try #require(Shop.ledger([.made()], lines).standing.only)
        #expect(alert.data.indicators.map(\.score) == [50, 0])
        #expect(alert.data.indicators.map(\.group) == [["receipt": "f/S/1/1"], ["receipt": "f/S/1/2"]])
        #expect(alert.data.score == 50)
    }

    /// The digests are worked out with sha256sum.
    @Test func subjectAndBuyerKey() throws {
        let alert = try #require(
            Shop.ledger([.made()], [Shop.sale("1", "2026-05-01T10:00:00Z")]).standing.only)
        #expect(alert.subject == "933bce29d6dd6b57b8a823d098af679d")
        #expect(alert.data.buyer?.key == "7bbdbc1608e42abcfe74c9273182021d")
        #expect(alert.data.buyer?.tokens == [Token(kind: "loyalty", value: "C")])
    }

    @Test(arguments: [(100, 2), (99, 1)]) func reportableByItselfIsNeverHidden(score: Int, alerts: Int) {
        let lines = [Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-02T10:00:00Z")]
        #expect(Shop.ledger([.made(score: score)], lines).standing.count == alerts)
    }

    @Test func doublingsAreNewAlerts() {
        let rule = Rule.made { $0.over(.hours(720), .sumUnits, atLeast: 1) }
        let lines = (1...9).map { Shop.sale("\($0)", "2026-05-0\($0)T10:00:00Z") }
        #expect(
            Shop.ledger([rule], lines).brief
                == ["2026-05-01 notice", "2026-05-02 notice", "2026-05-04 notice", "2026-05-08 notice"])
    }

    @Test func capOfEach() throws {
        let rule = Rule.made(score: 40) {
            $0.each = .substance
            $0.cap = 60
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", product: "m"),
            Shop.sale("1", "2026-05-01T10:00:00Z", line: "2", product: "spirit"),
        ]
        let alert = try #require(Shop.ledger([rule], lines).standing.only)
        #expect(
            alert.data.indicators.map { "\($0.group["substance"]?.string ?? "") \($0.score)" }
                == ["57-50-1 40", "64-17-5 20", "7647-14-5 0"])
        #expect(alert.data.score == 60)
        #expect(alert.data.level == "review")
    }

    @Test func storesHaveAlertsOfTheirOwn() throws {
        let rule = Rule.made {
            $0.over(.hours(24), atLeast: 2)
            $0.subject = .store
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", card: "A"),
            Shop.sale("2", "2026-05-01T11:00:00Z", card: "B"),
        ]
        let alert = try #require(Shop.ledger([rule], lines).standing.only)
        #expect(alert.data.about == AboutReference(store: "S", product: nil))
        #expect(alert.data.buyer == nil)
        #expect(alert.data.indicators[0].group == ["store": "S"])
        #expect(alert.subject == "e19ecb2417b6ba7c0dd71a469c3a714a")
    }

    @Test func partsAddTheScoreOnce() throws {
        let rule = Rule.made {
            $0.over(.hours(24), atLeast: 1)
            $0.partition = [.product]
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", line: "1", product: "q"),
            Shop.sale("1", "2026-05-01T10:00:00Z", line: "2", product: "p"),
        ]
        let alert = try #require(Shop.ledger([rule], lines).standing.only)
        #expect(
            alert.data.indicators.map { "\($0.group["product"]?.string ?? "") \($0.score)" } == [
                "p 50", "q 0",
            ])
        #expect(alert.data.score == 50)
    }
}

extension Collection {
    /// The element of a collection that has exactly one.
    var only: Element? { count == 1 ? first : nil }
}
