import Purchases
import Rules

/// Which conditions of combinations hold, group by group (4.7).
struct CombineRunning: Sendable {
    /// The conditions that hold, by their place in the rule.
    struct Conditions: Sendable, Hashable {
        private var bits: UInt64 = 0

        var count: Int { bits.nonzeroBitCount }
        var isEmpty: Bool { bits == 0 }

        func contains(_ number: Int) -> Bool { bits & (1 << UInt64(number)) != 0 }

        mutating func set(_ number: Int, _ holds: Bool) {
            if holds { bits |= 1 << UInt64(number) } else { bits &= ~(1 << UInt64(number)) }
        }

        func union(_ other: Conditions) -> Conditions {
            var result = self
            result.bits |= other.bits
            return result
        }
    }

    /// A group with a condition that holds.
    struct State: Sendable {
        let rule: Int
        /// Over windows, kept from moment to moment.
        var windowed = Conditions()
        /// On a receipt of this moment.
        var onReceipts = Conditions()

        var holding: Conditions { windowed.union(onReceipts) }
    }

    /// A combination that looks at one receipt.
    struct OfReceipt: Sendable, Hashable {
        let rule: Int
        let group: Int
        let receipt: Int
    }

    private(set) var groups: [Int: State] = [:]
    private(set) var receipts: [OfReceipt: Conditions] = [:]
    private var withReceipts: [Int] = []

    mutating func advance() {
        receipts.removeAll(keepingCapacity: true)
        for group in withReceipts {
            groups[group]?.onReceipts = Conditions()
            if groups[group]?.windowed.isEmpty == true { groups[group] = nil }
        }
        withReceipts.removeAll(keepingCapacity: true)
    }

    /// Takes in whether a condition with a window holds now.
    mutating func settle(_ running: RunningGroup, holds: Bool) {
        guard holds || groups[running.group] != nil else { return }
        groups[running.group, default: State(rule: running.rule)].windowed.set(running.part, holds)
        if groups[running.group]?.holding.isEmpty == true { groups[running.group] = nil }
    }

    /// Takes in that a condition without a window holds on a receipt of this moment.
    ///
    /// - Parameter isOfOneReceipt: whether the whole combination looks at one receipt.
    mutating func settle(onReceipt running: RunningGroup, isOfOneReceipt: Bool) {
        guard let receipt = running.receipt else { return }
        if isOfOneReceipt {
            let place = OfReceipt(rule: running.rule, group: running.group, receipt: receipt)
            receipts[place, default: Conditions()].set(running.part, true)
        } else {
            groups[running.group, default: State(rule: running.rule)].onReceipts.set(running.part, true)
            withReceipts.append(running.group)
        }
    }
}
