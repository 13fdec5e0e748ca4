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
            return held.receipt.flatMap { receipts.index(of: held.group, 0, $0) }.map {
                detail(receipts.all[$0], receipts.evidence(of: $0))
            }
        case .window, .usual:
            return windows.index(of: held.group, part: 0).map {
                detail(windows.running[$0], windows.evidence(of: $0))
            }
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

    private func detail(_ group: RunningGroup, _ lines: [CountedLine]) -> Detail {
        var detail = Detail(value: group.value(of: parts[group.rule, group.part].measure), lines: lines)
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
            let values: [ExactDecimal]
            let lines: [CountedLine]
            if part.window != .receipt {
                let index = windows.index(of: held.group, part: number)
                values = index.map { [windows.running[$0].value(of: part.measure)] } ?? []
                lines = index.map(windows.evidence) ?? []
            } else {
                let indices = onReceipts(held, number, part)
                values = indices.map { receipts.all[$0].value(of: part.measure) }
                lines = indices.flatMap(receipts.evidence)
            }
            found.append(Detail.Condition(number: number, value: values.max() ?? .zero, lines: lines))
        }
        return Detail(value: ExactDecimal(found.count), lines: Self.union(found), conditions: found)
    }

    /// Where a condition without a window holds: on the receipt at hand, or on all of the moment.
    private func onReceipts(_ held: Held, _ number: Int, _ part: RulePart) -> [Int] {
        if let receipt = held.receipt {
            return receipts.index(of: held.group, number, receipt).map { [$0] } ?? []
        }
        return receipts.indices(of: held.group, number).filter { receipts.all[$0].holds(part) }
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
