import Purchases

/// What the lists of one pack say about products (3.1 to 3.3).
struct Substances: Sendable {
    /// All entries in the order of the pack's lists.
    private var entries: [SubstanceEntry] = []
    /// The positions of entries by identity, which is the CAS number where there is one.
    private var byIdentity: [ExactText: [Int]] = [:]
    private var byID: [ExactText: [Int]] = [:]
    /// The same entries by identity, lent to every purchase that all of them cover.
    private var sets: [ExactText: [SubstanceEntry]] = [:]

    init(lists: [SubstanceList]) {
        for entry in lists.flatMap(\.entries) {
            byIdentity[entry.identity, default: []].append(entries.count)
            byID[entry.id, default: []].append(entries.count)
            sets[entry.identity, default: []].append(entry)
            entries.append(entry)
        }
    }

    /// The listed substances of a line in order of identity, with their masses in so many units.
    func listed(_ rows: [ProductRow], on day: LocalDay, units: ExactDecimal) -> [ListedSubstance] {
        var found: [ListedSubstance] = []
        for row in rows where row.isValid(on: day) {
            let covering = covering(row, on: day)
            guard let first = covering.first else { continue }
            let pure = covering.lazy.compactMap(\.density).first
            let mass = Amounts.mass(row, pure: pure, units: units)
            found.append(
                ListedSubstance(
                    entries: covering, row: row, identity: first.identity, cas: first.cas,
                    share: WeightShare(row, pure: pure), mass: mass?.grams,
                    assumedDensity: mass?.assumedDensity ?? false))
        }
        guard found.count > 1 else { return found }
        // Rows of one substance keep the catalogue's order.
        return found.enumerated().sorted {
            ($0.element.identity, $0.offset) < ($1.element.identity, $1.offset)
        }.map(\.element)
    }

    /// The entries in force that are about a row's substance (`ProductRow.isSubstance`).
    private func covering(_ row: ProductRow, on day: LocalDay) -> [SubstanceEntry] {
        var positions = byIdentity[row.substance] ?? []
        let known = positions.count
        if let id = row.id {
            for position in byID[id] ?? [] where !positions.contains(position) { positions.append(position) }
            positions.sort()
        }
        if positions.count == known, let all = sets[row.substance], all.allSatisfy({ $0.covers(day) }) {
            return all
        }
        return positions.lazy.map { entries[$0] }.filter { $0.covers(day) }
    }
}
