import Purchases
import Rules

/// Asks conditions of a purchase as an alert shows it, of each of its substances (3.5), in three values: nil is unknown.
struct ShownPurchase {
    let purchase: PurchaseRecord

    /// Whether one of its substances matches; what is unknown does not.
    func matches(_ condition: Condition) -> Bool {
        purchase.substances.contains { answer(condition, $0) == true }
    }

    private func answer(_ condition: Condition, _ substance: SubstanceRecord) -> Bool? {
        switch condition {
        case .always: true
        case .all(let parts): all(parts.map { answer($0, substance) })
        case .any(let parts): all(parts.map { answer($0, substance).map(!) }).map(!)
        case .not(let part): answer(part, substance).map(!)
        case .missing(let field): isMissing(field, substance)
        case .equals(.substance, let names):
            names.contains(substance.id) || substance.cas.map(names.contains) ?? false
        case .equals(let field, let texts): text(field, substance).map(texts.contains)
        case .prefix(let field, let starts):
            text(field, substance).map { text in
                starts.contains { text.string.utf8.starts(with: $0.string.utf8) }
            }
        case .number(let field, let range): number(field, substance).map(range.contains)
        case .money(let range, let currency):
            purchase.currency == currency ? purchase.amount.map(range.contains) : nil
        case .entry(let asked): entry(asked, substance)
        case .total: nil
        }
    }

    /// False if one is, else nil if one is unknown.
    private func all(_ answers: [Bool?]) -> Bool? {
        if answers.contains(false) { return false }
        return answers.contains(nil) ? nil : true
    }

    private func entry(_ asked: EntryCondition, _ substance: SubstanceRecord) -> Bool? {
        var answers: [Bool?] = []
        if let lists = asked.lists { answers.append(lists.contains(substance.list)) }
        if asked.annexes != nil { answers.append(nil) }
        if let wanted = asked.aboveLimit { answers.append(substance.restricted.map { $0 == wanted }) }
        return all(answers)
    }

    private func isMissing(_ field: Field, _ substance: SubstanceRecord) -> Bool? {
        switch field {
        case .list: false
        case .aboveLimit: substance.restricted == nil
        case .concentration, .mass, .volume, .quantity: number(field, substance) == nil
        case .amount: purchase.amount == nil
        default: text(field, substance) == nil
        }
    }

    private func text(_ field: Field, _ substance: SubstanceRecord) -> ExactText? {
        switch field {
        case .substance: substance.id
        case .cas: substance.cas
        case .product: purchase.product
        case .description: purchase.description.map { ExactText($0) }
        case .store: purchase.store
        case .till: purchase.till
        case .receipt: purchase.receipt
        case .tender: purchase.tender
        case .currency: purchase.currency
        default: nil
        }
    }

    /// Percent w/w, grams, millilitres, units; a concentration in another basis is not known.
    private func number(_ field: Field, _ substance: SubstanceRecord) -> ExactDecimal? {
        switch field {
        case .concentration: value(substance.concentration, in: "% w/w")
        case .mass: value(substance.mass, in: "g")
        case .volume: value(substance.volume, in: "ml")
        case .quantity: purchase.quantity
        default: nil
        }
    }

    private func value(_ measured: Measured?, in unit: String) -> ExactDecimal? {
        measured.flatMap { $0.unit == unit ? $0.value : nil }
    }
}
