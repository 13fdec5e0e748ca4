import Purchases

/// The purchases in the windows of the parts of one shared measure, each kept once for all of them (4.2).
///
/// Purchases come in order of their moments, so that they leave a window of a fixed length in the same order: for each
/// such window it is enough to know the first that is still in it.
struct SharedWindows: Sendable {
    /// What a purchase added to a group, from its moment on.
    struct Stay: Sendable {
        let line: Int
        let moment: EventTime
        let measurement: Measurement
        /// The first of the running groups of the measurement's group, one for each window.
        let base: Int
    }

    /// Stays that end at local midnights, which several time zones have in another order; soonest first.
    private struct Day: Sendable {
        var stays: [(midnight: EventTime, stay: Stay)] = []
        var first = 0

        mutating func insert(_ stay: Stay, until midnight: EventTime) {
            var place = stays.count
            while place > first, stays[place - 1].midnight > midnight { place -= 1 }
            stays.insert((midnight, stay), at: place)
        }

        mutating func next(at time: EventTime) -> Stay? {
            guard first < stays.count, stays[first].midnight <= time else { return nil }
            defer {
                first += 1
                if first > 256, first * 2 > stays.count {
                    stays.removeFirst(first)
                    first = 0
                }
            }
            return stays[first].stay
        }
    }

    private let windows: [SweepPlan.Windowed]
    private var stays: [Stay] = []
    /// By window of a fixed length, the first stay that is still in it.
    private var firsts: [Int]
    /// By window, for those that end at midnight.
    private var days: [Day]

    init(_ windows: [SweepPlan.Windowed]) {
        self.windows = windows
        firsts = Array(repeating: 0, count: windows.count)
        days = windows.contains { $0.length == nil } ? Array(repeating: Day(), count: windows.count) : []
    }

    mutating func enter(_ stay: Stay, until midnight: EventTime) {
        stays.append(stay)
        guard !days.isEmpty else { return }
        for window in windows where window.length == nil { days[window.place].insert(stay, until: midnight) }
    }

    /// Brings the windows to a later time, and takes out of the groups what leaves them.
    mutating func advance(to time: EventTime, _ groups: inout RunningGroups) {
        guard !stays.isEmpty else { return }
        for window in windows {
            if let length = window.length {
                let since = time.before(by: length)
                var first = firsts[window.place]
                while first < stays.count, stays[first].moment <= since {
                    groups.leave(stays[first].base + window.place, stays[first].measurement)
                    first += 1
                }
                firsts[window.place] = first
            } else {
                while let stay = days[window.place].next(at: time) {
                    groups.leave(stay.base + window.place, stay.measurement)
                }
                firsts[window.place] = stays.count
            }
        }
        trim()
    }

    private mutating func trim() {
        guard let gone = firsts.min(), gone > 256, gone * 2 > stays.count else { return }
        stays.removeFirst(gone)
        for place in firsts.indices { firsts[place] -= gone }
    }

    /// The stays in a window, in no order.
    func present(in place: Int) -> [Stay] {
        if windows[place].length == nil {
            return days[place].stays[days[place].first...].map(\.stay)
        }
        return Array(stays[firsts[place]...])
    }
}
