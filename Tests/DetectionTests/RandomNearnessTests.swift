import Detection
import Purchases
import Rules
import Testing

/// How near rules of every form came, compared with what the ledger makes of them.
@Suite struct RandomNearnessTests {
    /// A seed that a failure names is put here to see it again.
    private static let seeds: [UInt64] = (0..<150).map { _ in UInt64.random(in: 0..<UInt64.max) }

    /// With a level that everything reaches and no memory, a rule's moments are the alerts of a pack of it alone.
    @Test(arguments: seeds) func momentsAreTheLedgers(seed: UInt64) throws {
        var random = RandomForms(seed: seed)
        let rule = random.rule("r")
        let lines = random.sales(25)
        var pack = Shop.pack([rule], levels: [Level(name: "any", threshold: 1)])
        pack.quiet = TimeSpan(microseconds: 1)
        var detector = Shop.detector([pack])
        _ = detector.apply(Shop.journalled(lines))
        let found = try #require(detector.nearest().first)
        #expect(found.held == detector.standing.count, "seed \(seed)")
        let indicators = detector.standing.flatMap(\.data.indicators)
        guard !indicators.isEmpty else {
            #expect(found.nearest?.holds != true, "seed \(seed)")
            return
        }
        let nearest = try #require(found.nearest, "seed \(seed)")
        #expect(nearest.holds, "seed \(seed)")
        if rule.form == .measure, rule.usual == nil {
            #expect(nearest.value == indicators.map(\.value).max(), "seed \(seed)")
        }
        // What is shown is what an alert of the same time and group shows.
        let same = detector.standing.filter { $0.time == nearest.time }.flatMap(\.data.indicators)
            .filter { $0.group == nearest.group && $0.value == nearest.value }
        let isShown = same.contains { indicator in
            indicator.usual?.median == nearest.usual?.median
                && (rule.form.isCombination
                    || indicator.purchases.allSatisfy(nearest.purchases.contains))
        }
        #expect(isShown, "seed \(seed)")
    }

    @Test func conditionsShowTheirProgress() throws {
        let rule = Rule.made {
            $0.form = .combine(
                atLeast: 2,
                of: [
                    Criterion(condition: .equals(.product, ["p"])),
                    Criterion(
                        condition: .equals(.product, ["q"]), measure: .sumMass,
                        threshold: Threshold(value: ExactDecimal(1000), bound: .atLeast),
                        window: .span(.hours(24)), windowText: "24h"),
                    Criterion(condition: .equals(.product, ["spirit"])),
                ])
        }
        let detector = Shop.ledger(
            [rule],
            [
                Shop.sale("1", "2026-05-01T10:00:00Z", product: "q"),
                Shop.sale("2", "2026-05-01T12:00:00Z"),
            ])
        let nearest = try #require(detector.nearest().first?.nearest)
        #expect(!nearest.holds && nearest.value == ExactDecimal(1) && nearest.percent == ExactDecimal(50))
        #expect(nearest.conditions.map(\.holds) == [true, false, false])
        #expect(nearest.conditions.map(\.percent) == [100, 50, 0].map { ExactDecimal($0) })
        #expect(nearest.conditions[1].purchases == ["f/S/1/1/1"])
    }

    @Test func stepsAndWhatIsAwaited() throws {
        let rules = [
            Rule.made("chain") {
                $0.form = .sequence([
                    Step(condition: .equals(.product, ["p"])),
                    Step(condition: .equals(.product, ["q"]), within: .hours(2), withinText: "2h"),
                    Step(condition: .equals(.product, ["p"]), within: .hours(2), withinText: "2h"),
                ])
            },
            Rule.made("waits") {
                $0.form = .absent(
                    Absence(
                        after: .equals(.product, ["p"]), awaited: .equals(.product, ["q"]), within: .hours(3),
                        withinText: "3h"))
            },
        ]
        let lines = [
            Shop.sale("1", "2026-05-01T10:00:00Z"), Shop.sale("2", "2026-05-01T12:00:00Z", product: "q"),
            Shop.sale("3", "2026-05-01T14:30:00Z"),
        ]
        let found = Shop.ledger(rules, lines).nearest()
        let chain = try #require(found[0].nearest)
        #expect(chain.value == ExactDecimal(2) && chain.time.description == "2026-05-01T12:00:00Z")
        #expect(chain.conditions.map(\.holds) == [true, true, false])
        #expect(chain.purchases == ["f/S/1/1/1", "f/S/1/2/1"])
        let waits = try #require(found[1].nearest)
        #expect(!waits.holds && waits.pendingUntil?.description == "2026-05-01T17:30:00Z")
        #expect(waits.purchases == ["f/S/1/3/1"])
        let later = Shop.ledger(rules, lines + [Shop.sale("4", "2026-05-02T10:00:00Z", card: "D")]).nearest()
        #expect(later[1].nearest?.holds == true && later[1].nearest?.pendingUntil == nil)
    }

    @Test func whatIsUsualIsToldOrMissing() throws {
        let rule = Rule.made {
            $0.over(.hours(24), .sumUnits, atLeast: 1)
            $0.usual = Usual(
                over: .hours(24 * 10), overText: "10d",
                times: Threshold(value: ExactDecimal(6), bound: .atLeast), minWindows: 3)
        }
        func sales(_ quantities: [Int]) -> [Line] {
            quantities.enumerated().map { day, quantity in
                Shop.sale("\(day)", "2026-05-0\(day + 1)T10:00:00Z", quantity: "\(quantity)")
            }
        }
        let known = try #require(Shop.ledger([rule], sales([2, 3, 1, 9])).nearest().first?.nearest)
        #expect(!known.holds && known.value == ExactDecimal(9))
        #expect(known.usual?.median == ExactDecimal(2) && known.usual?.percent == ExactDecimal(75))
        #expect(known.usual?.windows == 3)
        let unknown = try #require(Shop.ledger([rule], sales([2, 30])).nearest().first?.nearest)
        #expect(!unknown.holds && unknown.value == ExactDecimal(30))
        #expect(unknown.usual?.median == nil && unknown.usual?.windows == 1 && unknown.usual?.needed == 3)
    }

    @Test func verdictsNameTheCondition() throws {
        let rule = Rule.made {
            $0.form = .combine(
                atLeast: 2,
                of: [
                    Criterion(condition: .equals(.product, ["p"])),
                    Criterion(condition: .equals(.tender, ["card"])),
                ])
        }
        let detector = Shop.ledger(
            [rule],
            [
                Shop.sale("1", "2026-05-01T10:00:00Z"),
                Shop.sale("1", "2026-05-01T10:00:00Z", line: "2", product: "q"),
            ])
        guard case .found(let answers) = detector.whyNot("f/S/1/1"), let answer = answers.first else {
            Issue.record("the receipt is there")
            return
        }
        let verdicts = answer.rules[0].purchases.map { $0.substances[0] }
        #expect(verdicts.map(\.verdict) == [.counts, .fails] && verdicts.map(\.conditions) == [[1], []])
        #expect(verdicts[1].parts.map(\.asks) == ["condition 1: product: p"])
    }
}

extension Form {
    fileprivate var isCombination: Bool { if case .combine = self { true } else { false } }
}
