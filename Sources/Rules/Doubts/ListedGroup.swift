import Purchases

/// A substance with every entry that could be about it: entries that share a CAS number or an id.
struct ListedGroup {
    var entries: [SubstanceEntry]

    /// The groups of all entries of the lists. Larger than need be in doubt: what is impossible for them is impossible.
    static func groups(_ lists: [SubstanceList]) -> [ListedGroup] {
        var groups: [Int: [SubstanceEntry]] = [:]
        var places: [ExactText: Int] = [:]
        var next = 0
        for entry in lists.flatMap(\.entries) {
            let names = [entry.identity, entry.id] + (entry.cas.map { [$0] } ?? [])
            let known = Set(names.compactMap { places[$0] })
            let place = known.min() ?? next
            next += 1
            var merged = known.sorted().flatMap { groups.removeValue(forKey: $0) ?? [] }
            merged.append(entry)
            groups[place] = merged
            for entry in merged {
                for name in [entry.identity, entry.id] + (entry.cas.map { [$0] } ?? []) {
                    places[name] = place
                }
            }
        }
        return groups.sorted { $0.key < $1.key }.map { ListedGroup(entries: $0.value) }
    }
}
