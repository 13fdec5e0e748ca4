import Purchases
import Rules

/// The fields of a purchase and of one of its substances, as texts and as numbers (3.4: nil is missing).
struct FieldValues {
    let line: Line
    /// In the quantities of the rule that asks.
    let purchase: NettedPurchase
    /// The totals that `purchase.facts` answers, in its order.
    let totals: [ReceiptTotal]

    func text(_ field: Field, of substance: ListedSubstance?) -> ExactText? {
        switch field {
        case .substance: substance?.identity
        case .cas: substance?.cas
        default: text(field)
        }
    }

    /// Fields that a purchase has as a whole.
    func text(_ field: Field) -> ExactText? {
        switch field {
        case .product: line.product
        case .description: line.description.map { ExactText($0) }
        case .store: line.store
        case .till: line.till
        case .tender: line.tender
        case .currency: line.currency
        case .receipt: line.key.receipt
        case .kind: ExactText(line.kind.rawValue)
        case .day: ExactText(line.local.day.description)
        case .weekday: Self.weekdays[line.local.day.weekday]
        case .named(let name):
            line.extra.first { $0.name == name }?.value ?? line.tokens.first { $0.kind == name }?.value
        case .quantity, .amount, .volume, .hour: number(field).map { ExactText($0.description) }
        case .list, .annex, .aboveLimit, .substance, .cas, .concentration, .mass: nil
        }
    }

    /// Numbers that a purchase has as a whole.
    func number(_ field: Field) -> ExactDecimal? {
        switch field {
        case .quantity: purchase.quantity
        case .amount: purchase.amount
        case .volume: purchase.volume
        case .hour: ExactDecimal(Int(line.local.secondOfDay / 3600))
        default: nil
        }
    }

    private static let weekdays: [ExactText] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    ]
}
