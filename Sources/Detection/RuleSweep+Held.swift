import Purchases
import Rules

/// What holds at a moment.
extension RuleSweep {
    /// What is judged at a time: the receipts of a moment, or the deadline of an absence, which is a moment of its own.
    enum Moment: Sendable {
        case receipts
        case deadline(AbsenceRunning.Deadline)
    }

    /// A group that holds at a moment.
    struct Held: Sendable, Hashable {
        let rule: Int
        let group: Int
        /// Of a rule that looks at one receipt.
        let receipt: Int?
        /// Doublings of the threshold that its value has passed; only a measure over a window has some.
        let doublings: Int
        /// Whether a purchase of the moment is behind it.
        let isOwn: Bool
    }

    /// The groups that hold at a moment, in no order; empty when no purchase of it is behind one.
    func held(at moment: Moment) -> [Held] {
        var held: [Held] = []
        let own: Set<Int>
        switch moment {
        case .receipts:
            held = heldHere()
            guard !(held.isEmpty && holding.isEmpty && combine.groups.isEmpty) else { return [] }
            own = Set(windows.entered)
        case .deadline(let deadline):
            own = windows.groups(with: Set(deadline.groups.values.joined().map(\.line)))
            held = deadline.groups.keys.map { Held(deadline.rule, $0) }
        }
        let combined = combined(at: moment, own)
        guard
            !held.isEmpty || combined.contains(where: \.isOwn)
                || own.contains(where: { holding[$0] != nil && isUnusual(windows.running[$0]) })
        else { return [] }
        for (index, doublings) in holding where isUnusual(windows.running[index]) {
            held.append(
                Held(
                    rule: windows.running[index].rule, group: windows.running[index].group, receipt: nil,
                    doublings: doublings, isOwn: own.contains(index)))
        }
        return held + combined
    }

    /// What holds by the receipts of this moment alone, or ends with one of them.
    private func heldHere() -> [Held] {
        var held: [Held] = []
        for group in receipts.all
        where keeping[group.rule] == .receipt && group.holds(parts[group.rule, group.part]) {
            held.append(Held(group.rule, group.group, receipt: group.receipt))
        }
        for (place, conditions) in combine.receipts where suffices(conditions, place.rule) {
            held.append(Held(place.rule, place.group, receipt: place.receipt))
        }
        for (group, found) in sequence.held { held.append(Held(found.rule, group)) }
        return held
    }

    /// Combinations over windows.
    private func combined(at moment: Moment, _ own: Set<Int>) -> [Held] {
        combine.groups.compactMap { group, state in
            guard suffices(conditions(state, at: moment), state.rule) else { return nil }
            var isOwn = false
            if case .receipts = moment { isOwn = !state.onReceipts.isEmpty }
            isOwn =
                isOwn
                || numbers(state.windowed, state.rule).contains { number in
                    windows.index(of: group, part: number).map(own.contains) ?? false
                }
            return Held(rule: state.rule, group: group, receipt: nil, doublings: 0, isOwn: isOwn)
        }
    }

    func conditions(
        _ state: CombineRunning.State, at moment: Moment
    ) -> CombineRunning.Conditions {
        if case .receipts = moment { state.holding } else { state.windowed }
    }

    private func suffices(_ conditions: CombineRunning.Conditions, _ rule: Int) -> Bool {
        guard case .combine(let least, _) = rules[rule].form else { return false }
        return conditions.count >= least
    }

    func numbers(_ conditions: CombineRunning.Conditions, _ rule: Int) -> [Int] {
        guard case .combine(_, let criteria) = rules[rule].form else { return [] }
        return criteria.indices.filter(conditions.contains)
    }

    func baseline(of group: RunningGroup) -> Baseline? {
        guard let facts else { return usual.baseline(of: group.group, at: time, rules[group.rule]) }
        return facts.baselines[group.group]
    }

    /// Whether a group stands out from what is usual, where its rule asks for that.
    private func isUnusual(_ group: RunningGroup) -> Bool {
        guard let usual = rules[group.rule].usual else { return true }
        let value = group.value(of: rules[group.rule].measure)
        return baseline(of: group)?.isExceeded(usual.times, by: value) ?? false
    }
}

extension RuleSweep.Held {
    /// One of a purchase of the moment, without doublings.
    fileprivate init(_ rule: Int, _ group: Int, receipt: Int? = nil) {
        self.init(rule: rule, group: group, receipt: receipt, doublings: 0, isOwn: true)
    }
}
