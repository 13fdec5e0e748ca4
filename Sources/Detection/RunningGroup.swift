import Purchases
import Rules

/// The value of one group of a part over the purchases that it looks at, kept as they come and go.
struct RunningGroup: Sendable {
    let group: Int
    let rule: Int
    /// Which part of the rule.
    let part: Int
    /// For a part without a window, the index of the receipt that it looks at.
    let receipt: Int?
    private var sum = ExactDecimal.zero
    private var values: [Int: Int] = [:]
    /// How many purchases it looks at.
    private(set) var present = 0
    /// When its owner last noted a change, and an entry.
    var changedAt = -1
    var enteredAt = -1

    init(group: Int, _ part: RulePart, receipt: Int?) {
        self.group = group
        rule = part.rule
        self.part = part.number
        self.receipt = receipt
    }

    mutating func enter(_ measurement: Measurement) {
        sum += measurement.added
        measurement.forEachValue { values[$0, default: 0] += 1 }
        present += 1
    }

    /// Takes out what entered once.
    mutating func leave(_ measurement: Measurement) {
        sum -= measurement.added
        measurement.forEachValue { value in
            let count = (values[value] ?? 1) - 1
            values[value] = count == 0 ? nil : count
        }
        present -= 1
    }

    func value(of measure: Measure) -> ExactDecimal {
        measure.isCounted ? ExactDecimal(values.count) : sum
    }

    /// Whether the part holds for it.
    func holds(_ part: RulePart) -> Bool { present > 0 && part.threshold.holds(value(of: part.measure)) }
}

extension Measure {
    /// Whether different values are counted; else what purchases add is summed.
    var isCounted: Bool {
        switch self {
        case .countReceipts, .distinct: true
        case .countPurchases, .sumMass, .sumVolume, .sumUnits, .sumAmount: false
        }
    }
}
