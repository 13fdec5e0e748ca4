import Purchases
import Rules

/// The value of one group of a part over the purchases that are in its window, kept as they come and go.
struct RunningGroup: Sendable {
    private struct Evidence: Sendable {
        let line: CountedLine
        let expiry: EventTime
    }

    let group: Int
    let rule: Int
    /// Which part of the rule.
    let part: Int
    /// For a part without a window, the index of the receipt that it looks at.
    let receipt: Int?
    private var sum = ExactDecimal.zero
    private var values: [Int: Int] = [:]
    private var evidence: [Evidence] = []
    /// Evidence before this position has left.
    private var first = 0
    /// How many purchases are in the window.
    private(set) var present = 0

    init(_ contribution: Contribution, receipt: Int?) {
        group = contribution.group
        rule = contribution.rule
        part = contribution.part
        self.receipt = receipt
    }

    mutating func enter(_ contribution: Contribution, line: Int) {
        sum += contribution.added
        for value in contribution.values { values[value, default: 0] += 1 }
        let counted = CountedLine(line: line, counted: contribution.counted)
        evidence.append(Evidence(line: counted, expiry: contribution.expiry))
        present += 1
    }

    /// Takes out a purchase whose expiry has come.
    mutating func leave(_ contribution: Contribution, at time: EventTime) {
        sum -= contribution.added
        for value in contribution.values {
            let count = (values[value] ?? 1) - 1
            values[value] = count == 0 ? nil : count
        }
        present -= 1
        while first < evidence.count, evidence[first].expiry <= time { first += 1 }
        if first > 32, first * 2 > evidence.count {
            evidence.removeFirst(first)
            first = 0
        }
    }

    func value(of measure: Measure) -> ExactDecimal {
        measure.isCounted ? ExactDecimal(values.count) : sum
    }

    /// Whether the part holds for it.
    func holds(_ part: RulePart) -> Bool { present > 0 && part.threshold.holds(value(of: part.measure)) }

    /// The purchases in the window at a time to which it was brought.
    func evidence(at time: EventTime) -> [CountedLine] {
        // Nothing leaves the look at one receipt.
        (receipt == nil ? evidence[first...].filter { $0.expiry > time } : evidence).map(\.line)
    }
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
