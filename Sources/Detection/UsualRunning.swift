import Purchases
import Rules

/// What is usual for a group at a moment: the median of its measure over earlier windows of equal length.
struct Baseline: Sendable, Hashable {
    /// Twice the median, which is exact where the median itself may end in half a millionth.
    let doubled: ExactDecimal
    /// The earlier windows that hold a purchase of the group.
    let windows: Int

    /// - Parameter values: those of the windows; at least one.
    init?(_ values: [ExactDecimal]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        doubled = sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]
        windows = sorted.count
    }

    /// To six digits, halves away from zero.
    var median: ExactDecimal {
        ExactDecimal(millionths: doubled.millionths / 2 + doubled.millionths % 2)
    }

    /// Whether a value is so many times the median, exactly.
    func isExceeded(_ times: Threshold, by value: ExactDecimal) -> Bool {
        let left = value.millionths.multipliedFullWidth(by: 2_000_000)
        let right = times.value.millionths.multipliedFullWidth(by: doubled.millionths)
        if left == right { return times.bound == .atLeast }
        return (left.high, left.low) > (right.high, right.low)
    }
}

/// The purchases of groups over all windows that say what is usual.
struct UsualRunning: Sendable {
    private struct Entry: Sendable {
        let moment: EventTime
        let values: [Int]
        /// The sum up to and with this one.
        let total: ExactDecimal
    }

    private struct History: Sendable {
        var entries: [Entry] = []
        var first = 0

        /// The first position whose moment is later than a time.
        func position(after time: EventTime) -> Int {
            var (low, high) = (first, entries.count)
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].moment <= time { low = middle + 1 } else { high = middle }
            }
            return low
        }

        mutating func drop(before time: EventTime) {
            while first < entries.count, entries[first].moment < time { first += 1 }
            if first > 64, first * 2 > entries.count {
                entries.removeFirst(first)
                first = 0
            }
        }

        func value(_ range: Range<Int>, isCounted: Bool) -> ExactDecimal {
            if isCounted { return ExactDecimal(Set(entries[range].flatMap(\.values)).count) }
            let before = range.lowerBound > 0 ? entries[range.lowerBound - 1].total : .zero
            return entries[range.upperBound - 1].total - before
        }
    }

    private var histories: [Int: History] = [:]

    mutating func enter(_ contribution: Contribution, at moment: EventTime, reach: TimeSpan) {
        var history = histories.removeValue(forKey: contribution.group) ?? History()
        history.drop(before: moment.before(by: reach))
        let total = (history.entries.last?.total ?? .zero) + contribution.added
        history.entries.append(Entry(moment: moment, values: contribution.values, total: total))
        histories[contribution.group] = history
    }

    /// What is usual for a group at a moment; nil where that is unknown.
    func baseline(of group: Int, at moment: EventTime, _ rule: Rule) -> Baseline? {
        guard let history = histories[group], let usual = rule.usual, case .span(let length) = rule.window,
            length > .none
        else { return nil }
        let count = usual.count(of: length)
        var values: [ExactDecimal] = []
        var end = history.position(after: moment.before(by: length))
        // From one window that holds a purchase to the one before it, however many lie between.
        while end > history.first {
            let age = moment.microseconds - history.entries[end - 1].moment.microseconds
            let number = age / length.microseconds
            guard number <= count else { break }
            let (back, overflow) = length.microseconds.multipliedReportingOverflow(by: number + 1)
            let start = history.position(
                after: moment.before(by: TimeSpan(microseconds: overflow ? .max : back)))
            values.append(history.value(start..<end, isCounted: rule.measure.isCounted))
            end = start
        }
        guard values.count >= usual.minWindows else { return nil }
        return Baseline(values)
    }
}
