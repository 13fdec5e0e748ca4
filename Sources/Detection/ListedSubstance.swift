import Purchases

/// A substance of a purchase that at least one entry of the pack's lists covers on its local day (3.3).
struct ListedSubstance: Sendable {
    /// The covering entries in the order of the pack's lists; never empty.
    let entries: [SubstanceEntry]
    let row: ProductRow
    /// The CAS number, else `list/id`, of the first covering entry.
    let identity: ExactText
    let cas: ExactText?
    /// Percent w/w, where it can be known.
    let share: WeightShare?
    /// Grams in all units that netting left; nil when unknown.
    var mass: ExactDecimal?
    /// Whether 1 g/ml had to be assumed for the mass.
    var assumedDensity: Bool

    /// Whether a text is its CAS number or its id on a covering list.
    func isNamed(_ text: ExactText) -> Bool {
        cas == text || entries.contains { $0.id == text }
    }

    /// Whether the share lies above the entry's limit, by the entry's own comparison; unknown without a limit.
    func isAboveLimit(of entry: SubstanceEntry) -> Truth {
        guard let limit = entry.limit, let side = share?.compared(to: limit) else { return .unknown }
        return Truth(entry.comparison == .atLeast ? side >= 0 : side > 0)
    }

    /// Whether an entry has a limit that could not be compared.
    var isLimitUndecided: Bool {
        entries.contains { $0.limit != nil && isAboveLimit(of: $0) == .unknown }
    }

    /// Above a limit: true for one entry, else nil if unknown for one that has a limit, else false.
    var isRestricted: Bool? {
        switch Truth.any(entries.filter { $0.limit != nil }, isAboveLimit) {
        case .yes: true
        case .unknown: nil
        case .no: false
        }
    }
}
