import Purchases

/// From when on something is told of a feed.
package struct HealthSettings: Sendable, Hashable {
    /// How long a source, store or till is watched before anything is said of its rhythm and shares.
    package var history = TimeSpan(seconds: 14 * 86_400)
    /// How far a till's clock may be off.
    package var clock = TimeSpan(seconds: 30 * 60)
    /// How long a missing receipt may still come.
    package var gap = TimeSpan(seconds: 6 * 3600)
    /// Receipts of a till after which its numbers are known to follow one another.
    package var receipts = 200
    /// How long after its latest usual hour a day's first line may come.
    package var late = TimeSpan(seconds: 2 * 3600)
    /// After what time without a line a store or till is not looked for any more.
    package var forget = TimeSpan(seconds: 35 * 86_400)
    /// Days (UTC) on which nobody sells.
    package var closed: Set<LocalDay> = []
    /// Tills that are told apart; what comes beyond is counted together.
    package var tillsMax = 20_000

    package init() {}
}

/// A whole hour since 1970, of UTC.
typealias Hour = Int64

extension EventTime {
    var hour: Hour { Int64((Double(microseconds) / 3_600_000_000).rounded(.down)) }
}

/// When an hour begins.
func beginning(of hour: Hour) -> EventTime { EventTime(microseconds: hour * 3_600_000_000) }

/// The hour of the week, 0...167; the week begins on a Thursday, as 1970 did.
func hourOfWeek(_ hour: Hour) -> Int { Int(((hour % 168) + 168) % 168) }
