import Detection
import Purchases
import Rules
import Testing

/// Conditions, substances, amounts and exceptions (semantics 3 and 4.6).
@Suite struct ConditionTests {
    private func alerts(_ condition: Condition, _ line: Line) -> Int {
        Shop.ledger([.made { $0.condition = condition }], [line]).standing.count
    }

    @Test func whatIsMissingMatchesNothing() {
        let line = Shop.sale("1", "2026-05-01T10:00:00Z") { $0.tender = nil }
        let cash = Condition.equals(.tender, ["cash"])
        let here = Condition.equals(.store, ["S"])
        let elsewhere = Condition.equals(.store, ["T"])
        for (condition, count) in [
            (cash, 0), (.not(cash), 0), (.missing(.tender), 1), (.any([cash, here]), 1),
            (.any([cash, elsewhere]), 0), (.all([cash, here]), 0), (.not(.all([cash, elsewhere])), 1),
            (.not(.any([cash, elsewhere])), 0), (.not(.missing(.tender)), 0),
        ] { #expect(alerts(condition, line) == count, "\(condition)") }
    }

    /// Texts begin with bytes, not with characters: an e with an accent in one piece does not begin with an e.
    @Test func prefixesAreBytes() {
        func begins(_ field: Field, _ starts: [ExactText]) -> Condition { .prefix(field, starts) }
        let line = Shop.sale("1", "2026-05-01T10:00:00Z") {
            $0.store = "DE-7"
            $0.description = "\u{E9}toile"
            $0.tender = nil
        }
        let combining = Shop.sale("1", "2026-05-01T10:00:00Z") { $0.description = "e\u{301}toile" }
        for (condition, count) in [
            (begins(.store, ["DE-"]), 1), (begins(.store, ["FR-", "DE-7"]), 1),
            (begins(.store, ["DE-70"]), 0),
            (begins(.store, ["de-"]), 0), (begins(.store, ["E-"]), 0), (.not(begins(.store, ["FR-"])), 1),
            (begins(.tender, ["c"]), 0), (.not(begins(.tender, ["c"])), 0),
            (begins(.description, ["e"]), 0), (begins(.description, ["\u{E9}"]), 1),
            (begins(.description, ["e\u{301}"]), 0), (begins(.quantity, ["1"]), 1),
        ] { #expect(alerts(condition, line) == count, "\(condition)") }
        #expect(alerts(begins(.description, ["e"]), combining) == 1)
        #expect(alerts(begins(.description, ["\u{E9}"]), combining) == 0)
    }

    /// m: 50 % sugar is at the limit of b (>=) and below that of a; 5 % salt is at the limit of a (>).
    @Test func oneEntryAnswersForAMapping() throws {
        let line = Shop.sale("1", "2026-05-01T10:00:00Z", product: "m")
        func asked(_ list: ExactText?, _ annex: ExactText?) -> Condition {
            .entry(
                EntryCondition(
                    lists: list.map { [$0] }, annexes: annex.map { [$0] }, aboveLimit: true))
        }
        #expect(alerts(asked("a", nil), line) == 0)
        #expect(alerts(asked(nil, "I"), line) == 0)
        #expect(alerts(asked("b", "I"), line) == 0)
        let detector = Shop.ledger([.made { $0.condition = asked("b", nil) }], [line])
        let alert = try #require(detector.standing.only)
        #expect(alert.data.indicators[0].counted == ["f/S/1/1/1": ["57-50-1"]])
        #expect(alert.data.purchases[0].substances.map(\.restricted) == [true, false])
    }

    @Test func onlyMatchingSubstancesAreMeasured() throws {
        let rule = Rule.made {
            $0.condition = .equals(.substance, ["salt"])
            $0.measure = .sumMass
        }
        let alert = try #require(
            Shop.ledger([rule], [Shop.sale("1", "2026-05-01T10:00:00Z", product: "m")]).standing.only)
        #expect(alert.data.indicators[0].value == ExactDecimal(50))
        #expect(alert.data.purchases[0].substances.count == 2)
    }

    /// 10 % of a litre is 100 ml, at 0.79 g/ml 79 g.
    @Test func massByVolume() throws {
        let rule = Rule.made { $0.over(.hours(1), .sumMass, atLeast: 79) }
        let alert = try #require(
            Shop.ledger([rule], [Shop.sale("1", "2026-05-01T10:00:00Z", product: "spirit")]).standing.only)
        let item = alert.data.purchases[0].substances[0]
        #expect(item.mass == Measured(ExactDecimal(79), "g"))
        #expect(item.volume == Measured(ExactDecimal(1000), "ml"))
        #expect(item.concentration == Measured(ExactDecimal(10), "% v/v"))
        #expect(!item.assumedDensity)
    }

    @Test func unknownConcentration() {
        let rule = Rule.made {
            $0.measure = .sumMass
            $0.threshold = Threshold(value: .zero, bound: .above)
        }
        let detector = Shop.ledger(
            [rule], [Shop.sale("1", "2026-05-01T10:00:00Z", product: "unknown")])
        #expect(detector.standing.isEmpty)
        #expect(detector.counts().limitUndecided == 1)
        #expect(detector.counts().notInForce == 0)
    }

    /// Sums of amounts that no shop sells must not overflow: they count as unknown.
    @Test func hugeAmountsAreUnknown() {
        let rule = Rule.made { $0.over(.hours(720), .sumMass, atLeast: 1) }
        let lines = (1...3).map {
            Shop.sale("\($0)", "2026-05-0\($0)T10:00:00Z", quantity: "999999999999.999999")
        }
        var journalled = Shop.journalled(lines)
        let most = ExactDecimal("999999999999.999999")
        for index in journalled.indices {
            journalled[index].rows[0].concentration = most
            journalled[index].rows[0].netMass = most
        }
        var detector = Shop.detector([Shop.pack([rule])])
        #expect(detector.apply(journalled).isEmpty)
    }

    /// A share compared with a limit is exact: 7/3 % lies above 2.333333 % and below 2.333334 %.
    @Test(arguments: [("2.333333", 1), ("2.333334", 0)]) func sharesAreExact(limit: String, count: Int) {
        let row = ProductRow(
            substance: "7647-14-5", concentration: ExactDecimal(7), basis: .weightByVolume, netMass: nil,
            netVolume: ExactDecimal(1000), density: ExactDecimal(3))
        let line = Shop.sale("1", "2026-05-01T10:00:00Z")
        let bound = NumberRange(lower: .init(ExactDecimal(limit) ?? .zero, inclusive: false))
        let rule = Rule.made { $0.condition = .number(.concentration, bound) }
        var detector = Shop.detector([Shop.pack([rule])])
        #expect(detector.apply([JournalledLine(line: line, rows: [row], sequence: 0)]).count == count)
    }

    @Test func licences() {
        let rule = Rule.made { $0.exceptions = [.licence] }
        let valid = Exemption(number: "L", until: LocalDay(iso: "2026-05-01"), scope: ["salt"])
        func changed(_ change: (inout Exemption) -> Void) -> Exemption {
            var copy = valid
            change(&copy)
            return copy
        }
        for (shown, count) in [
            (valid, 0), (changed { $0.until = LocalDay(iso: "2026-04-30") }, 1),
            (changed { $0.until = nil }, 1), (changed { $0.scope = [] }, 1),
            (changed { $0.scope = ["sugar"] }, 1), (changed { $0.number = nil }, 1),
            (changed { $0.scope = ["sugar", "7647-14-5"] }, 0), (changed { $0.scope = nil }, 0),
            (changed { $0.concentration = ExactDecimal(50) }, 0),
            (changed { $0.concentration = ExactDecimal("49.999999") }, 1),
        ] {
            let line = Shop.sale("1", "2026-05-01T23:30:00Z") { $0.licence = shown }
            #expect(Shop.ledger([rule], [line]).standing.count == count, "\(shown)")
        }
    }
}
