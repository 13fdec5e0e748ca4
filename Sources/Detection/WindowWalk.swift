import Purchases
import Rules

/// The window of one measure in one group, walked over the purchases of a subject in order of their moments.
///
/// It looks at a finished history, for questions about it; the ledger itself is kept by `RuleSweep`.
struct WindowWalk: Sendable {
    struct Item: Sendable {
        let moment: EventTime
        let line: Int
        let contribution: Contribution
    }

    /// In order of moments.
    let items: [Item]
    /// Whether it looks at one receipt, whose purchases never leave.
    let isSingle: Bool
    private let leaving: [Int]

    init(_ items: [Item], isSingle: Bool) {
        self.items = items.sorted { $0.moment < $1.moment }
        self.isSingle = isSingle
        let all = self.items
        // A purchase that has not come yet has not left either: its end lies behind its moment.
        leaving =
            isSingle
            ? [] : all.indices.sorted { all[$0].contribution.expiry < all[$1].contribution.expiry }
    }

    /// Calls a function for every moment that brings a purchase, with the value of the window that ends there.
    func forEachMoment(_ measure: Measure, _ body: (EventTime, ExactDecimal) -> Void) {
        var tally = Tally()
        var (next, gone) = (0, 0)
        while next < items.count {
            let time = items[next].moment
            while gone < leaving.count, items[leaving[gone]].contribution.expiry <= time {
                tally.remove(items[leaving[gone]].contribution)
                gone += 1
            }
            while next < items.count, items[next].moment == time {
                tally.add(items[next].contribution)
                next += 1
            }
            body(time, tally.value(of: measure))
        }
    }

    /// The purchases in the window that ends at a moment.
    func evidence(at time: EventTime) -> [Item] {
        isSingle ? items : items.filter { $0.moment <= time && $0.contribution.expiry > time }
    }
}

/// A sum and the values that are counted, while purchases come and go.
private struct Tally {
    private var sum = ExactDecimal.zero
    private var values: [Int: Int] = [:]

    mutating func add(_ contribution: Contribution) {
        sum += contribution.added
        for value in contribution.values { values[value, default: 0] += 1 }
    }

    mutating func remove(_ contribution: Contribution) {
        sum -= contribution.added
        for value in contribution.values {
            let count = (values[value] ?? 1) - 1
            values[value] = count == 0 ? nil : count
        }
    }

    func value(of measure: Measure) -> ExactDecimal {
        switch measure {
        case .countReceipts, .distinct: ExactDecimal(values.count)
        case .countPurchases, .sumMass, .sumVolume, .sumUnits, .sumAmount: sum
        }
    }
}
