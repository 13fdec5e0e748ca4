import Catalogue
import Purchases

/// A row of the catalogue, with the entries of some lists that are about its substance, today or later.
package struct RowFacts {
    package let product: ExactText
    package let row: ProductRow
    /// In the order of the lists; never empty.
    package let entries: [SubstanceEntry]

    /// Whether its concentration can be told in w/w, by which limits are compared: for other bases that takes the product's
    /// density, and for v/v the pure substance's as well.
    package var isShareKnown: Bool {
        guard row.concentration != nil else { return false }
        switch row.basis {
        case .byWeight: return true
        case .weightByVolume: return row.density != nil
        case .byVolume: return row.density != nil && pureDensity != nil
        }
    }

    /// Whether it can be told how many grams of the substance one unit has.
    package var isMassKnown: Bool {
        row.concentration != nil && (row.basis != .byVolume || pureDensity != nil)
    }

    /// The entries whose limit cannot be compared with the concentration.
    package var undecided: [SubstanceEntry] { isShareKnown ? [] : entries.filter { $0.limit != nil } }

    private var pureDensity: ExactDecimal? { entries.lazy.compactMap(\.density).first }
}

/// The entries of some lists, found by what a row calls its substance.
package struct ListedEntriesIndex {
    private var entries: [SubstanceEntry] = []
    private var byIdentity: [ExactText: [Int]] = [:]
    private var byID: [ExactText: [Int]] = [:]
    private let today: LocalDay

    package init(lists: [SubstanceList], today: LocalDay) {
        self.today = today
        for entry in lists.flatMap(\.entries) {
            byIdentity[entry.identity, default: []].append(entries.count)
            byID[entry.id, default: []].append(entries.count)
            entries.append(entry)
        }
    }

    /// Nil where no entry is about the row on any day from today on.
    package func facts(_ product: ExactText, _ row: ProductRow) -> RowFacts? {
        var places = byIdentity[row.substance] ?? []
        if let id = row.id { places += (byID[id] ?? []).filter { !places.contains($0) } }
        let covering = places.sorted().map { entries[$0] }.filter { entry in
            let first = [entry.from, row.validFrom, today].compactMap(\.self).max() ?? today
            let last = [entry.to, row.validTo].compactMap(\.self).min()
            return last.map { first <= $0 } ?? true
        }
        return covering.isEmpty ? nil : RowFacts(product: product, row: row, entries: covering)
    }

    /// Whether a text names the row's substance: its CAS number, its id, or the id of an entry that is about it.
    package func isNamed(_ row: ProductRow, _ text: ExactText) -> Bool {
        if row.substance == text || row.id == text { return true }
        let named = (byID[text] ?? []) + (byIdentity[text] ?? [])
        return named.contains { row.isSubstance(of: entries[$0]) }
    }
}

extension ProductRow {
    /// Whether it holds today or later.
    package func isCurrent(_ today: LocalDay) -> Bool { validTo.map { today <= $0 } ?? true }

    /// Whether there is a day on which both hold.
    package func overlaps(_ other: ProductRow) -> Bool {
        if let end = validTo, let start = other.validFrom, end < start { return false }
        if let end = other.validTo, let start = validFrom, end < start { return false }
        return true
    }

    /// As the catalogue writes it.
    package var writtenSubstance: ExactText { id ?? substance }

    /// `12 % w/w, 60 ml`.
    package var amountsText: String {
        let share = concentration.map { "\($0) % \(basis.rawValue)" } ?? "concentration unknown"
        return "\(share), \(netText)"
    }

    /// `60 ml`.
    package var netText: String {
        netVolume.map { "\($0) ml" } ?? netMass.map { "\($0) g" } ?? "net amount unknown"
    }
}
