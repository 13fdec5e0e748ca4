import Purchases
import Rules

/// The windows of a subject's rules, carried over its purchases in order of time (4.2).
///
/// A purchase is in a window from its moment until its expiry: each comes and goes once, whatever the number of moments.
struct RuleSweep: Sendable {
    /// A group that holds at the current moment.
    struct Held: Sendable, Hashable {
        let rule: Int
        let group: Int
        let receipt: Int?
        /// Doublings of the threshold that its value has passed; none for a rule without a window.
        let doublings: Int
        /// Whether a purchase of the moment is behind it.
        let isOwn: Bool
    }

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

    private let rules: [Rule]
    /// Whether the rule of that index is about the subject.
    private let isAsked: [Bool]
    private var running: [RunningGroup] = []
    private var places: [Int: Int] = [:]
    private var departures: [Departures]
    private var holding: [Int: Int] = [:]
    private var changed: Set<Int> = []
    private var entered: Set<Int> = []
    /// Groups of rules without a window, for the receipts of this moment.
    private(set) var single: [RunningGroup] = []
    private var singlePlaces: [SinglePlace: Int] = [:]
    private(set) var time = EventTime.distantPast

    private struct SinglePlace: Hashable {
        let group: Int
        let receipt: Int
    }

    init(rules: [Rule], subject: Rule.Subject) {
        self.rules = rules
        isAsked = rules.map { $0.subject == subject }
        departures = Array(repeating: Departures(), count: rules.count)
    }

    /// Brings the windows to the next moment: what has expired leaves.
    mutating func advance(to moment: EventTime) {
        time = moment
        entered.removeAll(keepingCapacity: true)
        single.removeAll(keepingCapacity: true)
        singlePlaces.removeAll(keepingCapacity: true)
        for rule in rules.indices {
            while let next = departures[rule].next(at: moment) {
                running[next.running].leave(next.contribution, at: moment)
                changed.insert(next.running)
            }
        }
    }

    /// Takes in a purchase of the moment.
    mutating func enter(_ purchase: Purchase, line: Int) {
        for contribution in purchase.contributions where isAsked[contribution.rule] {
            if rules[contribution.rule].window == .receipt {
                enterSingle(contribution, purchase.receipt, line)
            } else {
                enter(contribution, line)
            }
        }
    }

    private mutating func enterSingle(_ contribution: Contribution, _ receipt: Int, _ line: Int) {
        let place = SinglePlace(group: contribution.group, receipt: receipt)
        let index = singlePlaces[place] ?? single.count
        if index == single.count {
            singlePlaces[place] = index
            single.append(
                RunningGroup(group: contribution.group, rule: contribution.rule, receipt: receipt))
        }
        single[index].enter(contribution, line: line)
    }

    private mutating func enter(_ contribution: Contribution, _ line: Int) {
        let index = places[contribution.group] ?? running.count
        if index == running.count {
            places[contribution.group] = index
            running.append(RunningGroup(group: contribution.group, rule: contribution.rule, receipt: nil))
        }
        running[index].enter(contribution, line: line)
        changed.insert(index)
        entered.insert(index)
        // Midnights of several time zones do not come in the order of the purchases.
        departures[contribution.rule].insert(Departure(contribution: contribution, running: index))
    }

    /// Works out which groups hold, once all purchases of the moment have entered.
    mutating func settle() {
        for index in changed {
            let rule = rules[running[index].rule]
            let holds = running[index].holds(rule)
            holding[index] =
                holds ? rule.threshold.doublings(running[index].value(of: rule.measure)) : nil
        }
        changed.removeAll(keepingCapacity: true)
    }

    /// The groups that hold at the moment, in no order; empty when no purchase of it is behind one.
    func held() -> [Held] {
        var held: [Held] = []
        for group in single where group.holds(rules[group.rule]) {
            held.append(
                Held(
                    rule: group.rule, group: group.group, receipt: group.receipt, doublings: 0, isOwn: true))
        }
        guard !held.isEmpty || entered.contains(where: { holding[$0] != nil }) else { return [] }
        for (index, doublings) in holding {
            held.append(
                Held(
                    rule: running[index].rule, group: running[index].group, receipt: nil,
                    doublings: doublings, isOwn: entered.contains(index)))
        }
        return held
    }

    /// A held group with its value and the purchases behind it.
    func running(_ held: Held) -> RunningGroup? {
        if let receipt = held.receipt {
            return singlePlaces[SinglePlace(group: held.group, receipt: receipt)].map { single[$0] }
        }
        return places[held.group].map { running[$0] }
    }
}
