import Purchases

/// What an indicator measured and what its rule asks, in sentences.
struct IndicatorWords {
    private let indicator: Indicator

    init(_ indicator: Indicator) { self.indicator = indicator }

    var lines: [String] {
        var lines = [measured + MeasureWords.group(indicator.group) + ";", asked]
        if let usual = indicator.usual {
            lines.append(
                MeasureWords.usual(
                    median: usual.median, windows: usual.windows, over: usual.over, times: usual.times,
                    bound: usual.bound) + "."
            )
        }
        for condition in indicator.conditions ?? [] {
            let amount = MeasureWords.amount(condition.value, of: condition.measure, unit: condition.unit)
            let bound = MeasureWords.bound(
                condition.threshold, condition.bound, of: condition.measure, unit: condition.unit)
            lines.append(
                "condition \(condition.condition): \(amount)\(MeasureWords.window(condition.within, of: condition.measure)); holds \(bound)\(MeasureWords.percent(condition.value, of: condition.threshold)),"
            )
            lines.append("  by \(condition.purchases.map(\.string).joined(separator: ", "))")
        }
        let ignored = [indicator.returns.map { _ in "returns" }, indicator.voids.map { _ in "voids" }]
        let steps = ignored.compactMap(\.self).joined(separator: " and ")
        if !steps.isEmpty { lines.append("The rule counts as if there were no \(steps).") }
        if let exceptions = indicator.unless {
            lines.append("Only what lies above the \(exceptions.joined(separator: " or ")) shown counts.")
        }
        return lines
    }

    private var measured: String {
        switch indicator.measure {
        case "combine": return "\(indicator.value) of its conditions hold at once"
        case "sequence": return "\(indicator.value) steps, one after the other"
        case "absent":
            return "what these purchases await did not come within \(indicator.within ?? "its time")"
        default:
            let amount = MeasureWords.amount(indicator.value, of: indicator.measure, unit: indicator.unit)
            return amount + MeasureWords.window(indicator.within, of: indicator.measure)
        }
    }

    private var asked: String {
        switch indicator.measure {
        case "combine": return "the rule holds from \(indicator.threshold) conditions on."
        case "sequence": return "the rule has \(indicator.threshold) steps."
        case "absent": return "the rule holds when the time is over."
        default:
            let bound = MeasureWords.bound(
                indicator.threshold, indicator.bound, of: indicator.measure, unit: indicator.unit)
            return "the rule holds \(bound)\(MeasureWords.percent(indicator.value, of: indicator.threshold))."
        }
    }
}
