import Purchases

/// How near a rule of a pack came to holding, over all subjects.
package struct RuleNearness: Sendable, Hashable, Codable {
    package var pack: String
    package var version: String
    package var rule: String
    package var title: String?
    package var score: Int
    /// How many purchases match its `where`, are not excused and have what it measures.
    package var purchases: Int
    /// At how many moments of subjects it held with a purchase of the moment behind it.
    package var held: Int
    /// Nil when no purchase ever counted.
    package var nearest: Nearness?
}

/// A rule at one moment of one subject, in one of its groups: what it measured there, against what it asks.
package struct Nearness: Sendable, Hashable, Codable {
    /// Exactly one of `buyer` and `about` is there.
    package var buyer: BuyerReference?
    package var about: AboutReference?
    package var time: EventTime
    /// As in an indicator.
    package var group: [String: ExactText]
    package var holds: Bool
    package var measure: String
    package var value: ExactDecimal
    package var threshold: ExactDecimal
    package var bound: String
    package var unit: String
    package var within: String?
    /// The value in percent of the threshold, one decimal, rounded down; nil for a threshold of zero.
    package var percent: ExactDecimal?
    /// The purchases behind the value, in order of (time, key).
    package var purchases: [ExactText]
    /// All conditions of a combination, or all steps of a sequence, in the pack's order.
    package var conditions: [Progress] = []
    package var usual: UsualProgress?
    /// Until when a purchase that a rule awaits is not yet missing.
    package var pendingUntil: EventTime?

    enum CodingKeys: String, CodingKey {
        case buyer, about, time, group, holds, measure, value, threshold, bound, unit, within, percent,
            purchases
        case conditions, usual
        case pendingUntil = "pending_until"
    }
}

/// How far one condition of a combination, or one step of a sequence, had come.
package struct Progress: Sendable, Hashable, Codable {
    /// Its place, from 1.
    package var number: Int
    package var holds: Bool
    package var measure: String
    package var value: ExactDecimal
    package var threshold: ExactDecimal
    package var bound: String
    package var unit: String
    package var within: String?
    package var percent: ExactDecimal?
    package var purchases: [ExactText]

    package init(
        number: Int, holds: Bool, measure: String, value: ExactDecimal, threshold: ExactDecimal,
        bound: String,
        unit: String, within: String?, percent: ExactDecimal?, purchases: [ExactText]
    ) {
        self.number = number
        self.holds = holds
        self.measure = measure
        self.value = value
        self.threshold = threshold
        self.bound = bound
        self.unit = unit
        self.within = within
        self.percent = percent
        self.purchases = purchases
    }
}

/// What a rule with `usual` compared its value with.
package struct UsualProgress: Sendable, Hashable, Codable {
    /// Nil: unknown, since fewer earlier windows held a purchase than the rule needs.
    package var median: ExactDecimal?
    package var times: ExactDecimal
    package var bound: String
    /// Earlier windows that held a purchase, and how many the rule needs.
    package var windows: Int
    package var needed: Int
    package var over: String
    /// The value in percent of so many times the median.
    package var percent: ExactDecimal?
    package var holds: Bool
}
