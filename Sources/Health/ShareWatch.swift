import Foundation
import Purchases

/// Whether a share has jumped against its own past: lines that cannot be read, receipts that name nobody.
///
/// What comes is gathered in windows of at least 200 and, unless a day passes first, 1,000; the past is the mean of earlier
/// windows, fading beyond 20,000. A window jumps when three things hold: its share is twice the usual one and more by a least
/// difference, or what is left besides it is half of the usual; and Chernoff's bound for so many by chance, e to the power
/// of -n·KL(share, usual), is below e^-20, which leaves room for lines that are not independent.
struct ShareWatch: Codable, Sendable, Hashable {
    enum Change: Sendable, Hashable {
        case jumped(share: Double, usual: Double)
        case over
        /// It has been so for four weeks.
        case usual
    }

    private static let least = 200.0
    private static let window = 1_000.0
    private static let past = 20_000.0

    private var count = 0.0
    private var part = 0.0
    private var began: Hour?
    private var pastCount = 0.0
    private var pastPart = 0.0
    private var first: Hour?
    private var toldSince: Hour?
    /// The share that was told.
    private var told = 0.0

    /// What is usual; nil where nothing is known.
    var usual: Double? { pastCount >= Self.least ? pastPart / pastCount : nil }
    /// Of the window in hand, and before there is one of what was.
    var share: Double? { count >= Self.least ? part / count : nil }

    mutating func add(_ part: Int, of count: Int, in hour: Hour) {
        guard count > 0 else { return }
        if first == nil { first = hour }
        if began == nil { began = hour }
        self.count += Double(count)
        self.part += Double(part)
    }

    /// Ends an hour.
    ///
    /// - Parameter least: by how much a share must be higher than usual.
    mutating func end(_ hour: Hour, least: Double, _ settings: HealthSettings) -> Change? {
        guard let began, let first else { return nil }
        let isFull = hour - began >= 24 || count >= Self.window
        guard count >= Self.least else {
            // So few of a week are no window of their own, and are not lost for the past.
            if hour - began >= 7 * 24, toldSince == nil { keep() }
            return nil
        }
        let isKnown =
            pastCount >= Self.window && (hour - first) * 3600 >= settings.history.microseconds / 1_000_000
        let jumps = isKnown && isJump(least)
        if let toldSince {
            guard isFull else { return nil }
            // Most of the way back, so that chance does not open and close it.
            guard part / count > told / 3 + pastPart / pastCount * 2 / 3 else {
                self.toldSince = nil
                keep()
                return .over
            }
            if hour - toldSince >= 28 * 24 {
                self.toldSince = nil
                (pastCount, pastPart) = (0, 0)
                keep()
                return .usual
            }
            clear()
            return nil
        }
        if jumps {
            let change = Change.jumped(share: part / count, usual: pastPart / pastCount)
            (toldSince, told) = (hour, part / count)
            clear()
            return change
        }
        if isFull { keep() }
        return nil
    }

    private func isJump(_ least: Double) -> Bool {
        let share = part / count
        let usual = (pastPart + 0.5) / (pastCount + 1)
        guard share > usual else { return false }
        let isMore = share >= 2 * usual && share - usual >= least
        let isLess = 1 - usual >= 0.02 && 1 - share <= (1 - usual) / 2
        guard isMore || isLess else { return false }
        let rest = share < 1 ? (1 - share) * log((1 - share) / (1 - usual)) : 0
        return count * (share * log(share / usual) + rest) >= 20
    }

    private mutating func keep() {
        pastCount += count
        pastPart += part
        if pastCount > Self.past {
            pastPart *= Self.past / pastCount
            pastCount = Self.past
        }
        clear()
    }

    private mutating func clear() { (count, part, began) = (0, 0, nil) }
}
