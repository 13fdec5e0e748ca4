import Purchases

/// How many alerts each value of a sweep gives.
package struct SweepCurve: Sendable, Encodable {
    package struct Point: Sendable, Encodable {
        package var value: String
        /// Grams, millilitres, seconds, or a bare number.
        package var number: ExactDecimal
        /// Alerts of the rule's pack.
        package var alerts: Int
        package var levels: [AlertTally.Level]
        /// Of those, the ones in which the rule holds.
        package var withRule: Int
        /// Of the rule, when there are labels.
        package var score: LabelReport.Score?

        enum CodingKeys: String, CodingKey {
            case value, number, alerts
            case levels = "by_level"
            case withRule = "with_rule"
            case score
        }
    }

    package var pack: String
    package var rule: String
    package var parameter: String
    /// What the pack has; nil where it has no such bound.
    package var current: String?
    package var points: [Point]

    package init(_ sweep: Sweep, points: [Point]) {
        pack = sweep.pack
        rule = sweep.rule
        parameter = sweep.parameter.rawValue
        current = sweep.current?.text
        self.points = points
    }
}

extension SweepCurve.Point {
    /// - Parameter alerts: what stands with the value.
    init(_ value: Sweep.Value, of sweep: Sweep, alerts: [StandingAlert], levels: [String], judge: LabelJudge?)
    {
        self.init(
            value: value.text, number: value.number, alerts: alerts.count,
            levels: AlertTally.levels(alerts, levels),
            withRule: alerts.count { alert in alert.data.indicators.contains { $0.rule == sweep.rule } },
            score: judge?.score(alerts, pack: sweep.pack, rule: sweep.rule))
    }
}
