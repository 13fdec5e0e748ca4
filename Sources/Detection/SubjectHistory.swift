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

    /// In order of moments; within one, order has no meaning.
    private(set) var places: [Place] = []
    /// The counting moments, in order of time.
    var judged: [JudgedMoment] = []
    /// In order of time; at most one a moment.
    var alerts: [StandingAlert] = []

    var isEmpty: Bool { places.isEmpty }

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
