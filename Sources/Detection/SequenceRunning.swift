import Purchases
import Rules

/// How far the sequences of a subject have come, group by group (4.7).
///
/// For each step it keeps the latest moment at which a chain of purchases up to it ended, with that chain: an earlier
/// one can do nothing that a later one cannot.
struct SequenceRunning: Sendable {
    /// Purchases of different moments, one for each step so far.
    struct Chain: Sendable {
        /// The moment of the last.
        let time: EventTime
        let lines: [CountedLine]
    }

    private struct Entered: Sendable {
        let key: ExactText
        let line: CountedLine
    }

    private struct Group: Sendable {
        let rule: Int
        let id: Int
        /// By step.
        var chains: [Chain?]
        /// Of this moment, by step, the one with the least key.
        var entered: [Entered?]
    }

    private var all: [Group] = []
    private var places: [Int: Int] = [:]
    private var touched: Set<Int> = []
    /// Of this moment, the groups whose last step is in it, with the chain.
    private(set) var held: [Int: (rule: Int, chain: Chain)] = [:]

    mutating func advance() { held.removeAll(keepingCapacity: true) }

    mutating func enter(_ contribution: Contribution, _ key: ExactText, _ line: Int, steps: Int) {
        let index = places[contribution.group] ?? all.count
        if index == all.count {
            places[contribution.group] = index
            all.append(
                Group(
                    rule: contribution.rule, id: contribution.group,
                    chains: Array(repeating: nil, count: steps), entered: Array(repeating: nil, count: steps))
            )
        }
        touched.insert(index)
        if let known = all[index].entered[contribution.part], known.key < key { return }
        all[index].entered[contribution.part] = Entered(
            key: key, line: CountedLine(line: line, counted: contribution.counted))
    }

    /// Lengthens the chains, once all purchases of the moment have entered.
    mutating func settle(at time: EventTime, _ rules: [Rule]) {
        for index in touched {
            guard case .sequence(let steps) = rules[all[index].rule].form else { continue }
            // The last step first: each goes on from a chain of an earlier moment.
            for step in steps.indices.reversed() {
                guard let entered = all[index].entered[step] else { continue }
                all[index].entered[step] = nil
                guard let before = chain(before: step, all[index], steps, at: time) else { continue }
                let chain = Chain(time: time, lines: before + [entered.line])
                all[index].chains[step] = chain
                if step == steps.count - 1 { held[all[index].id] = (all[index].rule, chain) }
            }
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// The purchases of the steps before one that lies at a time; nil where they do not reach it.
    private func chain(
        before step: Int, _ group: Group, _ steps: [Step], at time: EventTime
    ) -> [CountedLine]? {
        guard step > 0 else { return [] }
        guard let chain = group.chains[step - 1], let within = steps[step].within,
            chain.time >= time.before(by: within)
        else { return nil }
        return chain.lines
    }
}
