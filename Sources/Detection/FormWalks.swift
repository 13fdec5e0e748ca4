import Purchases
import Rules

/// How far a sequence came at every moment of a group (4.7).
struct SequenceWalk {
    private let items: [[WindowWalk.Item]]
    private let steps: [Step]
    private let purchases: [Purchase?]

    /// - Parameter items: by step, in order of moments.
    init(_ items: [[WindowWalk.Item]], _ steps: [Step], _ purchases: [Purchase?]) {
        self.items = items
        self.steps = steps
        self.purchases = purchases
    }

    /// Calls a function for every moment that brings a purchase, with the purchases of the steps reached there, the last
    /// of them in the moment.
    func forEachMoment(_ body: (EventTime, [Int]) -> Void) {
        var byMoment: [EventTime: [(step: Int, line: Int)]] = [:]
        for (step, items) in items.enumerated() {
            for item in items { byMoment[item.moment, default: []].append((step, item.line)) }
        }
        var chains: [(time: EventTime, lines: [Int])?] = steps.map { _ in nil }
        for (time, entered) in byMoment.sorted(by: { $0.key < $1.key }) {
            var longest: [Int] = []
            // The last step first: a chain goes on from an earlier moment.
            for step in steps.indices.reversed() {
                let lines = entered.filter { $0.step == step }.map(\.line)
                guard let line = lines.min(by: { key($0) < key($1) }) else { continue }
                var before: [Int] = []
                if step > 0 {
                    guard let chain = chains[step - 1], let within = steps[step].within,
                        chain.time >= time.before(by: within)
                    else { continue }
                    before = chain.lines
                }
                chains[step] = (time, before + [line])
                if before.count + 1 > longest.count { longest = before + [line] }
            }
            if !longest.isEmpty { body(time, longest) }
        }
    }

    private func key(_ line: Int) -> ExactText { purchases[line]?.order.key ?? "" }
}

/// What became of every awaiting purchase of a group (4.7).
struct AbsenceWalk {
    struct Awaiting {
        let moment: EventTime
        let deadline: EventTime
        let lines: [Int]
        /// Nothing came, and the feed has passed the deadline.
        let isHeld: Bool
        /// Nothing came so far.
        let isPending: Bool
    }

    private let items: [[WindowWalk.Item]]
    private let absence: Absence
    private let receipts: Receipts

    /// - Parameter items: those that await, and those that are awaited, in order of moments.
    init(_ items: [[WindowWalk.Item]], _ absence: Absence, _ receipts: Receipts) {
        self.items = items
        self.absence = absence
        self.receipts = receipts
    }

    func forEach(_ body: (Awaiting) -> Void) {
        let answers = items[RulePart.awaited].map(\.moment)
        let awaiting = Dictionary(grouping: items[RulePart.awaiting], by: \.moment)
        for (moment, items) in awaiting.sorted(by: { $0.key < $1.key }) {
            let deadline = moment.advanced(by: absence.within)
            let isAnswered = answers.contains { $0 > moment && $0 <= deadline }
            let decided = items.filter { receipts.latest(ofFeed: receipts[$0.receipt].feed) > deadline }
            let isHeld = !isAnswered && !decided.isEmpty
            body(
                Awaiting(
                    moment: moment, deadline: deadline, lines: (isHeld ? decided : items).map(\.line),
                    isHeld: isHeld, isPending: !isAnswered && decided.isEmpty))
        }
    }
}
