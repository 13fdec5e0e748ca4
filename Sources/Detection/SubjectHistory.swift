import Purchases

/// One subject's purchases in order of time, its judged moments and its standing alerts.
struct SubjectHistory: Sendable {
    /// A purchase by the index of its key, at its moment.
    struct Place: Sendable, Hashable, Comparable {
        let moment: EventTime
        let line: Int

        static func < (left: Self, right: Self) -> Bool {
            left.moment == right.moment ? left.line < right.line : left.moment < right.moment
        }
    }

    /// Where purchases awaited another until a time, and none came: decided when a feed has passed that time (4.7).
    struct Awaiting: Sendable, Hashable {
        let time: EventTime
        let feed: Int
        let group: Int
    }

    /// In order of moments; within one, order has no meaning.
    private(set) var places: [Place] = []
    /// The counting moments, in order of time.
    var judged: [JudgedMoment] = []
    /// In order of (time, subject); at most one a moment.
    var alerts: [StandingAlert] = []
    /// The local days of their moments, in the same order.
    private(set) var days: [LocalDay] = []
    /// The deadlines, decided or not, in order of time.
    var awaiting: [Awaiting] = []

    /// How far it was judged, where that is worth keeping.
    private var progress: HistoryJudge.Progress?

    var isEmpty: Bool { places.isEmpty }

    mutating func keep(_ new: HistoryJudge.Progress) { progress = new }

    /// What judging goes on from at a time; nil where something at or after it was seen already. It is not kept any more.
    mutating func takeProgress(before start: EventTime) -> HistoryJudge.Progress? {
        defer { progress = nil }
        return progress.flatMap { $0.time < start ? $0 : nil }
    }

    /// Forgets what was judged from a time on.
    mutating func forget(from start: EventTime) {
        judged.removeAll { $0.time >= start }
        alerts.removeAll { $0.time >= start }
        days.removeLast(days.count - alerts.count)
        awaiting.removeAll { $0.time >= start }
    }

    /// Adds the alerts of the latest time, in order of their subjects.
    mutating func add(_ found: [(alert: StandingAlert, day: LocalDay)]) {
        alerts += found.map(\.alert)
        days += found.map(\.day)
    }

    /// The next time at which there may be a moment: that of the purchase at a position, or a deadline.
    func next(_ position: Int, _ deadline: EventTime?) -> EventTime? {
        guard position < places.count else { return deadline }
        return deadline.map { min($0, places[position].moment) } ?? places[position].moment
    }

    /// Takes purchases out and puts others in.
    ///
    /// - Returns: the earliest moment that this touches; nothing before it changes (5.2, 8). Nil if there is none.
    mutating func change(removing: Set<Int>, adding: [Place]) -> EventTime? {
        var earliest: EventTime?
        if !removing.isEmpty {
            earliest = places.first { removing.contains($0.line) }?.moment
            places.removeAll { removing.contains($0.line) }
        }
        guard !adding.isEmpty else { return earliest }
        let added = adding.sorted()
        earliest = min(earliest ?? added[0].moment, added[0].moment)
        if let last = places.last, added[0] < last {
            places = Self.merged(places, added)
        } else {
            places += added
        }
        return earliest
    }

    private static func merged(_ left: [Place], _ right: [Place]) -> [Place] {
        var result: [Place] = []
        result.reserveCapacity(left.count + right.count)
        var (first, second) = (left.startIndex, right.startIndex)
        while first < left.endIndex, second < right.endIndex {
            if left[first] < right[second] {
                result.append(left[first])
                first += 1
            } else {
                result.append(right[second])
                second += 1
            }
        }
        result += left[first...]
        result += right[second...]
        return result
    }

    /// The position of the first purchase whose moment is not before a time.
    func position(of time: EventTime) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle].moment < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
