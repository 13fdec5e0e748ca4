import Purchases

/// What rules measure, as a sentence says it.
enum SpokenMeasure {
    /// `12.4 kg`, `3 receipts`, `5 different stores`.
    static func amount(_ value: ExactDecimal, measure: String, unit: String) -> String {
        let plural = value == ExactDecimal(1) ? "" : "s"
        switch measure {
        case "count purchases": return "\(value) purchase\(plural)"
        case "count receipts": return "\(value) receipt\(plural)"
        case "sum units": return "\(value) unit\(plural)"
        case "combine": return "\(value) condition\(plural)"
        case "sequence": return "\(value) step\(plural)"
        case "absent": return "\(value) absence\(plural)"
        case _ where measure.hasPrefix("distinct "):
            return "\(value) different \(unit)\(plural)"
        default: return scaled(value, unit)
        }
    }

    /// Grams and millilitres in the size that a person reads.
    static func scaled(_ value: ExactDecimal, _ unit: String) -> String {
        let large = ["g": "kg", "ml": "l"][unit]
        let thousand = ExactDecimal(1000)
        guard let large, value.magnitude >= thousand, value.millionths % 1000 == 0 else {
            return "\(value) \(unit)"
        }
        return "\(ExactDecimal(millionths: value.millionths / 1000)) \(large)"
    }

    static func window(_ within: String?, measure: String) -> String {
        switch within {
        case nil where ["combine", "sequence"].contains(measure): ""
        case nil: " on one receipt"
        case "calendar_day": " on one calendar day"
        case let within?: " within \(within)"
        }
    }

    /// ` (substance 7722-84-1)`; empty without groups.
    static func group(_ group: [String: ExactText]) -> String {
        guard !group.isEmpty else { return "" }
        let parts = group.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return " (" + parts.joined(separator: ", ") + ")"
    }

    /// `at least 10 kg asked`; counted things are not named again.
    static func asked(_ threshold: ExactDecimal, bound: String, measure: String, unit: String) -> String {
        let word = bound == "above" ? "more than" : "at least"
        let isCounted = measure.hasPrefix("count ") || measure.hasPrefix("distinct ") || unit == "conditions"
        return "\(word) \(isCounted ? "\(threshold)" : amount(threshold, measure: measure, unit: unit)) asked"
    }
}
