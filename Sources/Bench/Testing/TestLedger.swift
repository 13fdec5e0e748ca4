import Detection
import Purchases
import Rules

/// What packs make of the purchases of a test.
struct TestLedger {
    /// The alerts that stand.
    let alerts: [StandingAlert]
    let labels: [ExactText: ExactText]

    init(_ packs: [Pack], _ test: TestCase) {
        var detector = Detector(packs: packs, installation: "test", catalogue: "test", timezones: "test")
        _ = detector.apply(test.lines)
        alerts = detector.standing
        labels = test.labels
    }

    private init(alerts: [StandingAlert], labels: [ExactText: ExactText]) {
        self.alerts = alerts
        self.labels = labels
    }

    /// The labels of the buyers whose purchases are behind an alert, in bytewise order.
    func buyers(of alert: StandingAlert) -> [ExactText] {
        Set(alert.data.purchases.compactMap { labels[$0.key] }).sorted()
    }
}

extension TestLedger {
    /// Every moment at which a rule holds, as an alert of a pack whose every point is a level and that forgets at once.
    ///
    /// Scores are 1, so that a rule that holds is seen whatever it is worth.
    static func moments(_ packs: [Pack], _ test: TestCase) -> TestLedger {
        TestLedger(packs.map(seeingAll), test)
    }

    /// The same, of rules that hold from the first purchase on: how far each came.
    static func reach(_ packs: [Pack], _ test: TestCase) -> TestLedger {
        TestLedger(
            packs.map { pack in
                var pack = seeingAll(pack)
                pack.rules = pack.rules.map(unbounded)
                return pack
            }, test)
    }

    private static func seeingAll(_ pack: Pack) -> Pack {
        var pack = pack
        pack.levels = [Level(name: "held", threshold: 1)]
        pack.quiet = TimeSpan(microseconds: 1)
        pack.rules = pack.rules.map { rule in
            var rule = rule
            rule.score = 1
            rule.cap = nil
            return rule
        }
        return pack
    }

    /// The rule with the least bound there is, where its value grows with purchases.
    private static func unbounded(_ rule: Rule) -> Rule {
        var rule = rule
        rule.usual = nil
        switch rule.form {
        case .measure: rule.threshold = Threshold(value: .zero, bound: .above)
        case .combine(_, let criteria): rule.form = .combine(atLeast: 1, of: criteria)
        case .sequence, .absent: break
        }
        return rule
    }
}
