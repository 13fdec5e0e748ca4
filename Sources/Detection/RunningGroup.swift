import Purchases
import Rules

/// The value of one group over the purchases that are in its window, kept as they come and go.
struct RunningGroup: Sendable {
    /// A purchase behind the value.
    struct Evidence: Sendable {
        let line: Int
        let expiry: EventTime
        /// The positions of the substances that counted; nil when all did.
        let counted: [Int]?
    }

    let group: Int
    let rule: Int
    /// For a rule without a window, the index of the receipt that it looks at.
    let receipt: Int?
    private var sum = ExactDecimal.zero
    private var values: [Int: Int] = [:]
    private var evidence: [Evidence] = []
    /// Evidence before this position has left.
    private var first = 0
    /// How many purchases are in the window.
    private(set) var present = 0

    init(group: Int, rule: Int, receipt: Int?) {
        self.group = group
        self.rule = rule
        self.receipt = receipt
    }

    mutating func enter(_ contribution: Contribution, line: Int) {
        sum += contribution.added
        for value in contribution.values { values[value, default: 0] += 1 }
        evidence.append(
            Evidence(line: line, expiry: contribution.expiry, counted: contribution.counted))
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
        switch measure {
        case .countReceipts, .distinct: ExactDecimal(values.count)
        case .countPurchases, .sumMass, .sumVolume, .sumUnits, .sumAmount: sum
        }
    }

    /// Whether the rule holds for it.
    func holds(_ rule: Rule) -> Bool { present > 0 && rule.threshold.holds(value(of: rule.measure)) }

    /// The purchases in the window at a time to which it was brought.
    func evidence(at time: EventTime) -> [Evidence] {
        // Nothing leaves the look at one receipt.
        receipt == nil ? evidence[first...].filter { $0.expiry > time } : evidence
    }
}
