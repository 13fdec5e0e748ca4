import Purchases
import Rules

/// The rules of a pack about one kind of subject, carried over a subject's purchases in order of time.
///
/// At every time: `advance`, `enter` for each purchase of the moment, `settle`; then `held` says what holds there. Each
/// form of rule keeps only what a later moment can need, so the cost grows with the purchases and not with the
/// moments.
struct RuleSweep: Sendable {
    /// How a rule's contributions are kept.
    enum Keeping: Sendable { case receipt, window, usual, combine, sequence, absent }

    let rules: [Rule]
    let parts: RuleParts
    /// By rule; nil for one about another kind of subject.
    let keeping: [Keeping?]
    /// Nil: all that there is is seen.
    let facts: Facts?

    private(set) var receipts = ReceiptGroups()
    private(set) var windows: RunningWindows
    private(set) var usual = UsualRunning()
    private(set) var combine = CombineRunning()
    private(set) var sequence = SequenceRunning()
    private(set) var absence = AbsenceRunning()
    /// The windows of rules with one measure that hold, with the doublings of the threshold that they have passed.
    private(set) var holding: [Int: Int] = [:]
    private(set) var time = EventTime.distantPast

    init(_ pack: CompiledPack, subject: Rule.Subject, facts: Facts? = nil) {
        rules = pack.pack.rules
        parts = pack.parts
        keeping = rules.map { $0.subject == subject ? Self.keeping($0) : nil }
        self.facts = facts
        windows = RunningWindows(parts: pack.parts.all.count)
    }

    private static func keeping(_ rule: Rule) -> Keeping {
        switch rule.form {
        case .measure: rule.window == .receipt ? .receipt : rule.usual == nil ? .window : .usual
        case .combine: .combine
        case .sequence: .sequence
        case .absent: .absent
        }
    }

    /// The next deadline that there may be, a moment even where no purchase is.
    var nextDeadline: EventTime? { absence.next }

    /// Brings the rules to the next time: what has expired leaves the windows.
    mutating func advance(to moment: EventTime) {
        time = moment
        receipts.advance()
        windows.advance(to: moment)
        combine.advance()
        sequence.advance()
    }

    /// Takes in a purchase of the moment, where there is one: looked at in its place, for it is too large to be copied
    /// at every moment.
    mutating func enter(_ line: Int, of purchases: [Purchase?]) {
        guard let contributions = purchases[line]?.contributions, !contributions.isEmpty,
            let receipt = purchases[line]?.receipt
        else { return }
        for contribution in contributions {
            let rule = contribution.rule
            switch keeping[rule] {
            case nil: continue
            case .receipt: receipts.enter(contribution, receipt, line)
            case .window: windows.enter(contribution, line, part: parts.place(contribution))
            case .usual:
                windows.enter(contribution, line, part: parts.place(contribution))
                usual.enter(contribution, at: time, reach: rules[rule].reach)
            case .combine:
                if parts[rule, contribution.part].window == .receipt {
                    receipts.enter(contribution, receipt, line)
                } else {
                    windows.enter(contribution, line, part: parts.place(contribution))
                }
            case .sequence:
                guard case .sequence(let steps) = rules[rule].form else { continue }
                guard let key = purchases[line]?.order.key else { continue }
                sequence.enter(contribution, key, line, steps: steps.count)
            case .absent: absence.enter(contribution, line)
            }
        }
    }

    /// Works out what holds, once all purchases of the moment have entered.
    mutating func settle() {
        windows.settle { index, group in
            let part = parts[group.rule, group.part]
            let holds = group.holds(part)
            if keeping[group.rule] == .combine {
                combine.settle(group, holds: holds)
            } else {
                holding[index] = holds ? part.threshold.doublings(group.value(of: part.measure)) : nil
            }
        }
        for group in receipts.all
        where keeping[group.rule] == .combine && group.holds(parts[group.rule, group.part]) {
            combine.settle(onReceipt: group, isOfOneReceipt: rules[group.rule].isOfOneReceipt)
        }
        sequence.settle(at: time, rules)
        absence.settle(at: time, rules)
    }

    /// The deadlines at this time, decided or not.
    mutating func deadlines() -> [AbsenceRunning.Deadline] {
        absence.deadlines(at: time).compactMap { deadline in
            guard let facts else { return deadline }
            var known = deadline
            known.groups = deadline.groups.filter { facts.unanswered.contains($0.key) }
            return known.groups.isEmpty ? nil : known
        }
    }
}
