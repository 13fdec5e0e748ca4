import Purchases

/// Whether a till's clock is ahead or behind.
///
/// Three receipts in a row from the future beyond the bound are one that is ahead: no road makes them so. Beside that, the
/// least time between a receipt and its arrival in an hour is compared with the last 28 such hours of the till: one that lies
/// outside all of them by the bound and by their spread is a clock that was put ahead or behind, when it comes twice in a
/// row; three times where their spread is wider than the bound, as with files that hold a day of a till with few sales. By
/// how much the tills of the source are all later than usual (a file that comes late) is taken off first, so this needs
/// three tills in the same hour.
struct ClockWatch: Codable, Sendable, Hashable {
    enum State: String, Codable, Sendable, Hashable { case right, ahead, behind }

    private static let kept = 28
    private static let needed = 14
    /// Arrivals later than this are old lines, not a clock.
    private static let oldest: Int64 = 7 * 86_400

    /// Seconds, without what all tills share, one an hour with lines, the newest last.
    private var lags: [Int64] = []
    /// Their mean, fading.
    private var usual: Double?
    private var hour: Hour?
    private var lag: Int64 = 0
    /// Receipts in a row from the future, up to three; and receipts that were not, after three.
    private var future = 0
    private var isFuture = false
    /// Hours in a row outside of what is usual: above zero behind, below zero ahead.
    private var outside = 0
    /// How many of them tell.
    private var telling = 2
    /// By how many seconds it was off last.
    private(set) var off: Int64 = 0

    var state: State {
        if isFuture || outside <= -telling { return .ahead }
        return outside >= telling ? .behind : .right
    }

    mutating func take(_ time: EventTime, now: EventTime, _ settings: HealthSettings) {
        let seconds = (now.microseconds - time.microseconds) / 1_000_000
        if seconds * 1_000_000 < -settings.clock.microseconds {
            future = isFuture ? 3 : min(3, future + 1)
            if future == 3 {
                isFuture = true
                off = -seconds
            }
        } else {
            future = isFuture ? future - 1 : 0
            if future <= 0 { (future, isFuture) = (0, false) }
        }
        let arrived = now.hour
        lag = hour == arrived ? min(lag, seconds) : seconds
        hour = arrived
    }

    /// By how many seconds the lines of an hour came later than usual; nil where nothing can be said of it.
    func lateness(in hour: Hour) -> Int64? {
        guard self.hour == hour, lag <= Self.oldest else { return nil }
        return lag - Int64(usual ?? Double(lag))
    }

    /// Ends an hour.
    ///
    /// - Parameter shared: the lateness in the middle of all tills of the source.
    mutating func end(_ hour: Hour, shared: Int64, _ settings: HealthSettings) {
        guard lateness(in: hour) != nil else { return }
        let lag = lag - shared
        guard lags.count >= Self.needed, let least = lags.min(), let most = lags.max() else {
            return learn(lag)
        }
        let excess = lag < least ? lag - least : max(0, lag - most)
        let bound = settings.clock.microseconds / 1_000_000
        guard abs(excess) > max(bound, most - least) else {
            outside = 0
            return learn(lag)
        }
        if outside == 0 { telling = most - least > bound ? 3 : 2 }
        outside = excess > 0 ? max(1, outside + 1) : min(-1, outside - 1)
        off = abs(excess)
        // What lasts so long is how this till is.
        if abs(outside) > Self.kept {
            lags.removeAll()
            outside = 0
            learn(lag)
        }
    }

    private mutating func learn(_ lag: Int64) {
        if lags.count == Self.kept { lags.removeFirst() }
        lags.append(lag)
        usual = (usual ?? Double(lag)) * 0.9 + Double(lag) * 0.1
    }
}
