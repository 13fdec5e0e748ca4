import Purchases
import Rules

/// What is behind a group that holds.
extension RuleSweep {
    /// What a held group measured, and the purchases behind it.
    struct Detail: Sendable {
        struct Condition: Sendable {
            /// Its place in the combination, from 0.
            let number: Int
            let value: ExactDecimal
            let lines: [CountedLine]
        }

        var value: ExactDecimal
        /// Each purchase once.
        var lines: [CountedLine]
        /// Of a combination, the conditions that hold, in their order.
        var conditions: [Condition]?
        var usual: Baseline?
    }

    /// What follows from purchases that an alert does not show, and is kept when it is evaluated alone (5.7).
    struct Facts: Sendable {
        /// What is usual, by group.
        var baselines: [Int: Baseline] = [:]
        /// The groups that nothing answered by the deadline.
        var unanswered: Set<Int> = []
    }

    /// What a group that holds at the moment measured.
    func detail(_ held: Held, at moment: Moment) -> Detail? {
        switch keeping[held.rule] {
        case nil: return nil
        case .receipt:
            return held.receipt.flatMap { receipts[held.group, 0, $0] }.map(detail)
        case .window, .usual:
            return windows.index(of: held.group, part: 0).map { detail(windows.running[$0]) }
        case .combine: return combination(held, at: moment)
        case .sequence:
            guard let chain = sequence.held[held.group]?.chain else { return nil }
            return Detail(value: ExactDecimal(chain.lines.count), lines: chain.lines)
        case .absent:
            guard case .deadline(let deadline) = moment, let lines = deadline.groups[held.group] else {
                return nil
            }
            return Detail(value: ExactDecimal(1), lines: lines)
        }
    }

    private func detail(_ group: RunningGroup) -> Detail {
        var detail = Detail(
            value: group.value(of: parts[group.rule, group.part].measure), lines: group.evidence(at: time))
        if rules[group.rule].usual != nil { detail.usual = baseline(of: group) }
        return detail
    }

    private func combination(_ held: Held, at moment: Moment) -> Detail {
        var found: [Detail.Condition] = []
        let holding: CombineRunning.Conditions
        if let receipt = held.receipt {
            let place = CombineRunning.OfReceipt(rule: held.rule, group: held.group, receipt: receipt)
            holding = combine.receipts[place] ?? CombineRunning.Conditions()
        } else {
            holding = combine.groups[held.group].map { conditions($0, at: moment) } ?? .init()
        }
        for number in numbers(holding, held.rule) {
            let part = parts[held.rule, number]
            var groups: [RunningGroup] = []
            if part.window != .receipt {
                if let index = windows.index(of: held.group, part: number) {
                    groups = [windows.running[index]]
                }
            } else if let receipt = held.receipt {
                groups = receipts[held.group, number, receipt].map { [$0] } ?? []
            } else {
                groups = receipts.of(held.group, number).filter { $0.holds(part) }
            }
            let value = groups.map { $0.value(of: part.measure) }.max() ?? .zero
            found.append(
                Detail.Condition(
                    number: number, value: value, lines: groups.flatMap { $0.evidence(at: time) }))
        }
        return Detail(value: ExactDecimal(found.count), lines: Self.union(found), conditions: found)
    }

    /// Each purchase once, with all of its substances that counted in some condition.
    private static func union(_ conditions: [Detail.Condition]) -> [CountedLine] {
        var counted: [Int: [Int]?] = [:]
        for line in conditions.flatMap(\.lines) {
            if let known = counted[line.line] {
                counted[line.line] = .some(
                    known.flatMap { known in line.counted.map { Set(known + $0).sorted() } })
            } else {
                counted[line.line] = .some(line.counted)
            }
        }
        return counted.map { CountedLine(line: $0.key, counted: $0.value) }
    }

    /// What an alert of the moment does not show and keeps: of what holds there, what is usual and what did not happen.
    func facts(at moment: Moment) -> Facts {
        var facts = Facts()
        for index in holding.keys where rules[windows.running[index].rule].usual != nil {
            let group = windows.running[index]
            facts.baselines[group.group] = baseline(of: group)
        }
        if case .deadline(let deadline) = moment { facts.unanswered = Set(deadline.groups.keys) }
        return facts
    }
}
