import Purchases

/// The purchases behind one indicator, looked up.
struct Evidence {
    let indicator: Indicator
    let records: [PurchaseRecord]
    /// `counted` with keys that compare by their bytes.
    let counted: [ExactText: [ExactText]]?

    /// Nil when the alert does not show one of the indicator's purchases.
    init?(_ indicator: Indicator, records known: [ExactText: PurchaseRecord]) {
        self.indicator = indicator
        var found: [PurchaseRecord] = []
        for key in indicator.purchases {
            guard let record = known[key] else { return nil }
            found.append(record)
        }
        records = found
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

/// The fields of `by`, `each` and `distinct` whose values an alert shows with its purchases.
enum ShownField: String {
    case substance, cas, store, till, receipt, product, description, tender, currency, kind

    init?(_ text: String) { self.init(rawValue: text) }
}
