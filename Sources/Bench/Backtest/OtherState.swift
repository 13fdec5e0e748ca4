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
    /// What the moment scored; nil where no rule held with a purchase of it.
    package var score: Int?
    /// What the rules measured that hold there; empty where none does with a purchase of the moment.
    package var holding: [String: RuleValue]
    /// The highest value of each rule that measured a purchase of the moment.
    package var measured: [String: RuleValue]

    package init(
        outcome: Outcome, score: Int? = nil, holding: [String: RuleValue] = [:],
        measured: [String: RuleValue] = [:]
    ) {
        self.outcome = outcome
        self.score = score
        self.holding = holding
        self.measured = measured
    }

    /// What there is to compare with a rule's value on the side of the alert; nil when nothing is known.
    func value(of rule: String, like own: RuleValue) -> RuleValue? {
        if let value = holding[rule] { return value }
        // What another part of the rule measured says nothing about this one.
        return measured[rule].flatMap { $0.group == own.group ? $0 : nil }
    }

    /// What a detector made of the moment of an alert that stands elsewhere; nil where nothing is left of it there.
    init?(_ alert: StandingAlert, in detector: Detector) {
        guard let state = detector.state(ofMomentOf: alert) else { return nil }
        switch state.outcome {
        case .alert: return nil
        case .below: outcome = .below
        case .reachedBefore(let time): outcome = .reachedBefore(time)
        }
        score = state.score
        holding = RuleValue.byRule(state.indicators)
        measured = Dictionary(
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
