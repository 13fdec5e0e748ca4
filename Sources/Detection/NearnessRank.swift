import Purchases

/// How near a rule is to holding, for comparing moments of one rule.
struct NearnessRank: Comparable {
    let holds: Bool
    /// Whether, where it holds, a purchase of the moment is behind it: only then is it the rule's own moment.
    var isOwn = true
    /// Whole things reached: conditions, steps; whether what is usual is known.
    let whole: Int
    /// The part of the way beyond those.
    let share: Share

    static func < (left: Self, right: Self) -> Bool {
        if left.holds != right.holds { return right.holds }
        if left.holds, left.isOwn != right.isOwn { return right.isOwn }
        if left.whole != right.whole { return left.whole < right.whole }
        return left.share < right.share
    }
}

/// A value in parts of a threshold, compared exactly.
struct Share: Comparable {
    static let none = Share(of: .zero, in: ExactDecimal(1))

    private let value: Int128
    /// Above zero.
    private let whole: Int128

    init(of value: ExactDecimal, in whole: ExactDecimal) {
        self.value = value.millionths
        // Any value is as near to nothing as another of its size.
        self.whole = max(whole.millionths, 1)
    }

    /// - Parameter doubled: twice a median, so that the share is of so many times the median.
    init?(of value: ExactDecimal, times: ExactDecimal, doubled: ExactDecimal) {
        let (part, isLarge) = value.millionths.multipliedReportingOverflow(by: 2_000_000)
        let (whole, isLarger) = times.millionths.multipliedReportingOverflow(by: doubled.millionths)
        guard !isLarge, !isLarger else { return nil }
        self.value = part
        self.whole = max(whole, 1)
    }

    static func == (left: Self, right: Self) -> Bool { !(left < right) && !(right < left) }

    static func < (left: Self, right: Self) -> Bool {
        let first = left.value.multipliedFullWidth(by: right.whole)
        let second = right.value.multipliedFullWidth(by: left.whole)
        return (first.high, first.low) < (second.high, second.low)
    }

    /// In percent, one decimal, rounded down.
    var percent: ExactDecimal? {
        let (scaled, overflow) = value.multipliedReportingOverflow(by: 1_000)
        guard !overflow, value >= 0 else { return nil }
        let (tenths, tooMuch) = (scaled / whole).multipliedReportingOverflow(by: 100_000)
        return tooMuch ? nil : ExactDecimal(millionths: tenths)
    }
}
