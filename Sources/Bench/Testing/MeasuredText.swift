import Purchases
import Rules

/// A measured value as a person writes it: `9.5 kg`, `3`, `12.5 EUR`.
func measuredText(_ value: ExactDecimal, unit: String) -> String {
    let large = ["g": "kg", "ml": "l"][unit]
    if let large {
        let thousand: Int128 = 1_000
        if value.millionths >= thousand * 1_000_000, value.millionths % thousand == 0 {
            return "\(ExactDecimal(millionths: value.millionths / thousand)) \(large)"
        }
        return "\(value) \(unit)"
    }
    let isMoney = unit.utf8.count == 3 && unit.utf8.allSatisfy { (65...90).contains($0) }
    return isMoney ? "\(value) \(unit)" : "\(value)"
}

extension Rule {
    /// The unit that alerts show its value in.
    var unit: String {
        switch form {
        case .measure: measure.unit
        case .combine: "conditions"
        case .sequence: "steps"
        case .absent: "absences"
        }
    }

    /// What its value must reach.
    var bound: Threshold {
        switch form {
        case .measure: threshold
        case .combine(let least, _): Threshold(value: ExactDecimal(least), bound: .atLeast)
        case .sequence(let steps): Threshold(value: ExactDecimal(steps.count), bound: .atLeast)
        case .absent: Threshold(value: ExactDecimal(1), bound: .atLeast)
        }
    }
}
