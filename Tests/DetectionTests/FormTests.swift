import Detection
import Purchases
import Rules
import Testing

/// Combinations, sequences, absences and what is usual (semantics 4.7), worked out by hand.
@Suite struct FormTests {
    private static let salt = Condition.equals(.product, ["p"])
    private static let sugar = Condition.equals(.product, ["q"])

    // MARK: Combinations

    /// Salt over two days and sugar over one: together at 10:00 on the second day; apart an hour later.
    @Test func conditionsHoldEachOverItsOwnWindow() throws {
        let rule = Rule.made {
            $0.form = .combine(
                atLeast: 2,
                of: [
                    Criterion(
                        condition: Self.salt, measure: .sumMass,
                        threshold: Threshold(value: ExactDecimal(1000), bound: .atLeast),
                        window: .span(.hours(48)), windowText: "48h"),
                    Criterion(condition: Self.sugar, window: .span(.hours(24)), windowText: "24h"),
                ])
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", product: "q"),
            Shop.sale("2", "2026-05-01T11:00:00Z", quantity: "1"),
            Shop.sale("3", "2026-05-02T09:59:59Z", quantity: "1"),
            Shop.sale("4", "2026-05-02T12:00:00Z", quantity: "1"),
        ]
        let alert = try #require(Shop.ledger([rule], lines).standing.only)
        #expect(alert.time.description == "2026-05-02T09:59:59Z")
        let indicator = try #require(alert.data.indicators.only)
        #expect(indicator.measure == "combine")
        #expect(indicator.unit == "conditions")
        #expect(indicator.value == ExactDecimal(2))
        #expect(indicator.threshold == ExactDecimal(2))
        #expect(indicator.within == nil)
        #expect(indicator.group == [:])
        #expect(indicator.purchases == ["f/S/1/1/1", "f/S/1/2/1", "f/S/1/3/1"])
        #expect(indicator.counted == nil)
        #expect(
            indicator.conditions == [
                IndicatorCondition(
                    condition: 1, measure: "sum mass", value: ExactDecimal(1000),
                    threshold: ExactDecimal(1000), bound: "at_least", unit: "g", within: "48h",
                    purchases: ["f/S/1/2/1", "f/S/1/3/1"], counted: nil),
                IndicatorCondition(
                    condition: 2, measure: "count purchases", value: ExactDecimal(1),
                    threshold: ExactDecimal(1), bound: "at_least", unit: "purchases", within: "24h",
                    purchases: ["f/S/1/1/1"], counted: nil),
            ])
    }

    /// A mixture counts in both conditions, for each with another of its substances, and together with all.
    @Test func substancesOfConditionsAddUp() throws {
        let rule = Rule.made {
            $0.form = .combine(
                atLeast: 2,
                of: [
                    Criterion(condition: .equals(.substance, ["salt"])),
                    Criterion(condition: .equals(.substance, ["sugar"])),
                ])
        }
        let line = Shop.sale("1", "2026-05-01T10:00:00Z", product: "m")
        let indicator = try #require(
            Shop.ledger([rule], [line]).standing.only?.data.indicators.only)
        #expect(indicator.counted == nil)
        #expect(
            indicator.conditions?.map(\.counted) == [
                ["f/S/1/1/1": ["7647-14-5"]], ["f/S/1/1/1": ["57-50-1"]],
            ])
        #expect(indicator.group == ["receipt": "f/S/1/1"])
    }

    /// Without windows each receipt is judged apart; one that reaches the highest level is never hidden (5.3).
    @Test(arguments: [(100, 2), (90, 1)]) func combinationsOfReceipts(score: Int, alerts: Int) {
        let rule = Rule.made(score: score) {
            $0.form = .combine(
                atLeast: 2, of: [Criterion(condition: Self.salt), Criterion(condition: Self.sugar)])
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-01T10:00:00Z", product: "q"),
            Shop.sale("3", "2026-05-02T10:00:00Z"),
            Shop.sale("3", "2026-05-02T10:00:00Z", line: "2", product: "q"),
            Shop.sale("4", "2026-05-03T10:00:00Z"),
            Shop.sale("4", "2026-05-03T10:00:00Z", line: "2", product: "q"),
        ]
        #expect(Shop.ledger([rule], lines).standing.count == alerts)
    }

    /// Beside a window, a condition without one holds for some receipt of the moment, and shows the greatest value.
    @Test func receiptBesideWindow() throws {
        let rule = Rule.made {
            $0.form = .combine(
                atLeast: 2,
                of: [
                    Criterion(
                        condition: Self.salt, measure: .sumUnits,
                        threshold: Threshold(value: ExactDecimal(2), bound: .atLeast)),
                    Criterion(condition: Self.sugar, window: .span(.hours(24)), windowText: "24h"),
                ])
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "5"),
            Shop.sale("2", "2026-05-01T11:00:00Z", product: "q"),
            Shop.sale("3", "2026-05-01T12:00:00Z", quantity: "1"),
            Shop.sale("4", "2026-05-01T12:00:00Z", quantity: "2"),
            Shop.sale("5", "2026-05-01T12:00:00Z", quantity: "3"),
        ]
        let alert = try #require(Shop.ledger([rule], lines).standing.only)
        #expect(alert.time.description == "2026-05-01T12:00:00Z")
        let condition = try #require(alert.data.indicators[0].conditions?.first)
        #expect(condition.value == ExactDecimal(3))
        #expect(condition.purchases == ["f/S/1/4/1", "f/S/1/5/1"])
        #expect(alert.data.indicators[0].group == [:])
    }

    /// One new condition more is no doubling: the combination lasts.
    @Test func combinationsHaveNoDoublings() {
        let rule = Rule.made {
            $0.form = .combine(
                atLeast: 1,
                of: [Self.salt, Self.sugar].map {
                    Criterion(condition: $0, window: .span(.hours(240)), windowText: "240h")
                })
        }
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-02T10:00:00Z", product: "q"),
        ]
        #expect(Shop.ledger([rule], lines).brief == ["2026-05-01 notice"])
    }

    // MARK: Sequences

    private static func sequence(_ conditions: Condition..., hours: Int64 = 24) -> Rule {
        .made {
            $0.form = .sequence(
                conditions.enumerated().map {
                    $0 == 0
                        ? Step(condition: $1)
                        : Step(condition: $1, within: .hours(hours), withinText: "\(hours)h")
                })
        }
    }

    @Test(arguments: [
        ("10:00:00", 1), ("09:59:59", 0),  // A step's time is closed on the left.
    ])
    func stepsFollowInTime(first: String, alerts: Int) {
        let lines = [
            Shop.sale("1", "2026-05-01T\(first)Z"),
            Shop.sale("2", "2026-05-02T10:00:00Z", product: "q"),
        ]
        #expect(Shop.ledger([Self.sequence(Self.salt, Self.sugar)], lines).standing.count == alerts)
    }

    @Test func stepsAreOfDifferentMoments() {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-01T10:00:00Z", product: "q"),
        ]
        #expect(Shop.ledger([Self.sequence(Self.salt, Self.sugar)], lines).standing.isEmpty)
        #expect(Shop.ledger([Self.sequence(Self.salt, Self.salt)], lines).standing.isEmpty)
    }

    /// Salt 1, salt 2, sugar 3, sugar 4: the latest sugar that a salt came before, and the latest salt before that.
    @Test func evidenceIsTheLatestChain() throws {
        let rule = Self.sequence(Self.salt, Self.sugar, Self.salt)
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"),
            Shop.sale("2b", "2026-05-01T11:00:00Z"),
            Shop.sale("2a", "2026-05-01T11:00:00Z"),
            Shop.sale("3", "2026-05-01T12:00:00Z", product: "q"),
            Shop.sale("4", "2026-05-01T13:00:00Z", product: "q"),
            Shop.sale("5", "2026-05-01T14:00:00Z", line: "2"),
            Shop.sale("5", "2026-05-01T14:00:00Z", line: "1"),
        ]
        let alert = try #require(Shop.ledger([rule], lines).standing.only)
        let indicator = alert.data.indicators[0]
        #expect(indicator.purchases == ["f/S/1/2a/1", "f/S/1/4/1", "f/S/1/5/1"])
        #expect(indicator.measure == "sequence")
        #expect(indicator.value == ExactDecimal(3))
        #expect(indicator.threshold == ExactDecimal(3))
        #expect(indicator.unit == "steps")
    }

    /// A late line in the middle completes a chain whose end is there already.
    @Test func lateLineCompletesAChain() {
        let rule = Self.sequence(Self.salt, Self.sugar, Self.salt)
        var detector = Shop.ledger(
            [rule], [Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("3", "2026-05-01T12:00:00Z")])
        #expect(detector.standing.isEmpty)
        let late = Shop.sale("2", "2026-05-01T11:00:00Z", product: "q")
        _ = detector.apply(Shop.journalled([late], from: 9))
        #expect(detector.standing.map(\.time.description) == ["2026-05-01T12:00:00Z"])
    }

    // MARK: Absences

    private static func absence(_ hours: Int64 = 24) -> Rule {
        .made("missing") {
            $0.form = .absent(
                Absence(after: salt, awaited: sugar, within: .hours(hours), withinText: "\(hours)h"))
        }
    }

    /// The feed must have passed the deadline; anything standing moves it, a void too.
    @Test func decidedWhenTheFeedHasPassed() throws {
        var detector = Shop.ledger([Self.absence()], [Shop.sale("1", "2026-05-01T10:00:00Z")])
        #expect(detector.standing.isEmpty)
        #expect(detector.counts().pending == 1)

        let atDeadline = Shop.sale("2", "2026-05-02T10:00:00Z", product: "spirit", card: nil)
        #expect(detector.apply(Shop.journalled([atDeadline], from: 1)).isEmpty)
        let past = Shop.void("3", "2026-05-02T10:00:01Z") { $0.refers.receipt = "nothing" }
        let change = try #require(detector.apply(Shop.journalled([past], from: 2)).only)
        #expect(change.cause == past.key.text)
        #expect(detector.counts().pending == 0)

        let alert = try #require(detector.standing.only)
        #expect(alert.time.description == "2026-05-02T10:00:00Z")
        // Over i, k, buyer, f/S/1/1, absent, missing and the time, joined by zero bytes; with sha256sum.
        #expect(alert.subject == "a7219c24cb9d5afab4166a479a171653")
        let indicator = try #require(alert.data.indicators.only)
        #expect(indicator.measure == "absent")
        #expect(indicator.unit == "absences")
        #expect(indicator.within == "24h")
        #expect(indicator.value == ExactDecimal(1))
        #expect(indicator.purchases == ["f/S/1/1/1"])
        #expect(detector.indicators(explaining: alert) == alert.data.indicators)
    }

    /// A correction that takes the feed back leaves the absence open again.
    @Test func correctionTakesTheFeedBack() throws {
        let last = Shop.sale("2", "2026-05-02T10:00:01Z", product: "spirit", card: nil)
        var detector = Shop.ledger([Self.absence()], [Shop.sale("1", "2026-05-01T10:00:00Z"), last])
        #expect(detector.standing.count == 1)
        let corrected = Shop.sale("2", "2026-05-02T09:00:00Z", product: "spirit", card: nil)
        let change = try #require(detector.apply(Shop.journalled([corrected], from: 2)).only)
        #expect(change.reason == .correction)
        #expect(change.after == nil)
        #expect(detector.counts().pending == 1)
        // A void under its own key stands beside the line that it voids.
        let void = Shop.void("2", "2026-05-03T09:00:00Z", line: "1")
        _ = detector.apply(Shop.journalled([void], from: 3))
        #expect(detector.standing.count == 1)
    }

    @Test(arguments: [
        ("2026-05-02T10:00:00Z", 0), ("2026-05-02T10:00:01Z", 1), ("2026-05-01T10:00:00Z", 1),
    ])
    func awaitedUntilTheDeadline(time: String, alerts: Int) {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", time, product: "q"),
            Shop.sale("3", "2026-05-09T10:00:00Z", product: "spirit", card: nil),
        ]
        #expect(Shop.ledger([Self.absence()], lines).standing.count == alerts)
    }

    /// Another feed's time decides nothing.
    @Test func eachFeedHasItsOwnTime() {
        let other = Shop.sale("2", "2026-05-09T10:00:00Z", product: "spirit") {
            $0.key = LineKey(receiptParts: ["g", "S", "1", "2"], line: "1")
        }
        let detector = Shop.ledger([Self.absence()], [Shop.sale("1", "2026-05-01T10:00:00Z"), other])
        #expect(detector.standing.isEmpty)
        #expect(detector.counts().pending == 1)
    }

    /// A return that takes back what was awaited leaves the absence.
    @Test func returnedPurchasesAnswerNothing() {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-01T11:00:00Z", product: "q"),
            Shop.sale("3", "2026-05-09T10:00:00Z", product: "spirit"),
        ]
        var detector = Shop.ledger([Self.absence()], lines)
        #expect(detector.standing.isEmpty)
        _ = detector.apply(
            Shop.journalled([Shop.back("4", "2026-05-09T11:00:00Z", product: "q")], from: 9))
        #expect(detector.standing.map(\.time.description) == ["2026-05-02T10:00:00Z"])
    }

    /// At a deadline windows end there, rules of one receipt are not asked, and a receipt at that time is another moment.
    @Test func deadlinesAreMomentsOfTheirOwn() throws {
        let rules = [
            Self.absence(), .made("receipt", score: 15),
            .made("long", score: 10) { $0.over(.hours(48), .sumUnits, atLeast: 2) },
            .made("short", score: 5) { $0.over(.hours(24), .sumUnits, atLeast: 1) },
        ]
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", quantity: "3"),
            Shop.sale("2", "2026-05-02T10:00:00Z", quantity: "4"),
            Shop.sale("3", "2026-05-09T10:00:00Z", product: "spirit", card: nil),
        ]
        let detector = Shop.ledger(rules, lines)
        let alerts = detector.standing.filter { $0.time.description == "2026-05-02T10:00:00Z" }
        let deadline = try #require(alerts.first { $0.data.indicators[0].rule == "missing" })
        #expect(deadline.data.indicators.map(\.rule) == ["missing", "long", "short"])
        #expect(deadline.data.indicators.map(\.value) == [1, 7, 4].map { ExactDecimal($0) })
        #expect(deadline.data.score == 65)
        for alert in detector.standing {
            #expect(detector.indicators(explaining: alert) == alert.data.indicators)
        }
    }

    /// Two purchases that await at different times are two deadlines; what answers one may be too late for the other.
    @Test func eachAwaitingMomentHasItsDeadline() {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-01T20:00:00Z"),
            Shop.sale("3", "2026-05-02T15:00:00Z", product: "q"),
            Shop.sale("4", "2026-05-09T10:00:00Z", product: "spirit", card: nil),
        ]
        #expect(
            Shop.ledger([Self.absence()], lines).standing.map(\.time.description) == ["2026-05-02T10:00:00Z"])
    }

    // MARK: What is usual

    private static func usual(_ times: Int, minWindows: Int = 3) -> Rule {
        .made {
            $0.over(.hours(24), .sumUnits, atLeast: 1)
            $0.usual = Usual(
                over: .hours(24 * 5), overText: "5d",
                times: Threshold(value: ExactDecimal(times), bound: .atLeast), minWindows: minWindows)
        }
    }

    /// Four earlier days with 1, 2, 3 and 5 units: the median is 2.5, and 10 is four times that.
    @Test(arguments: [("10", 1), ("9", 0)]) func sixTimesTheMedian(units: String, alerts: Int) throws {
        let days = ["1", "5", "2", "3"].enumerated().map { number, quantity in
            Shop.sale("\(number)", "2026-05-0\(number + 1)T10:00:00Z", quantity: quantity)
        }
        let lines = days + [Shop.sale("9", "2026-05-06T10:00:00Z", quantity: units)]
        let found = Shop.ledger([Self.usual(4)], lines)
        #expect(found.standing.count == alerts)
        for alert in found.standing {
            #expect(
                alert.data.indicators[0].usual
                    == UsualReference(
                        median: try #require(ExactDecimal("2.5")), times: ExactDecimal(4), bound: "at_least",
                        windows: 4, over: "5d"))
            #expect(alert.data.indicators[0].purchases == ["f/S/1/9/1"])
            #expect(found.indicators(explaining: alert) == alert.data.indicators)
        }
    }

    /// Windows without a purchase do not take part, and too few leave it unknown.
    @Test(arguments: [(2, 1), (3, 0)]) func unknownWithFewWindows(least: Int, alerts: Int) {
        let lines = [
            // Before the five windows, then in two of them.
            Shop.sale("1", "2026-04-30T10:00:00Z"), Shop.sale("2", "2026-05-01T10:00:01Z"),
            Shop.sale("3", "2026-05-03T10:00:00Z"), Shop.sale("4", "2026-05-06T10:00:00Z", quantity: "9"),
        ]
        #expect(Shop.ledger([Self.usual(2, minWindows: least)], lines).standing.count == alerts)
    }

    /// What is usual for a store is so over all of its buyers.
    @Test func usualOfAStore() throws {
        var rule = Self.usual(3)
        rule.subject = .store
        let lines = (1...6).map { day in
            Shop.sale(
                "\(day)", "2026-05-0\(day)T10:00:00Z", quantity: day == 6 ? "3" : "1",
                card: ExactText("card \(day)"))
        }
        let alert = try #require(Shop.ledger([rule], lines).standing.only)
        #expect(alert.data.about?.store == "S")
        #expect(alert.time.description == "2026-05-06T10:00:00Z")
    }
}
