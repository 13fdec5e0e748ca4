/// A rule that holds, with its measured value and the purchases that made it hold (5.7).
package struct Indicator: Sendable, Hashable, Codable {
    package var rule: String
    package var title: String?
    package var score: Int
    package var measure: String
    package var value: ExactDecimal
    package var threshold: ExactDecimal
    package var bound: String
    package var unit: String
    package var within: String?
    package var group: [String: ExactText]
    package var purchases: [ExactText]
    /// The substances that counted, by purchase, when not all of a purchase's did.
    package var counted: [String: [ExactText]]?
    /// Of a combination alone: the conditions that hold, in the pack's order (4.7).
    package var conditions: [IndicatorCondition]?
    /// Of a rule with `usual` alone.
    package var usual: UsualReference?
    /// The rule's exceptions, `licence` and `professional`, where they cover a part of one of the purchases.
    package var unless: [String]?
    /// The steps of the netting that the rule leaves out; left out where it leaves none.
    package var returns: LeftOut?
    package var voids: LeftOut?

    package init(
        rule: String, title: String?, score: Int, measure: String, value: ExactDecimal,
        threshold: ExactDecimal, bound: String, unit: String, within: String?,
        group: [String: ExactText], purchases: [ExactText], counted: [String: [ExactText]]?,
        unless: [String]? = nil, returns: LeftOut? = nil, voids: LeftOut? = nil
    ) {
        self.rule = rule
        self.title = title
        self.score = score
        self.measure = measure
        self.value = value
        self.threshold = threshold
        self.bound = bound
        self.unit = unit
        self.within = within
        self.group = group
        self.purchases = purchases
        self.counted = counted
        self.unless = unless
        self.returns = returns
        self.voids = voids
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule, forKey: .rule)
        try container.encode(title, forKey: .title)
        try container.encode(score, forKey: .score)
        try container.encode(measure, forKey: .measure)
        try container.encode(value, forKey: .value)
        try container.encode(threshold, forKey: .threshold)
        try container.encode(bound, forKey: .bound)
        try container.encode(unit, forKey: .unit)
        try container.encode(within, forKey: .within)
        try container.encode(group, forKey: .group)
        try container.encode(purchases, forKey: .purchases)
        try container.encode(counted, forKey: .counted)
        // These stand where there is something to say; they are left out elsewhere.
        try container.encodeIfPresent(conditions, forKey: .conditions)
        try container.encodeIfPresent(usual, forKey: .usual)
        try container.encodeIfPresent(unless, forKey: .unless)
        try container.encodeIfPresent(returns, forKey: .returns)
        try container.encodeIfPresent(voids, forKey: .voids)
    }
}

/// A condition of a combination that holds.
package struct IndicatorCondition: Sendable, Hashable, Codable {
    /// Its place in the combination, from 1.
    package var condition: Int
    package var measure: String
    package var value: ExactDecimal
    package var threshold: ExactDecimal
    package var bound: String
    package var unit: String
    package var within: String?
    package var purchases: [ExactText]
    /// The substances that counted, by purchase, when not all of a purchase's did.
    package var counted: [String: [ExactText]]?

    package init(
        condition: Int, measure: String, value: ExactDecimal, threshold: ExactDecimal, bound: String,
        unit: String, within: String?, purchases: [ExactText], counted: [String: [ExactText]]?
    ) {
        self.condition = condition
        self.measure = measure
        self.value = value
        self.threshold = threshold
        self.bound = bound
        self.unit = unit
        self.within = within
        self.purchases = purchases
        self.counted = counted
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(condition, forKey: .condition)
        try container.encode(measure, forKey: .measure)
        try container.encode(value, forKey: .value)
        try container.encode(threshold, forKey: .threshold)
        try container.encode(bound, forKey: .bound)
        try container.encode(unit, forKey: .unit)
        try container.encode(within, forKey: .within)
        try container.encode(purchases, forKey: .purchases)
        try container.encode(counted, forKey: .counted)
    }
}

/// What was usual at the moment, over earlier windows of the rule's length.
package struct UsualReference: Sendable, Hashable, Codable {
    /// To six digits, halves away from zero.
    package var median: ExactDecimal
    /// The value is so many times the median (`bound`: `at_least` or `above`).
    package var times: ExactDecimal
    package var bound: String
    /// The earlier windows that hold a purchase.
    package var windows: Int
    package var over: String

    package init(median: ExactDecimal, times: ExactDecimal, bound: String, windows: Int, over: String) {
        self.median = median
        self.times = times
        self.bound = bound
        self.windows = windows
        self.over = over
    }
}
