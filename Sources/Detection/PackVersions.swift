import Purchases
import Rules

extension [Pack] {
    /// The packs by id, in the order in which the ids come.
    var byID: [[Pack]] {
        var groups: [[Pack]] = []
        var places: [String: Int] = [:]
        for pack in self {
            if let place = places[pack.id] {
                groups[place].append(pack)
            } else {
                places[pack.id] = groups.count
                groups.append([pack])
            }
        }
        return groups
    }
}

extension LedgerChange {
    /// The same as a change of a shadow pack's ledger.
    var inShadow: LedgerChange {
        var change = self
        change.isShadow = true
        return change
    }
}

/// Alerts that stand where other versions of their pack are to judge.
package struct PackReach: Sendable, Hashable {
    package var packID: String
    /// The version that judges the first of them anew.
    package var version: String
    /// From which local day on; nil: from the beginning.
    package var from: LocalDay?
    package var alerts: Int
    /// The moment of the first of them.
    package var earliest: EventTime
}
