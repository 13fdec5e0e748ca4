import Detection
import Purchases
import Rules
import Testing

/// Totals of licences and professional statements (semantics 4.6). Every purchase of p is 500 g of salt.
@Suite struct CeilingTests {
    private func shown(
        _ line: inout Line, total: Exemption.Total? = .grams(ExactDecimal(700)), days: Int64? = nil,
        number: ExactText = "L"
    ) {
        line.licence = Exemption(
            number: number, until: LocalDay(iso: "2027-01-01"), scope: ["salt"], total: total,
            period: days.map { .span(.hours($0 * 24)) })
    }

    private func sale(
        _ day: String, receipt: String? = nil, days: Int64? = nil, _ change: (inout Line) -> Void = { _ in }
    ) -> Line {
        Shop.sale(receipt ?? day, "2026-05-\(day)T10:00:00Z") {
            shown(&$0, days: days)
            change(&$0)
        }
    }

    private func rule(_ measure: Measure = .sumMass, _ change: (inout Rule) -> Void = { _ in }) -> Rule {
        .made {
            $0.over(.hours(24 * 365), measure, atLeast: 1)
            $0.exceptions = [.licence]
            change(&$0)
        }
    }

    private func value(_ rule: Rule, _ lines: [Line]) -> ExactDecimal? {
        Shop.ledger([rule], lines).standing.last?.data.indicators.last?.value
    }

    @Test func whatLiesAboveCounts() throws {
        let lines = [sale("01"), sale("02"), sale("03")]
        let detector = Shop.ledger([rule()], lines)
        let alert = try #require(detector.standing.first)
        // 200 g of the second are covered.
        #expect(alert.time.description == "2026-05-02T10:00:00Z")
        #expect(alert.data.indicators[0].value == ExactDecimal(300))
        #expect(alert.data.indicators[0].unless == ["licence"])
        #expect(alert.data.covered == ["f/S/1/01/1", "f/S/1/02/1"])
        #expect(
            alert.data.purchases.map(\.substances[0].coveredMass)
                == [CoveredMass(licence: Measured(ExactDecimal(200), "g"), professional: nil)])
        #expect(detector.indicators(explaining: alert) == alert.data.indicators)
        #expect(value(rule(.countPurchases), lines) == ExactDecimal(2))
        #expect(value(rule { $0.exceptions = [] }, [lines[0]]) == ExactDecimal(500))
        #expect(value(rule(), [lines[0]]) == nil)
        let second = try #require(
            Shop.ledger([rule(.countPurchases) { $0.threshold.value = ExactDecimal(2) }], lines).standing.only
        )
        #expect(second.data.indicators[0].purchases == ["f/S/1/02/1", "f/S/1/03/1"])
        #expect(second.data.indicators[0].unless == ["licence"])
    }

    /// What was above at its own time uses up later room too; what is older than the period does not.
    @Test func periods() {
        let second = [sale("01", days: 10), sale("10", days: 10)]
        #expect(value(rule(), second) == ExactDecimal(300))
        #expect(value(rule(), [sale("01", days: 10), sale("11", days: 10)]) == nil)
        #expect(value(rule { $0.window = .receipt }, second + [sale("15", days: 10)]) == ExactDecimal(300))
    }

    @Test func otherPapersAndBuyersAreApart() {
        let other = sale("02") { $0.licence?.number = "M" }
        #expect(value(rule(), [sale("01"), other]) == nil)
        let stranger = sale("02") { $0.tokens = [Token(kind: "loyalty", value: "D")] }
        #expect(value(rule(), [sale("01"), stranger]) == nil)
        let statement = sale("02") {
            $0.professional = $0.licence
            $0.licence = nil
        }
        #expect(value(rule(), [sale("01"), statement]) == ExactDecimal(500))
        #expect(value(rule { $0.exceptions = [.licence, .professional] }, [sale("01"), statement]) == nil)
        // The one that leaves less uncovered counts.
        let both = sale("02") { $0.professional = $0.licence }
        #expect(value(rule { $0.exceptions = [.licence, .professional] }, [sale("01"), both]) == nil)
        #expect(value(rule(), [sale("01"), both]) == ExactDecimal(300))
    }

    @Test func whatCoversNothingUsesNothingUp() {
        for change in [
            { $0.licence?.total = .unreadable }, { $0.licence?.total = .grams(.zero) },
            { $0.licence?.period = .unreadable }, { $0.licence?.scope = ["sugar"] },
            { $0.licence?.until = LocalDay(iso: "2026-04-30") },
        ] as [(inout Line) -> Void] {
            let line = sale("01", change)
            #expect(value(rule(), [line]) == ExactDecimal(500))
            #expect(value(rule { $0.window = .receipt }, [line, sale("02")]) == ExactDecimal(500))
        }
        // Without a total there is no ceiling, and what was bought counts for those with one.
        let free = sale("01") { $0.licence?.total = nil }
        #expect(value(rule(), [free, free]) == nil)
        #expect(value(rule(), [free, sale("02")]) == ExactDecimal(300))
    }

    @Test func unknownMassesAreNotCovered() {
        let line = sale("01") { $0.product = "unknown" }
        #expect(value(rule(.countPurchases), [line]) == ExactDecimal(1))
        #expect(value(rule(), [line, sale("02")]) == nil)
        #expect(
            value(
                rule(.countPurchases),
                [
                    sale("01") {
                        $0.product = "unknown"; $0.licence?.total = nil
                    }
                ]) == nil)
    }

    /// An earlier purchase that comes late, or is returned, moves the ceiling of the later ones.
    @Test func laterPurchasesFollow() throws {
        var detector = Shop.detector([Shop.pack([rule()])])
        _ = detector.apply(Shop.journalled([sale("02")]))
        #expect(detector.standing.isEmpty)
        var changes = detector.apply(Shop.journalled([sale("01")], from: 1))
        #expect(changes.map(\.after?.data.covered) == [["f/S/1/01/1", "f/S/1/02/1"]])
        #expect(changes.map(\.cause) == ["f/S/1/01/1"])
        // Another one of the same mass takes its place.
        changes = detector.apply(
            Shop.journalled([sale("01", receipt: "00"), Shop.void("01", "2026-05-01T11:00:00Z")], from: 2))
        #expect(changes.map(\.after?.data.covered) == [["f/S/1/00/1", "f/S/1/02/1"]])
        changes = detector.apply(Shop.journalled([Shop.void("00", "2026-05-01T11:00:00Z")], from: 4))
        #expect(changes.map(\.after) == [nil])
        #expect(changes.map(\.reason) == [.void])
    }

    /// Each rule uses the ceiling up in the quantities that it sees.
    @Test func inTheRulesOwnQuantities() throws {
        let lines = [sale("01"), sale("02"), Shop.back("03", "2026-05-01T11:00:00Z", quantity: "0.5")]
        let rules = [
            rule { $0.id = "net" },
            rule {
                $0.id = "gross"; $0.ignoresReturns = true
            },
        ]
        let data = try #require(Shop.ledger(rules, lines).standing.only).data
        #expect(data.indicators.map(\.value) == [ExactDecimal(50), ExactDecimal(300)])
        let record = try #require(data.purchases.only)
        #expect(record.substances[0].coveredMass?.licence?.value == ExactDecimal(450))
        #expect(record.before?.map { $0.substances[0].coveredMass?.licence?.value } == [ExactDecimal(200)])
    }

    /// Substances of one purchase use the total up in order of identity: sugar (57-50-1) before salt (7647-14-5).
    @Test func mixtures() throws {
        let line = sale("01") {
            $0.product = "m"
            $0.licence?.scope = nil
            $0.licence?.total = .grams(ExactDecimal(520))
        }
        let data = try #require(Shop.ledger([rule()], [line]).standing.only).data
        #expect(data.indicators[0].value == ExactDecimal(30))
        #expect(data.indicators[0].counted == ["f/S/1/01/1": ["7647-14-5"]])
        #expect(data.purchases[0].substances.map(\.coveredMass?.licence?.value) == [nil, ExactDecimal(20)])
    }
}
