import Purchases

/// Which numbers are missing in one series of a till's receipts.
///
/// A gap is told when what is missing did not come in time, and only where the numbers are known to follow one another:
/// hardly one in two hundred steps of the series left anything out for good. A number that comes late fills its gap. A
/// lower number at a later time is a restart (a day was closed, the counter wrapped), and so is a step of more than a
/// thousand; neither leaves a gap. At most sixteen gaps are kept.
struct SequenceWatch: Codable, Sendable, Hashable {
    static let gapsMax = 16
    static let stepMax: Int64 = 1_000
    /// How many numbers later a receipt may be whose time is earlier, where a clock was put back.
    private static let smallStep: Int64 = 16
    /// Told gaps that nothing fills are let go after this.
    static let lasting = TimeSpan(seconds: 7 * 86_400)

    struct Gap: Codable, Sendable, Hashable {
        var from: Int64
        var to: Int64
        /// Between the times of which receipts.
        var after: EventTime
        var before: EventTime
        /// When it was seen, by the clock of this machine.
        var seen: EventTime
        var isTold = false

        var count: Int64 { to - from + 1 }
    }

    private(set) var highest: Int64
    private var time: EventTime
    private var day: String?
    /// Steps forward, and those of them that left something out for good; fading.
    private var steps = 0.0
    private var leaps = 0.0
    /// Gaps beyond the bound; they count as left out when others do.
    private var beyond = 0.0
    private(set) var gaps: [Gap] = []

    init(_ number: Int64, _ sight: ReceiptSight) {
        highest = number
        time = sight.time
        day = sight.day?.string
    }

    /// Numbers that are missing by what was told.
    var missing: Int64 { gaps.reduce(0) { $0 + ($1.isTold ? $1.count : 0) } }
    var firstTold: Gap? { gaps.first(where: \.isTold) }
    /// Whether some gap may yet be told.
    var isWaiting: Bool { gaps.contains { !$0.isTold } }

    mutating func take(_ number: Int64, _ sight: ReceiptSight, now: EventTime) {
        let step = number - highest
        if step == 0 {
            time = max(time, sight.time)
            return
        }
        if step > 0, sight.time >= time || step <= Self.smallStep {
            return advance(step, number, sight, now: now)
        }
        if fill(number, at: sight.time) { return }
        guard step < 0, sight.time > time else { return }
        let isOtherDay = sight.day.map { $0.string != day } ?? false
        if isOtherDay || number <= highest / 2 || -step > Self.stepMax { restart(number, sight) }
    }

    /// Tells gaps that nothing filled in time, and lets go of those that were told long ago; true where one was.
    mutating func look(now: EventTime, _ settings: HealthSettings) -> Bool {
        var hasExpired = false
        // Whether a gap is told does not depend on those that are seen to be for good in the same moment.
        let isDense = steps >= Double(settings.receipts) && leaps <= steps / 200
        var left: [Gap] = []
        for var gap in gaps {
            if gap.isTold {
                if now - Self.lasting >= gap.seen { hasExpired = true } else { left.append(gap) }
            } else if now - settings.gap >= gap.seen {
                leaps += 1 + beyond
                beyond = 0
                gap.isTold = isDense
                if isDense { left.append(gap) }
            } else {
                left.append(gap)
            }
        }
        gaps = left
        return hasExpired
    }

    private mutating func advance(_ step: Int64, _ number: Int64, _ sight: ReceiptSight, now: EventTime) {
        steps += 1
        if steps > 4_000 { (steps, leaps) = (steps / 2, leaps / 2) }
        if step > 1, step <= Self.stepMax {
            if gaps.count == Self.gapsMax {
                let place = gaps.firstIndex { !$0.isTold } ?? 0
                if !gaps[place].isTold { beyond += 1 }
                gaps.remove(at: place)
            }
            gaps.append(
                Gap(
                    from: highest + 1, to: number - 1, after: min(time, sight.time),
                    before: max(time, sight.time), seen: now))
        }
        restart(number, sight)
    }

    private mutating func restart(_ number: Int64, _ sight: ReceiptSight) {
        highest = number
        time = sight.time
        day = sight.day?.string
    }

    private mutating func fill(_ number: Int64, at time: EventTime) -> Bool {
        let place = gaps.firstIndex {
            $0.from <= number && number <= $0.to && $0.after <= time && time <= $0.before
        }
        guard let place else { return false }
        let gap = gaps.remove(at: place)
        var rest: [Gap] = []
        if gap.from < number {
            rest.append(gap)
            rest[0].to = number - 1
        }
        if number < gap.to {
            rest.append(gap)
            rest[rest.count - 1].from = number + 1
        }
        // A gap that is filled in its middle becomes two; the bound holds all the same.
        gaps.insert(contentsOf: rest.prefix(Self.gapsMax - gaps.count), at: place)
        return true
    }
}
