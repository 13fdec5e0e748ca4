import Purchases
import Rules

/// Which steps of the netting a rule leaves out (2.5): every rule sees purchases by one of these.
enum Netting: Int, Sendable, Hashable, Comparable {
    case plain, beforeReturns, beforeVoids, beforeBoth

    init(ignoresReturns: Bool, ignoresVoids: Bool) {
        self =
            ignoresReturns
            ? (ignoresVoids ? .beforeBoth : .beforeReturns) : (ignoresVoids ? .beforeVoids : .plain)
    }

    var ignoresReturns: Bool { self == .beforeReturns || self == .beforeBoth }
    var ignoresVoids: Bool { self == .beforeVoids || self == .beforeBoth }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Rule {
    var netting: Netting { Netting(ignoresReturns: ignoresReturns, ignoresVoids: ignoresVoids) }

    /// All conditions that it asks, those of its parts included.
    var conditions: [Condition] {
        let parts: [Condition] =
            switch form {
            case .measure: []
            case .combine(_, let criteria): criteria.map(\.condition)
            case .sequence(let steps): steps.map(\.condition)
            case .absent(let absence): [absence.after, absence.awaited]
            }
        return [condition] + parts
    }
}

/// What the nettings that a pack uses leave of one buyer's sale lines.
struct NettedLines {
    private let plain: OpenReturns
    private let unvoided: OpenReturns?
    private let nettings: [Netting]

    var unmatched: Int { plain.unmatched }

    /// - Parameters:
    ///   - entries: the buyer's standing lines, the wholly voided included.
    ///   - nettings: those beside the plain one.
    init(_ entries: [StandingEntry], _ nettings: [Netting]) {
        plain = OpenReturns(entries.filter { !$0.isVoided })
        unvoided = nettings.contains(.beforeVoids) ? OpenReturns(entries.map(\.unvoided)) : nil
        self.nettings = nettings
    }

    /// What is left of a sale; nil when it is no purchase.
    func basis(of entry: StandingEntry, stamp: Int, _ receipt: Receipt) -> Purchase.Basis? {
        guard let moment = receipt.moment else { return nil }
        let whole = entry.quantity ?? .zero
        let unreturned = entry.isVoided ? .zero : entry.left ?? .zero
        let net = entry.isVoided ? .zero : plain.left[entry.id] ?? entry.unreturned
        let before = nettings.map { netting -> ExactDecimal in
            switch netting {
            case .plain: net
            case .beforeReturns: unreturned
            case .beforeVoids: unvoided?.left[entry.id] ?? entry.unvoidedUnreturned
            case .beforeBoth: whole
            }
        }
        guard net > .zero || before.contains(where: { $0 > .zero }) else { return nil }
        return Purchase.Basis(
            stamp: stamp, quantity: net, returned: unreturned - net, voided: whole - unreturned,
            before: before, moment: moment, midnight: receipt.midnight)
    }
}
