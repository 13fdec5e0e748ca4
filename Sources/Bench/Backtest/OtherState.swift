import Detection
import Purchases

/// What a side made of a moment at which no alert of it stands.
package struct OtherState: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        /// No rule held with a purchase of the moment, or the score was below the lowest level.
        case below
        /// An earlier moment within `quiet` had reached as much.
        case reachedBefore(EventTime?)
    }

    package var outcome: Outcome
    /// The highest value of each rule there that measured anything.
    package var rules: [String: RuleValue]

    package init(outcome: Outcome, rules: [String: RuleValue]) {
        self.outcome = outcome
        self.rules = rules
    }

    /// What a detector made of the moment of an alert that stands elsewhere; nil where nothing is left of it there.
    init?(_ alert: StandingAlert, in detector: Detector) {
        guard let state = detector.state(ofMomentOf: alert) else { return nil }
        switch state.outcome {
        case .alert: return nil
        case .below: outcome = .below
        case .reachedBefore(let time): outcome = .reachedBefore(time)
        }
        rules = Dictionary(
            state.rules.map { ($0.rule, RuleValue($0.nearness)) }, uniquingKeysWith: { first, _ in first })
    }
}

extension RuleValue {
    /// Its points are not known: they depend on how many values of `each` hold.
    init(_ nearness: Nearness) {
        self.init(
            value: nearness.value, threshold: nearness.threshold, bound: nearness.bound,
            measure: nearness.measure, unit: nearness.unit, holds: nearness.holds,
            group: nearness.group)
    }
}
