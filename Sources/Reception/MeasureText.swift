import Purchases

/// A measure as an alert writes it, recomputed from the purchases shown (4.4).
enum MeasureText: Hashable {
    case countPurchases, countReceipts, sumMass, sumVolume, sumUnits, sumAmount
    case distinct(String)

    enum Recomputed {
        case exactly(ExactDecimal)
        /// A listed purchase misses what is added: it should not be listed (3.4).
        case addsNothing(ExactText)
        /// At most one value a purchase, none of which an alert shows.
        case atMost(ExactDecimal, why: String)
        case unknown(why: String)
    }

    init?(_ text: String) {
        switch text {
        case "count purchases": self = .countPurchases
        case "count receipts": self = .countReceipts
        case "sum mass": self = .sumMass
        case "sum volume": self = .sumVolume
        case "sum units": self = .sumUnits
        case "sum amount": self = .sumAmount
        default:
            let prefix = "distinct "
            guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return nil }
            self = .distinct(String(text.dropFirst(prefix.count)))
        }
    }

    /// Nil where any text may stand: the currency.
    var unit: String? {
        switch self {
        case .countPurchases: "purchases"
        case .countReceipts: "receipts"
        case .sumMass: "g"
        case .sumVolume: "ml"
        case .sumUnits: "units"
        case .sumAmount: nil
        case .distinct(let field): field
        }
    }

    func recomputed(_ evidence: Evidence) -> Recomputed {
        switch self {
        case .countPurchases: .exactly(ExactDecimal(evidence.records.count))
        case .countReceipts: .exactly(ExactDecimal(Set(evidence.records.compactMap(\.receiptKey)).count))
        case .sumMass: sum(evidence) { record in masses(of: record, evidence) }
        case .sumVolume: sum(evidence) { $0.substances.first?.volume?.value }
        case .sumUnits: sum(evidence) { $0.quantity }
        case .sumAmount:
            sum(evidence) { $0.currency == ExactText(evidence.indicator.unit) ? $0.amount : nil }
        case .distinct(let field): distinct(field, evidence)
        }
    }

    /// The sum of what counted of a purchase; nil when one of them has no mass, and so cannot have counted.
    private func masses(of record: PurchaseRecord, _ evidence: Evidence) -> ExactDecimal? {
        let substances = evidence.substances(record)
        guard !substances.isEmpty else { return nil }
        var total = ExactDecimal.zero
        for substance in substances {
            guard let mass = substance.mass else { return nil }
            total += mass.value
        }
        return total
    }

    private func sum(_ evidence: Evidence, _ added: (PurchaseRecord) -> ExactDecimal?) -> Recomputed {
        var total = ExactDecimal.zero
        for record in evidence.records {
            guard let value = added(record) else { return .addsNothing(record.key) }
            total += value
        }
        return .exactly(total)
    }

    private func distinct(_ field: String, _ evidence: Evidence) -> Recomputed {
        guard ShownField(field) != nil, !evidence.withholds(field) else {
            let why = "the values of \(field) are not shown with the purchases"
            // These may have several values on one purchase.
            if ["list", "annex"].contains(field) { return .unknown(why: why) }
            return .atMost(ExactDecimal(evidence.records.count), why: why)
        }
        var values: Set<ExactText> = []
        for record in evidence.records {
            guard let mine = evidence.values(of: field, record), !mine.isEmpty else {
                return .addsNothing(record.key)
            }
            // Every substance that counts has a CAS number when those are counted.
            if field == "cas", evidence.substances(record).contains(where: { $0.cas == nil }) {
                return .addsNothing(record.key)
            }
            values.formUnion(mine)
        }
        return .exactly(ExactDecimal(values.count))
    }
}
