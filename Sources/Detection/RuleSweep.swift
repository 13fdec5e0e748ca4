import Purchases
import Rules

/// The rules of a pack about one kind of subject, carried over a subject's purchases in order of time.
///
/// At every time: `advance`, `enter` for each purchase of the moment, `settle`; then `held` says what holds there. Each
/// form of rule keeps only what a later moment can need, so the cost grows with the purchases and not with the
/// moments.
struct RuleSweep: Sendable {
    let plan: SweepPlan
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

    var rules: [Rule] { plan.rules }
    var parts: RuleParts { plan.parts }
    var keeping: [SweepPlan.Keeping?] { plan.keeping }

    init(_ pack: CompiledPack, subject: Rule.Subject, facts: Facts? = nil) {
        plan = pack.plan(for: subject)
        self.facts = facts
        windows = RunningWindows(plan)
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
    mutating func enter(_ line: Int, of purchases: [Purchase?], _ groups: Groups) {
        guard let measurements = purchases[line]?.measurements, !measurements.isEmpty,
            let receipt = purchases[line]?.receipt, let basis = purchases[line]?.basis
        else { return }
        for measurement in measurements {
            windows.enter(measurement, line, basis, groups)
            for member in plan.others[measurement.shared] {
                let part = parts.all[member.place]
                switch keeping[part.rule] {
                case .window, nil: continue
                case .receipt, .combine:
                    let group = groups.members(of: measurement.group)[member.slot]
                    receipts.enter(measurement, group, part, receipt, line)
                case .usual:
                    let contribution = Contribution(measurement, as: member, parts, groups, basis)
                    usual.enter(contribution, at: time, reach: rules[part.rule].reach)
                case .sequence:
                    guard case .sequence(let steps) = rules[part.rule].form,
                        let key = purchases[line]?.order.key
                    else { continue }
                    let contribution = Contribution(measurement, as: member, parts, groups, basis)
                    sequence.enter(contribution, key, line, steps: steps.count)
                case .absent:
                    absence.enter(Contribution(measurement, as: member, parts, groups, basis), line)
                }
            }
        }
    }

    /// Works out what holds, once all purchases of the moment have entered.
    mutating func settle() {
        for index in windows.takeChanged() { settle(index) }
        for group in receipts.all
        where keeping[group.rule] == .combine && group.holds(parts[group.rule, group.part]) {
            combine.settle(onReceipt: group, isOfOneReceipt: rules[group.rule].isOfOneReceipt)
        }
        sequence.settle(at: time, rules)
        absence.settle(at: time, rules)
    }

    private mutating func settle(_ index: Int) {
        let part = parts[windows.running[index].rule, windows.running[index].part]
        let holds = windows.running[index].holds(part)
        if keeping[part.rule] == .combine {
            combine.settle(windows.running[index], holds: holds)
            return
        }
        guard holds || !holding.isEmpty else { return }
        holding[index] =
            holds ? part.threshold.doublings(windows.running[index].value(of: part.measure)) : nil
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
