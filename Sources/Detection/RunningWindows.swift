import Purchases

/// The groups of all parts that have a window, carried over a subject's purchases in order of time (4.2).
///
/// A purchase is in a window from its moment until its expiry: each comes and goes once, whatever the number of moments.
struct RunningWindows: Sendable {
    private struct Departure: Sendable {
        let contribution: Contribution
        let running: Int
    }

    /// Those that come to their end, soonest first.
    private struct Departures: Sendable {
        private var items: [Departure] = []
        private var first = 0

        mutating func insert(_ departure: Departure) {
            var place = items.count
            while place > first, items[place - 1].contribution.expiry > departure.contribution.expiry {
                place -= 1
            }
            items.insert(departure, at: place)
        }

        /// The next one, if its time has come.
        mutating func next(at time: EventTime) -> Departure? {
            guard first < items.count, items[first].contribution.expiry <= time else { return nil }
            defer {
                first += 1
                if first > 256, first * 2 > items.count {
                    items.removeFirst(first)
                    first = 0
                }
            }
            return items[first]
        }
    }

    private struct Place: Hashable {
        let group: Int
        let part: Int
    }

    private(set) var running: [RunningGroup] = []
    private var places: [Place: Int] = [:]
    /// By part.
    private var departures: [Departures]
    /// The groups that a purchase entered or left since they were last settled.
    private var changed: Set<Int> = []
    /// The groups that a purchase of this moment entered.
    private(set) var entered: Set<Int> = []

    /// How many groups there are, and how many entries are in their windows.
    var size: (groups: Int, present: Int) { (running.count, running.reduce(0) { $0 + $1.present }) }

    init(parts: Int) { departures = Array(repeating: Departures(), count: parts) }

    mutating func advance(to moment: EventTime) {
        entered.removeAll(keepingCapacity: true)
        for part in departures.indices {
            while let next = departures[part].next(at: moment) {
                running[next.running].leave(next.contribution, at: moment)
                changed.insert(next.running)
            }
        }
    }

    /// - Parameter part: the place of the contribution's part among all parts.
    mutating func enter(_ contribution: Contribution, _ line: Int, part: Int) {
        let place = Place(group: contribution.group, part: contribution.part)
        let index = places[place] ?? running.count
        if index == running.count {
            places[place] = index
            running.append(RunningGroup(contribution, receipt: nil))
        }
        running[index].enter(contribution, line: line)
        changed.insert(index)
        entered.insert(index)
        // Midnights of several time zones do not come in the order of the purchases.
        departures[part].insert(Departure(contribution: contribution, running: index))
    }

    /// Calls a function for every group that changed since the last time.
    mutating func settle(_ body: (Int, RunningGroup) -> Void) {
        for index in changed { body(index, running[index]) }
        changed.removeAll(keepingCapacity: true)
    }

    func index(of group: Int, part: Int) -> Int? { places[Place(group: group, part: part)] }
}
