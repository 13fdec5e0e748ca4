import Purchases

/// What an indicator measured, in words, and by which purchases.
struct IndicatorText {
    let indicator: Indicator

    init(_ indicator: Indicator) { self.indicator = indicator }

    var lines: [String] {
        let group = indicator.group.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let suffix = group.isEmpty ? "" : " (" + group.joined(separator: ", ") + ")"
        var lines = [measured + netting + suffix]
        if let usual = indicator.usual {
            lines.append(
                "usual \(usual.median) (median of \(usual.windows) earlier windows in \(usual.over)), asked for"
                    + (usual.bound == "above" ? " more than" : "") + " \(usual.times) times that")
        }
        for condition in indicator.conditions ?? [] {
            lines.append("condition \(condition.condition): \(measured(condition))")
            lines.append("  by " + condition.purchases.map(\.string).joined(separator: ", "))
        }
        lines.append("by " + indicator.purchases.map(\.string).joined(separator: ", "))
        return lines
    }

    private var measured: String {
        switch indicator.measure {
        case "combine": "\(indicator.value) conditions hold, \(indicator.threshold) are enough"
        case "sequence": "\(indicator.value) steps in order"
        case "absent":
            "nothing that was awaited came" + (indicator.within.map { " within \($0)" } ?? "")
        default:
            comparison(
                indicator.measure, indicator.value, indicator.bound, indicator.threshold, indicator.unit)
                + window(indicator.within)
        }
    }

    /// What the rule leaves out of the netting, and what of its exceptions covers only a part.
    private var netting: String {
        let ignored = [indicator.returns.map { _ in "returns" }, indicator.voids.map { _ in "voids" }]
            .compactMap { $0 }
        var text = ignored.isEmpty ? "" : ", ignoring " + ignored.joined(separator: " and ")
        if let exceptions = indicator.unless {
            text += ", above what the " + exceptions.joined(separator: " or ") + " shown covers"
        }
        return text
    }

    private func measured(_ condition: IndicatorCondition) -> String {
        comparison(
            condition.measure, condition.value, condition.bound, condition.threshold, condition.unit)
            + window(condition.within)
    }

    private func comparison(
        _ measure: String, _ value: ExactDecimal, _ bound: String, _ threshold: ExactDecimal, _ unit: String
    ) -> String {
        // `distinct store` and `count purchases` say what they count.
        let unit = measure.hasSuffix(unit) ? "" : " \(unit)"
        return "\(measure) \(value)\(unit) \(bound == "above" ? ">" : "≥") \(threshold)\(unit)"
    }

    private func window(_ within: String?) -> String {
        within.map { " within \($0)" } ?? " on one receipt"
    }
}
