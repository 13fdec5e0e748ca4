import Purchases

/// What the lists of one pack say about products (3.1 to 3.3).
struct Substances: Sendable {
    /// Entries by identity, and by `list/id` where that differs, in the order of the pack's lists.
    private var entries: [ExactText: [SubstanceEntry]] = [:]

    init(lists: [SubstanceList]) {
        for list in lists {
            for entry in list.entries {
                entries[entry.identity, default: []].append(entry)
                let other = ExactText("\(entry.list)/\(entry.id)")
                if other != entry.identity { entries[other, default: []].append(entry) }
            }
        }
    }

    /// The listed substances of a line in order of identity, with their masses in so many units.
    func listed(_ rows: [ProductRow], on day: LocalDay, units: ExactDecimal) -> [ListedSubstance] {
        var found: [ListedSubstance] = []
        for row in rows where row.isValid(on: day) {
            guard let known = entries[row.substance] else { continue }
            let covering = known.allSatisfy { $0.covers(day) } ? known : known.filter { $0.covers(day) }
            guard let first = covering.first else { continue }
            let pure = covering.lazy.compactMap(\.density).first
            let mass = Amounts.mass(row, pure: pure, units: units)
            found.append(
                ListedSubstance(
                    entries: covering, row: row, identity: first.identity, cas: first.cas,
                    share: WeightShare(row, pure: pure), mass: mass?.grams,
                    assumedDensity: mass?.assumedDensity ?? false))
        }
        // Rows of one substance keep the catalogue's order.
        return found.enumerated().sorted {
            ($0.element.identity, $0.offset) < ($1.element.identity, $1.offset)
        }.map(\.element)
    }
}
