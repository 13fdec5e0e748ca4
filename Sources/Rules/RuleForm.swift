import Purchases

/// What makes a rule hold at a moment.
package enum Form: Sendable, Hashable {
    /// The rule's own measure reaches its threshold (4.3).
    case measure
    /// At least so many of the conditions hold there, each over its own window (4.7).
    case combine(atLeast: Int, of: [Criterion])
    /// Purchases of different moments, one for each step, the last in this moment (4.7); at least two steps.
    case sequence([Step])
    /// A purchase that another one did not follow in time (4.7).
    case absent(Absence)
}

/// One condition of a combination: a measure with its own threshold and window.
package struct Criterion: Sendable, Hashable {
    package var condition: Condition
    package var measure: Measure
    package var threshold: Threshold
    package var window: Rule.Window
    /// `within` as the pack writes it; nil for `.receipt`.
    package var windowText: String?

    package init(
        condition: Condition, measure: Measure = .countPurchases,
        threshold: Threshold = Threshold(value: ExactDecimal(1), bound: .atLeast),
        window: Rule.Window = .receipt, windowText: String? = nil
    ) {
        self.condition = condition
        self.measure = measure
        self.threshold = threshold
        self.window = window
        self.windowText = windowText
    }
}

/// One step of a sequence.
package struct Step: Sendable, Hashable {
    package var condition: Condition
    /// How much later than the step before it may lie, both ends included; nil for the first step alone.
    package var within: TimeSpan?
    package var withinText: String?

    package init(condition: Condition, within: TimeSpan? = nil, withinText: String? = nil) {
        self.condition = condition
        self.within = within
        self.withinText = withinText
    }
}

/// What must follow a purchase, and by when.
package struct Absence: Sendable, Hashable {
    /// The purchase that awaits another.
    package var after: Condition
    /// The one that it awaits.
    package var awaited: Condition
    /// How much later than the awaiting one that may lie, both ends included; then the deadline has passed.
    package var within: TimeSpan
    package var withinText: String

    package init(after: Condition, awaited: Condition, within: TimeSpan, withinText: String) {
        self.after = after
        self.awaited = awaited
        self.within = within
        self.withinText = withinText
    }
}

/// How far a measure must stand out from what is usual for the rule's subject (`docs/RULES.md`, usual).
package struct Usual: Sendable, Hashable {
    /// How far back the earlier windows reach from the start of the window at hand.
    package var over: TimeSpan
    package var overText: String
    /// How many times the median of the earlier windows; `6x`.
    package var times: Threshold
    /// With fewer earlier windows that hold a purchase it is unknown what is usual.
    package var minWindows: Int

    package init(over: TimeSpan, overText: String, times: Threshold, minWindows: Int) {
        self.over = over
        self.overText = overText
        self.times = times
        self.minWindows = minWindows
    }
}
