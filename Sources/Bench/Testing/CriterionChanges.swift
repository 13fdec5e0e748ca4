import Purchases
import Rules

/// Changes of a measure with its threshold and its window.
struct CriterionChanges {
    let measure: Measure
    let threshold: Threshold
    let window: Rule.Window
    let text: String?

    var thresholds: [Change<Threshold>] {
        // Units are sold whole where the bound is whole.
        let isWhole =
            measure.countsWhole || measure == .sumUnits && threshold.value.millionths % 1_000_000 == 0
        return NumberChanges.threshold(
            threshold, whole: isWhole, step: NumberChanges.step(threshold.value, whole: isWhole),
            unit: measure.unit
        ).filter { !isWhole || $0.part.value >= ExactDecimal(threshold.bound == .above ? 0 : 1) }
    }

    var windows: [Change<(window: Rule.Window, text: String?)>] {
        switch window {
        case .receipt: return []
        case .calendarDay:
            return [
                Change(
                    name: "within -> 24h", text: "calendar_day → 24h",
                    part: (.span(TimeSpan(seconds: 86_400)), "24h")),
                Change(name: "within dropped", text: "one receipt", part: (.receipt, nil)),
            ]
        case .span(let span):
            return NumberChanges.span(span, text ?? "s").map { change in
                change.map("within ") { part in (.span(part.span), part.text) }
            } + [Change(name: "within dropped", text: "one receipt", part: (.receipt, nil))]
        }
    }

    /// What is easily taken for another: a line for a receipt, values for lines.
    var measures: [Change<Measure>] {
        let other: [Measure] =
            switch measure {
            case .countPurchases: [.countReceipts]
            case .countReceipts: [.countPurchases]
            case .distinct: [.countPurchases, .countReceipts]
            default: []
            }
        // One of anything is one of the other.
        if threshold.value <= ExactDecimal(1), threshold.bound == .atLeast { return [] }
        return other.map {
            Change(name: "measure -> \($0.text)", text: "\(measure.text) → \($0.text)", part: $0)
        }
    }
}
