import Purchases

/// The purchases behind one indicator, looked up.
struct Evidence {
    let indicator: Indicator
    /// In the amounts that the indicator's rule saw: before a step of the netting that it leaves out, and without what an
    /// exception covers.
    let records: [PurchaseRecord]
    /// The purchases that do not show the amounts that the rule saw; their net ones stand in `records`.
    let unseen: [ExactText]
    /// `counted` with keys that compare by their bytes.
    let counted: [ExactText: [ExactText]]?

    /// Nil when the alert does not show one of the indicator's purchases.
    init?(_ indicator: Indicator, records known: [ExactText: PurchaseRecord]) {
        var found: [PurchaseRecord] = []
        var unseen: [ExactText] = []
        for key in indicator.purchases {
            guard let record = known[key] else { return nil }
            let seen = record.seen(by: indicator)
            if seen == nil { unseen.append(key) }
            found.append((seen ?? record).uncovered(by: indicator.unless ?? []))
        }
        self.init(indicator, only: found, unseen: unseen)
    }

    /// Some of the purchases behind an indicator, in the amounts that its rule saw.
    init(_ indicator: Indicator, only records: [PurchaseRecord], unseen: [ExactText] = []) {
        self.indicator = indicator
        self.records = records
        self.unseen = unseen
        counted = indicator.counted.map { counted in
            Dictionary(
                counted.map { (ExactText($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The substances of a purchase that counted.
    func substances(_ record: PurchaseRecord) -> [SubstanceRecord] {
        guard let counted else { return record.substances }
        let names = Set(counted[record.key] ?? [])
        return record.substances.filter { names.contains($0.identity) }
    }

    /// Whether an endpoint's profile may have left the field out: no purchase shows it, though what is measured needs it.
    func withholds(_ field: String) -> Bool {
        field == "description" && !records.isEmpty && records.allSatisfy { $0.description == nil }
    }

    /// The values of a field at a purchase; empty where it is missing, nil where an alert does not show the field.
    func values(of field: String, _ record: PurchaseRecord) -> Set<ExactText>? {
        guard let field = ShownField(field) else { return nil }
        func one(_ value: ExactText?) -> Set<ExactText> { value.map { [$0] } ?? [] }
        return switch field {
        case .substance: Set(substances(record).map(\.identity))
        case .cas: Set(substances(record).compactMap(\.cas))
        case .store: [record.store]
        case .till: [record.till]
        case .receipt: one(record.receiptKey)
        case .product: one(record.product)
        case .description: one(record.description.map { ExactText($0) })
        case .tender: one(record.tender)
        case .currency: one(record.currency)
        case .kind: ["sale"]  // Only sales are purchases.
        }
    }
}

extension PurchaseRecord {
    /// The record in the amounts before the steps that an indicator's rule leaves out; nil when they are not shown.
    fileprivate func seen(by indicator: Indicator) -> PurchaseRecord? {
        guard indicator.returns != nil || indicator.voids != nil else { return self }
        let shown = before?.first { $0.returns == indicator.returns && $0.voids == indicator.voids }
        guard let shown, shown.substances.count == substances.count else { return nil }
        var copy = self
        copy.quantity = shown.quantity
        copy.amount = shown.amount
        for (index, substance) in shown.substances.enumerated() {
            copy.substances[index].mass = substance.mass
            copy.substances[index].volume = substance.volume
            copy.substances[index].coveredMass = substance.coveredMass
        }
        return copy
    }

    /// The record without the masses that the exceptions cover in part.
    fileprivate func uncovered(by exceptions: [String]) -> PurchaseRecord {
        guard !exceptions.isEmpty else { return self }
        var copy = self
        for index in substances.indices {
            guard let covered = substances[index].coveredMass?.most(of: exceptions) else { continue }
            copy.substances[index].mass?.value -= covered
        }
        return copy
    }
}

extension CoveredMass {
    /// The most that one of the exceptions covers; nil when none covers a part.
    func most(of exceptions: [String]) -> ExactDecimal? {
        [("licence", licence), ("professional", professional)].filter { exceptions.contains($0.0) }
            .compactMap { $0.1?.value }.max()
    }
}

/// The fields of `by`, `each` and `distinct` whose values an alert shows with its purchases.
enum ShownField: String {
    case substance, cas, store, till, receipt, product, description, tender, currency, kind

    init?(_ text: String) { self.init(rawValue: text) }
}
