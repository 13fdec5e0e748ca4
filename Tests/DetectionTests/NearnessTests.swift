import Detection
import Purchases
import Rules
import Testing

/// How near rules came, and why there is no alert.
@Suite struct NearnessTests {
    @Test func nearestMomentOfAWindow() throws {
        // 1, 2, 1 and 2 units within 48 hours of each other: the third moment sees 3, the last 3 again.
        let detector = Shop.ledger(
            [.made { $0.over(.hours(48), .sumUnits, atLeast: 4) }],
            [
                Shop.sale("1", "2026-05-01T10:00:00Z"),
                Shop.sale("2", "2026-05-02T10:00:00Z", quantity: "2"),
                Shop.sale("3", "2026-05-03T10:00:00Z"),
                Shop.sale("4", "2026-05-04T10:00:00Z", quantity: "2"),
            ])
        let found = try #require(detector.nearest().first)
        let nearest = try #require(found.nearest)
        #expect(found.purchases == 4 && found.held == 0)
        #expect(nearest.value == ExactDecimal(3) && nearest.threshold == ExactDecimal(4))
        #expect(nearest.time.description == "2026-05-02T10:00:00Z")
        #expect(nearest.percent == ExactDecimal(75) && !nearest.holds)
        #expect(nearest.purchases == ["f/S/1/1/1", "f/S/1/2/1"])
        #expect(nearest.buyer?.tokens == [Token(kind: "loyalty", value: "C")])
        #expect(detector.standing.isEmpty)
    }

    @Test func ruleWithoutPurchasesHasNoNearestMoment() throws {
        let detector = Shop.ledger(
            [.made { $0.condition = .equals(.store, ["elsewhere"]) }],
            [Shop.sale("1", "2026-05-01T10:00:00Z")])
        let found = try #require(detector.nearest().first)
        #expect(found.nearest == nil && found.purchases == 0 && found.held == 0)
    }

    /// Over random histories the nearest value is the greatest that any moment's own window gives, added up anew.
    @Test(arguments: 1...40) func agreesWithAddingUpEveryWindow(seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let start = EventTime(rfc3339: "2026-05-01T00:00:00Z") ?? .distantPast
        let sales = (1...30).map { number in
            let time = start + .hours(Int64(random(240)))
            return Shop.sale(
                "\(number)", time.description, quantity: "\(1 + random(4))", card: ExactText("C\(random(3))"))
        }
        let span = TimeSpan.hours(24)
        let detector = Shop.ledger([.made { $0.over(span, .sumUnits, atLeast: 9) }], sales)
        var greatest = ExactDecimal.zero
        var held: Set<String> = []
        for last in sales {
            var sum = ExactDecimal.zero
            for sale in sales where sale.tokens == last.tokens {
                guard sale.time <= last.time, sale.time > last.time - span else { continue }
                sum += sale.quantity ?? .zero
            }
            greatest = max(greatest, sum)
            if sum >= ExactDecimal(9) { held.insert("\(last.tokens[0].value) \(last.time)") }
        }
        let found = try #require(detector.nearest().first)
        #expect(found.nearest?.value == greatest)
        #expect(found.held == held.count)
        #expect(found.nearest?.holds == (greatest >= ExactDecimal(9)))
    }

    @Test func percentIsRoundedDown() {
        #expect(ExactDecimal(2).percent(of: ExactDecimal(3)) == ExactDecimal("66.6"))
        #expect(ExactDecimal(3).percent(of: ExactDecimal(3)) == ExactDecimal(100))
        #expect(ExactDecimal("2.999999")?.percent(of: ExactDecimal(3)) == ExactDecimal("99.9"))
        #expect(ExactDecimal(3).percent(of: .zero) == nil)
    }
}

@Suite struct WhyNotTests {
    private func answer(_ detector: Detector, _ name: String, rule: String? = nil) throws -> WhyNot {
        guard case .found(let answers) = detector.whyNot(name, rule: rule) else {
            throw Failed(name: name)
        }
        return try #require(answers.first)
    }

    private struct Failed: Error { var name: String }

    @Test func saysWhichPartFailed() throws {
        let restricted = Condition.all([
            .entry(EntryCondition(lists: ["a"], annexes: ["II"], aboveLimit: true)),
            .equals(.tender, ["card"]),
        ])
        let detector = Shop.ledger(
            [.made { $0.condition = restricted }],
            [Shop.sale("1", "2026-05-01T10:00:00Z", product: "m")])
        let found = try answer(detector, "f/S/1/1")
        #expect(found.kind == .receipt)
        let salt = try #require(found.rules[0].purchases[0].substances.last)
        #expect(salt.name == "Salt" && salt.verdict == .fails)
        #expect(
            salt.parts == [
                FailedPart(asks: "annex: II", found: "annex I", unknown: false),
                FailedPart(
                    asks: "above_limit: true", found: "5 % w/w (restricted above 5 %)", unknown: false),
                FailedPart(asks: "tender: card", found: "cash", unknown: false),
            ])
    }

    @Test func saysWhatIsMissing() throws {
        let rules = [
            Rule.made("limit") { $0.condition = .entry(EntryCondition(lists: ["a"], aboveLimit: true)) },
            Rule.made("mass") {
                $0.measure = .sumMass
                $0.threshold = Threshold(value: ExactDecimal(500), bound: .atLeast)
            },
        ]
        let detector = Shop.ledger(rules, [Shop.sale("1", "2026-05-01T10:00:00Z", product: "unknown")])
        let found = try answer(detector, "f/S/1/1/1")
        let limit = found.rules[0].purchases[0].substances[0]
        #expect(limit.verdict == .unknown)
        #expect(limit.parts.map(\.found) == ["concentration missing (restricted above 5 %)"])
        let mass = found.rules[1].purchases[0].substances[0]
        #expect(mass.verdict == .missing)
        #expect(mass.parts.map(\.found) == ["mass unknown: no concentration in the catalogue"])
        #expect(found.rules.allSatisfy { $0.nearest == nil } && found.best == nil)
    }

    @Test func saysWhatExcused() throws {
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z", card: "card-C") {
                $0.licence = Exemption(number: "L", until: LocalDay(iso: "2026-06-01"))
            },
            Shop.sale("2", "2026-05-02T10:00:00Z", card: "card-C") {
                $0.licence = Exemption(number: "L", until: LocalDay(iso: "2026-04-01"))
            },
        ]
        let detector = Shop.ledger([.made { $0.exceptions = [.licence] }], lines)
        let found = try answer(detector, "card-C", rule: "r")
        let verdicts = found.rules[0].purchases.map { $0.substances[0] }
        #expect(verdicts.map(\.verdict) == [.excused, .counts])
        #expect(verdicts.map { $0.shown.map(\.covers) } == [[true], [false]])
        #expect(verdicts[1].shown[0].because == "it expired on 2026-04-01, before 2026-05-02")
    }

    @Test func saysThatTheLevelWasReachedBefore() throws {
        let detector = Shop.ledger(
            [.made { $0.over(.hours(24), atLeast: 1) }],
            [Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-03T10:00:00Z")])
        let first = try answer(detector, "f/S/1/1").best
        let second = try #require(try answer(detector, "f/S/1/2").best)
        #expect(first?.outcome == .alert && first?.alert == detector.standing.first?.subject)
        #expect(second.outcome == .reachedBefore && second.level == "notice")
        #expect(second.before?.description == "2026-05-01T10:00:00Z")
        #expect(second.alert == detector.standing.first?.subject)
    }

    @Test func saysWhatBecameOfLines() throws {
        let detector = Shop.ledger(
            [.made()],
            [
                Shop.sale("1", "2026-05-01T10:00:00Z"),
                Shop.sale("1", "2026-05-01T10:00:00Z", line: "2", product: "q"),
                Shop.sale("1", "2026-05-01T10:00:00Z", line: "3", product: "bread"),
                Shop.sale("1", "2026-05-01T10:00:00Z", line: "4", product: "m", quantity: "3"),
                Shop.void("1", "2026-05-01T10:01:00Z", line: "9"),
                Shop.back("2", "2026-05-02T10:00:00Z", product: "q"),
                Shop.back("3", "2026-05-02T10:00:00Z", product: "m"),
            ])
        let found = try answer(detector, "f/S/1/1")
        #expect(found.lines.map(\.fate) == [.voided, .returned, .unlisted, .purchase, .amendment])
        #expect(found.lines[3].quantity == ExactDecimal(2) && found.lines[3].returned == ExactDecimal(1))
    }

    @Test func namesThatAreUnknownOrShort() throws {
        let detector = Shop.ledger(
            [.made()],
            [
                Shop.sale("1", "2026-05-01T10:00:00Z", card: "1234a"),
                Shop.sale("2", "2026-05-01T10:00:00Z", card: "1234b"),
            ])
        #expect(detector.whyNot("f/S/1/9").isUnknown && detector.whyNot("123").isUnknown)
        guard case .ambiguous(let keys) = detector.whyNot("1234") else {
            Issue.record("1234 is the beginning of two tokens")
            return
        }
        #expect(keys.count == 2)
        #expect(try answer(detector, "1234b").buyer?.tokens.map(\.value) == ["1234b"])
        #expect(try answer(detector, keys[0]).buyer?.key == keys[0])
    }
}

extension Detector.WhyNotAnswer {
    fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
}
