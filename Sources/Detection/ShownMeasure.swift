import Purchases
import Rules

/// What a rule or one of its conditions measures, as indicators show it.
struct ShownMeasure: Sendable, Hashable {
    let measure: String
    let threshold: Threshold
    let unit: String
    /// Nil where there is no window.
    let within: String?

    init(_ part: RulePart) {
        measure = part.measure.text
        threshold = part.threshold
        unit = part.measure.unit
        within = part.windowText
    }

    init(_ rule: Rule) {
        func atLeast(_ count: Int) -> Threshold { Threshold(value: ExactDecimal(count), bound: .atLeast) }
        switch rule.form {
        case .measure:
            measure = rule.measure.text
            threshold = rule.threshold
            unit = rule.measure.unit
            within = rule.windowText
        case .combine(let least, _):
            measure = "combine"
            threshold = atLeast(least)
            unit = "conditions"
            within = nil
        case .sequence(let steps):
            measure = "sequence"
            threshold = atLeast(steps.count)
            unit = "steps"
            within = nil
        case .absent(let absence):
            measure = Rule.absentMeasure
            threshold = atLeast(1)
            unit = "absences"
            within = absence.withinText
        }
    }
}

extension Rule {
    /// The measure that absences show, and a word of their alerts' subjects (5.5).
    static let absentMeasure = "absent"
}
