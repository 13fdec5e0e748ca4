import Purchases

/// A field that conditions, `by`, `each` and `distinct` can name.
package enum Field: Sendable, Hashable {
    case list, annex, aboveLimit, substance, cas, concentration, mass, volume
    case product, description, store, till, tender, currency, quantity, amount
    case day, weekday, hour, kind, receipt
    /// What the feed file calls so: an extra field of the purchase's line, else the pseudonym of a kind of token on that line.
    ///
    /// A pack does not know the feed's names; `Pack.namedFields` lets a caller check them.
    case named(ExactText)

    /// As packs and alerts write it.
    package var name: String {
        switch self {
        case .list: "list"
        case .annex: "annex"
        case .aboveLimit: "above_limit"
        case .substance: "substance"
        case .cas: "cas"
        case .concentration: "concentration"
        case .mass: "mass"
        case .volume: "volume"
        case .product: "product"
        case .description: "description"
        case .store: "store"
        case .till: "till"
        case .tender: "tender"
        case .currency: "currency"
        case .quantity: "quantity"
        case .amount: "amount"
        case .day: "day"
        case .weekday: "weekday"
        case .hour: "hour"
        case .kind: "kind"
        case .receipt: "receipt"
        case .named(let name): name.string
        }
    }
}

/// What a purchase's substance must be; asked of each listed substance of a line (3.5), in three values (3.4).
package indirect enum Condition: Sendable, Hashable {
    case always
    /// All must hold; the parts of a mapping, or `and:`.
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case missing(Field)
    /// The field's text is one of these. `weekday` is `mon` … `sun`, `day` is `2026-11-01`; `substance` equals a CAS
    /// number or the id of a covering entry (3.4).
    case equals(Field, ChosenTexts)
    /// The field's text begins with one of these, bytewise.
    case prefix(Field, [ExactText])
    /// The field's number lies between the bounds; mass in grams, volume in millilitres, percent w/w.
    case number(Field, NumberRange)
    /// Money within one currency.
    case money(NumberRange, currency: ExactText)
    /// `list`, `annex` and `above_limit` of one mapping, asked of one and the same list entry.
    case entry(EntryCondition)
    /// `receipt.FIELD`: a total over the lines of the purchase's receipt (4.3).
    case total(ReceiptTotal)
}

/// The total of a field over those lines of a receipt that match the rest of the mapping, substance by substance (4.3).
package struct ReceiptTotal: Sendable, Hashable {
    /// `.mass` in grams, `.volume` in millilitres, `.quantity` in units, or `.amount`.
    package var field: Field
    /// Of `.amount` alone.
    package var currency: ExactText?
    package var range: NumberRange
    /// What else the mapping asks, without its other totals.
    package var rest: Condition

    package init(field: Field, currency: ExactText? = nil, range: NumberRange, rest: Condition = .always) {
        self.field = field
        self.currency = currency
        self.range = range
        self.rest = rest
    }
}

package struct EntryCondition: Sendable, Hashable {
    package var lists: [ExactText]?
    package var annexes: [ExactText]?
    package var aboveLimit: Bool?

    package init(lists: [ExactText]? = nil, annexes: [ExactText]? = nil, aboveLimit: Bool? = nil) {
        self.lists = lists
        self.annexes = annexes
        self.aboveLimit = aboveLimit
    }
}

package struct NumberRange: Sendable, Hashable {
    package struct End: Sendable, Hashable {
        package var value: ExactDecimal
        package var inclusive: Bool

        package init(_ value: ExactDecimal, inclusive: Bool) {
            self.value = value
            self.inclusive = inclusive
        }
    }

    package var lower: End?
    package var upper: End?

    package init(lower: End? = nil, upper: End? = nil) {
        self.lower = lower
        self.upper = upper
    }

    package func contains(_ value: ExactDecimal) -> Bool {
        if let lower, lower.inclusive ? value < lower.value : value <= lower.value { return false }
        if let upper, upper.inclusive ? value > upper.value : value >= upper.value { return false }
        return true
    }
}
