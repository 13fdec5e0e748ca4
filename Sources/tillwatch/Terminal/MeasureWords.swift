import Purchases

/// What rules measure, as a sentence says it.
enum MeasureWords {
    /// `3 different values of store`, `12000 g of substance`.
    static func amount(_ value: ExactDecimal, of measure: String, unit: String) -> String {
        let isOne = value == ExactDecimal(1)
        switch measure {
        case "count purchases": return "\(value) purchase\(isOne ? "" : "s")"
        case "count receipts": return "\(value) receipt\(isOne ? "" : "s")"
        case "sum mass": return "\(value) g of substance"
        case "sum volume": return "\(value) ml of product"
        case "combine": return "\(value) condition\(isOne ? "" : "s")"
        case "sequence": return "\(value) step\(isOne ? "" : "s") in order"
        case "absent": return value.isZero ? "nothing missing" : "a purchase that did not come"
        case "sum units": return "\(value) unit\(isOne ? "" : "s")"
        case "sum amount": return "\(value) \(unit) paid"
        case "distinct substance": return "\(value) different substance\(isOne ? "" : "s")"
        case _ where measure.hasPrefix("distinct "):
            return "\(value) different value\(isOne ? "" : "s") of \(unit)"
        default: return "\(value) \(unit)"
        }
    }

    /// `from 10000 g of substance on`.
    static func bound(_ threshold: ExactDecimal, _ bound: String, of measure: String, unit: String) -> String
    {
        let amount = amount(threshold, of: measure, unit: unit)
        return bound == "above" ? "above \(amount)" : "from \(amount) on"
    }

    /// With a blank before it where there is something to say.
    static func window(_ within: String?, of measure: String) -> String {
        switch within {
        case nil where ["combine", "sequence"].contains(measure): ""
        case nil: " on one receipt"
        case "calendar_day": " on one calendar day"
        case let within?: " within \(within)"
        }
    }

    static func usual(
        median: ExactDecimal, windows: Int, over: String, times: ExactDecimal, bound: String
    ) -> String {
        "usual is \(median), the median of \(windows) earlier windows within \(over); it asks for \(bound == "above" ? "more than " : "")\(times) times that"
    }

    static func group(_ group: [String: ExactText]) -> String {
        group.isEmpty
            ? ""
            : " (" + group.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
                + ")"
    }

    static func percent(_ value: ExactDecimal, of threshold: ExactDecimal) -> String {
        value.percent(of: threshold).map { ", \($0) % of it" } ?? ""
    }
}
