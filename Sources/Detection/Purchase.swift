import Purchases

/// A sale line after netting, as one pack sees it: what its rules measure, worked out once.
struct Purchase: Sendable {
    /// What a purchase is worked out from; while that stands, so does the purchase.
    struct Basis: Sendable, Hashable {
        /// Of the line's versions.
        var stamp: Int
        /// Net, and what returns took.
        var quantity: ExactDecimal
        var returned: ExactDecimal
        var moment: EventTime
        var midnight: EventTime
    }

    let basis: Basis
    let order: LineOrder
    /// The index of its receipt.
    let receipt: Int
    let store: ExactText
    let product: ExactText?
    let amount: ExactDecimal?
    let volume: ExactDecimal?
    /// In order of identity.
    let substances: [ListedSubstance]
    /// What it adds to the rules that it matches, in order of rules.
    var contributions: [Contribution] = []

    var moment: EventTime { basis.moment }

    init(_ line: Line, rows: [ProductRow], receipt: Int, basis: Basis, substances: Substances) {
        self.basis = basis
        self.receipt = receipt
        order = LineOrder(line)
        store = line.store
        product = line.product
        amount = line.amount.flatMap {
            Amounts.net($0, left: basis.quantity, of: line.quantity ?? basis.quantity)
        }
        volume = Amounts.volume(rows, on: line.local.day, units: basis.quantity)
        self.substances = substances.listed(rows, on: line.local.day, units: basis.quantity)
    }
}

/// What one purchase adds to one group of one rule.
struct Contribution: Sendable {
    /// The index of the group (`Groups`).
    let group: Int
    let rule: Int
    /// When the purchase leaves the rule's window; for a rule without one, its moment.
    let expiry: EventTime
    /// Summed; one for `count purchases`, nothing where values are counted.
    let added: ExactDecimal
    /// The values that `distinct` and `count receipts` count.
    let values: [Int]
    /// The positions of the substances that counted; nil when all did.
    let counted: [Int]?
}
