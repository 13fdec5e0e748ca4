import Purchases
import Rules

/// What one pack raises and another does not, over the same past.
package struct LedgerComparison: Sendable, Encodable {
    /// The packs compared: one of each side, or of one side alone.
    package struct Pair: Sendable, Encodable {
        package var before: PackName?
        package var after: PackName?
        package var differences: PackDifferences?

        package init(before: PackName?, after: PackName?, differences: PackDifferences?) {
            self.before = before
            self.after = after
            self.differences = differences
        }
    }

    package struct PackName: Sendable, Encodable, Hashable {
        package var id: String
        package var version: String

        package init(_ pack: Pack) {
            id = pack.id
            version = pack.version
        }
    }

    package var packs: [Pair]
    package var before: Int
    package var after: Int
    package var unchanged: Int
    /// In order of (time, subject), each.
    package var raised: [LedgerDifference]
    package var gone: [LedgerDifference]
    package var changed: [LedgerDifference]

    /// Alerts with one subject are one alert; those that differ in what is about rules are changed.
    ///
    /// - Parameters:
    ///   - state: what the packs of a side made of an alert's moment, where no alert of theirs stands.
    package init(
        before: [StandingAlert], after: [StandingAlert], packs: [Pair],
        state: (Side, StandingAlert) -> OtherState?
    ) {
        self.packs = packs
        self.before = before.count
        self.after = after.count
        let old = Dictionary(before.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        let differences = Dictionary(
            packs.compactMap { pair in pair.after.flatMap { after in pair.differences.map { (after.id, $0) } }
            },
            uniquingKeysWith: { first, _ in first })
        raised = after.filter { old[$0.subject] == nil }.map {
            LedgerDifference(raised: $0, differences: differences[$0.data.pack.id], other: state(.before, $0))
        }
        gone = before.filter { new[$0.subject] == nil }.map {
            LedgerDifference(gone: $0, differences: differences[$0.data.pack.id], other: state(.after, $0))
        }
        changed = after.compactMap { alert in
            old[alert.subject].flatMap {
                LedgerDifference(from: $0, to: alert, differences: differences[alert.data.pack.id])
            }
        }
        unchanged = after.count - raised.count - changed.count
    }

    package enum Side: Sendable { case before, after }
}

/// What a rule measured at a moment.
package struct RuleValue: Sendable, Hashable, Encodable {
    package var value: ExactDecimal
    package var threshold: ExactDecimal
    package var bound: String
    package var measure: String
    package var unit: String
    package var holds: Bool
    package var points: Int?
    /// Of which part it is, as in an indicator.
    package var group: [String: ExactText]

    package init(
        value: ExactDecimal, threshold: ExactDecimal, bound: String, measure: String, unit: String,
        holds: Bool, points: Int? = nil, group: [String: ExactText] = [:]
    ) {
        self.value = value
        self.threshold = threshold
        self.bound = bound
        self.measure = measure
        self.unit = unit
        self.holds = holds
        self.points = points
        self.group = group
    }

    package init(_ indicator: Indicator) {
        self.init(
            value: indicator.value, threshold: indicator.threshold, bound: indicator.bound,
            measure: indicator.measure, unit: indicator.unit, holds: true, points: indicator.score,
            group: indicator.group)
    }

    /// Of each rule its strongest part, with the points of all.
    static func byRule(_ indicators: [Indicator]) -> [String: RuleValue] {
        var values: [String: RuleValue] = [:]
        for indicator in indicators {
            var value = RuleValue(indicator)
            if let known = values[indicator.rule] {
                let points = (known.points ?? 0) + indicator.score
                value = known.value >= value.value ? known : value
                value.points = points
            }
            values[indicator.rule] = value
        }
        return values
    }

    /// `10.4 kg, at least 10 kg asked`.
    var text: String {
        let asked = SpokenMeasure.asked(threshold, bound: bound, measure: measure, unit: unit)
        return "\(SpokenMeasure.amount(value, measure: measure, unit: unit)), \(asked)"
    }
}
