import Purchases
import Rules

/// The purchases of a subject that await another, group by group (4.7).
struct AbsenceRunning: Sendable {
    /// The end of the time in which purchases of one moment awaited another, and none came.
    struct Deadline: Sendable {
        let rule: Int
        let time: EventTime
        /// By group, the awaiting purchases.
        var groups: [Int: [CountedLine]]
    }

    private struct Awaiting: Sendable {
        let moment: EventTime
        let lines: [CountedLine]
    }

    private struct Due: Sendable {
        let time: EventTime
        let group: Int
        let moment: EventTime
    }

    /// Of one rule, soonest first; those that were answered meanwhile too.
    private struct Queue: Sendable {
        let within: TimeSpan
        var items: [Due] = []
        var first = 0

        var next: Due? { first < items.count ? items[first] : nil }

        mutating func drop() {
            first += 1
            if first > 64, first * 2 > items.count {
                items.removeFirst(first)
                first = 0
            }
        }
    }

    private struct Entered: Sendable {
        let rule: Int
        var awaiting: [CountedLine] = []
        var isAwaited = false
    }

    private var queues: [Int: Queue] = [:]
    /// By group, those that nothing has answered.
    private var open: [Int: [Awaiting]] = [:]
    private var entered: [Int: Entered] = [:]

    mutating func enter(_ contribution: Contribution, _ line: Int) {
        var group = entered[contribution.group] ?? Entered(rule: contribution.rule)
        if contribution.part == RulePart.awaited {
            group.isAwaited = true
        } else {
            group.awaiting.append(CountedLine(line: line, counted: contribution.counted))
        }
        entered[contribution.group] = group
    }

    /// Once all purchases of the moment have entered: they answer what awaited earlier, and await from now on.
    mutating func settle(at time: EventTime, _ rules: [Rule]) {
        for (id, group) in entered {
            guard case .absent(let absence) = rules[group.rule].form else { continue }
            // What came to its deadline before is gone already.
            if group.isAwaited { open[id] = nil }
            guard !group.awaiting.isEmpty else { continue }
            open[id, default: []].append(Awaiting(moment: time, lines: group.awaiting))
            queues[group.rule, default: Queue(within: absence.within)].items.append(
                Due(time: time.advanced(by: absence.within), group: id, moment: time))
        }
        entered.removeAll(keepingCapacity: true)
    }

    /// The next deadline that there may be.
    var next: EventTime? { queues.values.compactMap { $0.next?.time }.min() }

    /// Those at a time to which the subject has come, one a rule, in order of rules.
    mutating func deadlines(at time: EventTime) -> [Deadline] {
        var found: [Int: Deadline] = [:]
        for rule in queues.keys {
            while let due = queues[rule]?.next, due.time <= time {
                queues[rule]?.drop()
                guard let first = open[due.group]?.first, first.moment == due.moment else { continue }
                open[due.group]?.removeFirst()
                found[rule, default: Deadline(rule: rule, time: due.time, groups: [:])]
                    .groups[due.group] = first.lines
            }
        }
        return found.values.sorted { $0.rule < $1.rule }
    }
}
