import Purchases
import Rules

/// The windows of a rule's parts in one group, walked over the purchases of a subject in order of their moments.
///
/// It looks at a finished history, for questions about it; the ledger itself is kept by `RuleSweep`.
struct WindowWalk: Sendable {
    struct Item: Sendable {
        let moment: EventTime
        let line: Int
        let receipt: Int
        let contribution: Contribution
    }

    let parts: [RulePart]
    /// By part, in order of moments.
    let items: [[Item]]
    /// By part, the items by the end of their stay; nothing for what looks at one receipt.
    private let leaving: [[Int]]

    /// - Parameter items: by part.
    init(_ items: [[Item]], _ parts: [RulePart]) {
        self.parts = parts
        self.items = items.map { $0.sorted { $0.moment < $1.moment } }
        let all = self.items
        // A purchase that has not come yet has not left either: its end lies behind its moment.
        leaving = parts.indices.map { part in
            parts[part].window == .receipt
                ? []
                : all[part].indices.sorted {
                    all[part][$0].contribution.expiry < all[part][$1].contribution.expiry
                }
        }
    }

    /// Calls a function for every moment that brings a purchase, with the value of each part there; nil where none of
    /// its purchases is in the window. Of several receipts of one moment the greatest value counts.
    /// The parts into which a purchase of the moment entered come with it.
    func forEachMoment(_ body: (EventTime, [ExactDecimal?], Set<Int>) -> Void) {
        var tallies = parts.map { _ in Tally() }
        var next = parts.map { _ in 0 }
        var gone = parts.map { _ in 0 }
        while let time = nextMoment(next) {
            var values: [ExactDecimal?] = []
            var touched: Set<Int> = []
            for part in parts.indices {
                let first = next[part]
                while next[part] < items[part].count, items[part][next[part]].moment == time {
                    next[part] += 1
                }
                let entered = items[part][first..<next[part]]
                if !entered.isEmpty { touched.insert(part) }
                guard parts[part].window != .receipt else {
                    values.append(greatest(entered, parts[part].measure)?.value)
                    continue
                }
                while gone[part] < leaving[part].count,
                    items[part][leaving[part][gone[part]]].contribution.expiry <= time
                {
                    tallies[part].remove(items[part][leaving[part][gone[part]]].contribution)
                    gone[part] += 1
                }
                for item in entered { tallies[part].add(item.contribution) }
                values.append(tallies[part].isEmpty ? nil : tallies[part].value(of: parts[part].measure))
            }
            body(time, values, touched)
        }
    }

    private func nextMoment(_ next: [Int]) -> EventTime? {
        parts.indices.compactMap { next[$0] < items[$0].count ? items[$0][next[$0]].moment : nil }.min()
    }

    /// Of the purchases of one moment the receipt with the greatest value.
    private func greatest(
        _ items: some Collection<Item>, _ measure: Measure
    ) -> (value: ExactDecimal, items: [Item])? {
        Dictionary(grouping: items, by: \.receipt).sorted { $0.key < $1.key }.map { _, items in
            var tally = Tally()
            for item in items { tally.add(item.contribution) }
            return (value: tally.value(of: measure), items: items)
        }.max { $0.value < $1.value }
    }

    /// The purchases behind a part's value at a moment.
    func evidence(of part: Int, at time: EventTime) -> [Item] {
        if parts[part].window == .receipt {
            return greatest(items[part].filter { $0.moment == time }, parts[part].measure)?.items ?? []
        }
        return items[part].filter { $0.moment <= time && $0.contribution.expiry > time }
    }
}

/// A sum and the values that are counted, while purchases come and go.
private struct Tally {
    private var sum = ExactDecimal.zero
    private var values: [Int: Int] = [:]
    private var present = 0

    var isEmpty: Bool { present == 0 }

    mutating func add(_ contribution: Contribution) {
        sum += contribution.added
        for value in contribution.values { values[value, default: 0] += 1 }
        present += 1
    }

    mutating func remove(_ contribution: Contribution) {
        sum -= contribution.added
        for value in contribution.values {
            let count = (values[value] ?? 1) - 1
            values[value] = count == 0 ? nil : count
        }
        present -= 1
    }

    func value(of measure: Measure) -> ExactDecimal {
        switch measure {
        case .countReceipts, .distinct: ExactDecimal(values.count)
        case .countPurchases, .sumMass, .sumVolume, .sumUnits, .sumAmount: sum
        }
    }
}
