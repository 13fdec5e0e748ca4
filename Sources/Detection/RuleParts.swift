import Purchases
import Rules

/// One thing that a rule asks of purchases: its own measure, a condition of a combination, a step of a sequence, or
/// one of the two sides of an absence.
struct RulePart: Sendable {
    /// The index of the rule.
    let rule: Int
    /// The place within the rule: of the condition or step; 0 is what awaits and 1 what is awaited.
    let number: Int
    /// All that a purchase's substance must be, what the rule asks of all its parts included.
    let condition: Condition
    let measure: Measure
    let threshold: Threshold
    /// For a step or a side of an absence, which are no windows, `.receipt`.
    let window: Rule.Window
    let windowText: String?

    static let awaiting = 0
    static let awaited = 1
}

/// The parts of all rules of a pack, in order of rules.
struct RuleParts: Sendable {
    /// One of the parts that measure alike.
    struct Member: Sendable {
        /// Its place among all parts.
        let place: Int
        /// Its place among those that measure alike.
        let slot: Int
    }

    let all: [RulePart]
    /// What they measure, in the order in which parts first do.
    let shared: [SharedMeasure]
    /// By shared measure, in order.
    let members: [[Member]]
    /// By rule, the place of its first part.
    private let first: [Int]

    init(_ rules: [Rule]) {
        var all: [RulePart] = []
        var first: [Int] = []
        for (index, rule) in rules.enumerated() {
            first.append(all.count)
            all += rule.parts(index)
        }
        self.all = all
        self.first = first
        var shared: [SharedMeasure] = []
        var members: [[Member]] = []
        var known: [SharedMeasure: Int] = [:]
        for (place, part) in all.enumerated() {
            let measure = SharedMeasure(part, of: rules[part.rule])
            let index = known[measure] ?? shared.count
            if index == shared.count {
                known[measure] = index
                shared.append(measure)
                members.append([])
            }
            members[index].append(Member(place: place, slot: members[index].count))
        }
        self.shared = shared
        self.members = members
    }

    subscript(rule: Int, number: Int) -> RulePart { all[first[rule] + number] }
}

extension Rule {
    /// - Parameter index: its own.
    fileprivate func parts(_ index: Int) -> [RulePart] {
        switch form {
        case .measure:
            [
                RulePart(
                    rule: index, number: 0, condition: condition, measure: measure, threshold: threshold,
                    window: window, windowText: windowText)
            ]
        case .combine(_, let criteria):
            criteria.enumerated().map { number, criterion in
                RulePart(
                    rule: index, number: number, condition: beside(criterion.condition),
                    measure: criterion.measure, threshold: criterion.threshold, window: criterion.window,
                    windowText: criterion.windowText)
            }
        case .sequence(let steps):
            steps.enumerated().map { number, step in match(index, number, step.condition) }
        case .absent(let absence):
            [
                match(index, RulePart.awaiting, absence.after),
                match(index, RulePart.awaited, absence.awaited),
            ]
        }
    }

    /// A part for which it matters alone whether a purchase matches.
    private func match(_ index: Int, _ number: Int, _ asked: Condition) -> RulePart {
        RulePart(
            rule: index, number: number, condition: beside(asked), measure: .countPurchases,
            threshold: Threshold(value: ExactDecimal(1), bound: .atLeast), window: .receipt, windowText: nil)
    }

    private func beside(_ asked: Condition) -> Condition {
        condition == .always ? asked : .all([condition, asked])
    }

    /// Whether it looks at one receipt, and holds at that receipt's moment only (4.2).
    var isOfOneReceipt: Bool {
        switch form {
        case .measure: window == .receipt
        case .combine(_, let criteria): criteria.allSatisfy { $0.window == .receipt }
        case .sequence, .absent: false
        }
    }

    /// A time before which no purchase matters to whether it holds.
    var reach: TimeSpan {
        switch form {
        case .measure: usual.map { $0.reach(window) } ?? window.reach
        case .combine(_, let criteria): criteria.map(\.window.reach).max() ?? .none
        case .sequence(let steps): steps.reduce(.none) { $0.extended(by: $1.within ?? .none) }
        case .absent(let absence): absence.within
        }
    }
}

extension Rule.Window {
    fileprivate var reach: TimeSpan {
        switch self {
        case .receipt: .none
        case .span(let length): length
        // No local day is as long as two.
        case .calendarDay: TimeSpan(seconds: 2 * 86_400)
        }
    }
}

extension Usual {
    /// How many earlier windows of a length fit.
    func count(of length: TimeSpan) -> Int64 {
        length > .none ? over.microseconds / length.microseconds : 0
    }

    fileprivate func reach(_ window: Rule.Window) -> TimeSpan {
        guard case .span(let length) = window else { return window.reach }
        return over.extended(by: length)
    }
}

extension TimeSpan {
    static let none = TimeSpan(microseconds: 0)

    /// As far as spans go.
    fileprivate func extended(by other: TimeSpan) -> TimeSpan {
        let (sum, overflow) = microseconds.addingReportingOverflow(other.microseconds)
        return TimeSpan(microseconds: overflow ? .max : sum)
    }
}
