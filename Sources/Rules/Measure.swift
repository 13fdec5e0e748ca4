import Purchases

/// What is measured over the purchases of a window (4.4).
package enum Measure: Sendable, Hashable {
    case countPurchases
    case countReceipts
    case sumMass
    case sumVolume
    case sumUnits
    /// Money adds within one currency only.
    case sumAmount(currency: ExactText)
    case distinct(Field)

    /// As an alert shows it.
    package var text: String {
        switch self {
        case .countPurchases: "count purchases"
        case .countReceipts: "count receipts"
        case .sumMass: "sum mass"
        case .sumVolume: "sum volume"
        case .sumUnits: "sum units"
        case .sumAmount: "sum amount"
        case .distinct(let field): "distinct \(field.name)"
        }
    }

    package var unit: String {
        switch self {
        case .countPurchases: "purchases"
        case .countReceipts: "receipts"
        case .sumMass: "g"
        case .sumVolume: "ml"
        case .sumUnits: "units"
        case .sumAmount(let currency): currency.string
        case .distinct(let field): field.name
        }
    }
}

/// The bound of a measure, from below only (4.3); mass in grams, volume in millilitres.
package struct Threshold: Sendable, Hashable {
    package enum Bound: String, Sendable, Hashable {
        case atLeast = "at_least"
        case above
    }

    package var value: ExactDecimal
    package var bound: Bound

    package init(value: ExactDecimal, bound: Bound) {
        self.value = value
        self.bound = bound
    }

    /// Whether a measured value holds.
    package func holds(_ measured: ExactDecimal) -> Bool {
        bound == .atLeast ? measured >= value : measured > value
    }

    /// How many doublings of the threshold a value has passed (5.2 c); 0 for a threshold of zero.
    package func doublings(_ measured: ExactDecimal) -> Int {
        guard value.millionths > 0 else { return 0 }
        var multiple = value.millionths
        var count = 0
        while true {
            multiple *= 2
            let passed = bound == .atLeast ? measured.millionths >= multiple : measured.millionths > multiple
            if !passed { return count }
            count += 1
        }
    }
}
