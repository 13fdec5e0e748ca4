/// One entry of a substance list: public law as data.
package struct SubstanceEntry: Sendable, Hashable {
    /// How a concentration is compared with the limit, as the law words it.
    package enum Comparison: String, Sendable, Hashable {
        case above = ">"
        case atLeast = ">="
    }

    package var list: ExactText
    package var id: ExactText
    package var name: String
    package var cas: ExactText?
    package var annex: ExactText?
    /// Percent w/w.
    package var limit: ExactDecimal?
    package var comparison: Comparison
    /// Percent w/w: no licence reaches above it.
    package var upperLimit: ExactDecimal?
    /// Grams per millilitre of the pure substance.
    package var density: ExactDecimal?
    package var from: LocalDay?
    package var to: LocalDay?

    package init(
        list: ExactText, id: ExactText, name: String, cas: ExactText? = nil, annex: ExactText? = nil,
        limit: ExactDecimal? = nil, comparison: Comparison = .above, upperLimit: ExactDecimal? = nil,
        density: ExactDecimal? = nil, from: LocalDay? = nil, to: LocalDay? = nil
    ) {
        self.list = list
        self.id = id
        self.name = name
        self.cas = cas
        self.annex = annex
        self.limit = limit
        self.comparison = comparison
        self.upperLimit = upperLimit
        self.density = density
        self.from = from
        self.to = to
    }

    /// What makes the substance one substance on several lists: its CAS number, else `list/id` (3.3).
    package var identity: ExactText { cas ?? ExactText("\(list)/\(id)") }

    /// Whether the entry is in force on a local day; both ends are included.
    package func covers(_ day: LocalDay) -> Bool {
        if let from, day < from { return false }
        if let to, to < day { return false }
        return true
    }
}

/// A substance list: entries of one law in one version.
package struct SubstanceList: Sendable, Hashable {
    package var id: ExactText
    package var version: String
    package var jurisdiction: String?
    package var entries: [SubstanceEntry]

    package init(id: ExactText, version: String, jurisdiction: String?, entries: [SubstanceEntry]) {
        self.id = id
        self.version = version
        self.jurisdiction = jurisdiction
        self.entries = entries
    }
}

/// One row of the chain's catalogue: a product holds a substance.
package struct ProductRow: Sendable, Hashable, Codable {
    package enum Basis: String, Sendable, Codable {
        case byWeight = "w/w"
        case weightByVolume = "w/v"
        case byVolume = "v/v"
    }

    /// The identity of the substance: a CAS number, else `list/id`.
    package var substance: ExactText
    /// The id by which the catalogue names it; nil where it gives the CAS number.
    ///
    /// Entries of this id are about the substance even on a list that gives it no CAS number, or another one.
    package var id: ExactText?
    /// Percent in `basis`; nil when unknown.
    package var concentration: ExactDecimal?
    package var basis: Basis
    /// Grams or millilitres in one unit of the product, whichever the catalogue states.
    package var netMass: ExactDecimal?
    package var netVolume: ExactDecimal?
    /// Grams per millilitre of the product.
    package var density: ExactDecimal?
    package var validFrom: LocalDay?
    package var validTo: LocalDay?

    package init(
        substance: ExactText, id: ExactText? = nil, concentration: ExactDecimal?, basis: Basis = .byWeight,
        netMass: ExactDecimal?, netVolume: ExactDecimal?, density: ExactDecimal? = nil,
        validFrom: LocalDay? = nil, validTo: LocalDay? = nil
    ) {
        self.substance = substance
        self.id = id
        self.concentration = concentration
        self.basis = basis
        self.netMass = netMass
        self.netVolume = netVolume
        self.density = density
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether a list entry is about the row's substance: by identity, by CAS number, or by the id that the catalogue gives.
    package func isSubstance(of entry: SubstanceEntry) -> Bool {
        entry.identity == substance || entry.cas == substance || (id != nil && entry.id == id)
    }

    package func isValid(on day: LocalDay) -> Bool {
        if let validFrom, day < validFrom { return false }
        if let validTo, validTo < day { return false }
        return true
    }
}
