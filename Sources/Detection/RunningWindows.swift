import Purchases

/// The groups of all parts that have a window, carried over a subject's purchases in order of time (4.2).
///
/// A purchase is in a window from its moment until its expiry: each comes and goes once, whatever the number of moments.
struct RunningWindows: Sendable {
    private struct Place: Hashable {
        let group: Int
        let part: Int
    }

    /// Where a running group stands: which window of which shared measure, and the first of its group.
    private struct Origin {
        let shared: Int
        let place: Int
        let base: Int
    }

    private let plan: SweepPlan
    private(set) var running = RunningGroups()
    private var origins: [Origin] = []
    private var places: [Place: Int] = [:]
    /// By shared group, the first of its running groups.
    private var bases: [Int: Int] = [:]
    /// By shared measure.
    private var shared: [SharedWindows]
    /// The groups that a purchase of this moment entered.
    var entered: [Int] { running.entered }

    /// How many groups there are, and how many entries are in their windows.
    var size: (groups: Int, present: Int) { (running.count, running.all.reduce(0) { $0 + $1.present }) }

    init(_ plan: SweepPlan) {
        self.plan = plan
        shared = plan.windowed.map { SharedWindows($0) }
    }

    mutating func advance(to moment: EventTime) {
        running.beginMoment()
        for index in shared.indices where !plan.windowed[index].isEmpty {
            shared[index].advance(to: moment, &running)
        }
    }

    /// Takes a purchase into the windows of a shared measure.
    mutating func enter(
        _ measurement: Measurement, _ line: Int, _ basis: Purchase.Basis, _ groups: Groups
    ) {
        let windows = plan.windowed[measurement.shared]
        guard !windows.isEmpty else { return }
        let base = bases[measurement.group] ?? begin(measurement, windows, groups)
        for place in windows.indices { running.enter(base + place, measurement) }
        let stay = SharedWindows.Stay(
            line: line, moment: basis.moment, measurement: measurement, base: base)
        shared[measurement.shared].enter(stay, until: basis.midnight)
    }

    private mutating func begin(
        _ measurement: Measurement, _ windows: [SweepPlan.Windowed], _ groups: Groups
    ) -> Int {
        let base = running.count
        bases[measurement.group] = base
        let members = groups.members(of: measurement.group)
        for window in windows {
            let part = plan.parts.all[window.member.place]
            let group = members[window.member.slot]
            places[Place(group: group, part: part.number)] = running.count
            running.append(RunningGroup(group: group, part, receipt: nil))
            origins.append(Origin(shared: measurement.shared, place: window.place, base: base))
        }
        return base
    }

    /// The groups that changed since this was last asked.
    mutating func takeChanged() -> [Int] { running.takeChanged() }

    func index(of group: Int, part: Int) -> Int? { places[Place(group: group, part: part)] }

    /// The purchases in a group's window, each once.
    func evidence(of index: Int) -> [CountedLine] {
        let origin = origins[index]
        return shared[origin.shared].present(in: origin.place).lazy
            .filter { $0.base == origin.base }
            .map { CountedLine(line: $0.line, counted: $0.measurement.counted) }
    }

    /// The groups that have one of some purchases in their window.
    func groups(with lines: Set<Int>) -> Set<Int> {
        var found: Set<Int> = []
        for (windows, shared) in zip(plan.windowed, shared) {
            for window in windows {
                for stay in shared.present(in: window.place) where lines.contains(stay.line) {
                    found.insert(stay.base + window.place)
                }
            }
        }
        return found
    }
}
