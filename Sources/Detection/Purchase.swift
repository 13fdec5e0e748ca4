import Purchases
import Rules

/// A sale line after netting, as one pack sees it: what its rules measure, worked out once.
struct Purchase: Sendable {
    /// What a purchase is worked out from; while that stands, so does the purchase.
    struct Basis: Sendable, Hashable {
        /// Of the line's versions.
        var stamp: Int
        /// Net, and what returns and voids took.
        var quantity: ExactDecimal
        var returned: ExactDecimal
        var voided: ExactDecimal
        /// By the pack's further nettings, in their order.
        var before: [ExactDecimal]
        var moment: EventTime
        var midnight: EventTime
    }

    let basis: Basis
    let order: LineOrder
    /// The index of its receipt.
    let receipt: Int
    let store: ExactText
    let product: ExactText?
    /// As rules see it that leave nothing of the netting out.
    var net: NettedPurchase
    /// As other rules see it, in the order of the pack's further nettings.
    var before: [NettedPurchase]
    /// What it adds to the rules that it matches.
    var measurements: [Measurement] = []

    var moment: EventTime { basis.moment }
    var amount: ExactDecimal? { net.amount }
    var volume: ExactDecimal? { net.volume }
    /// In order of identity.
    var substances: [ListedSubstance] { net.substances }

    /// - Parameter nettings: those of the pack beside the plain one.
    init(
        _ line: Line, rows: [ProductRow], receipt: Int, basis: Basis, substances: Substances,
        nettings: [Netting]
    ) {
        self.basis = basis
        self.receipt = receipt
        order = LineOrder(line)
        store = line.store
        product = line.product
        net = NettedPurchase(
            line, rows: rows, receipt: receipt, netting: .plain, quantity: basis.quantity,
            substances: substances)
        before = zip(nettings, basis.before).map {
            NettedPurchase(
                line, rows: rows, receipt: receipt, netting: $0, quantity: $1, substances: substances)
        }
    }

    /// As rules of a netting see it; nil when nothing of it is left for them, and it is no purchase.
    func seen(by netting: Netting) -> NettedPurchase? {
        let seen = netting == .plain ? net : before.first { $0.netting == netting }
        return seen.flatMap { $0.quantity > .zero ? $0 : nil }
    }
}

/// A purchase in the quantity that one netting left of it.
struct NettedPurchase: Sendable {
    let netting: Netting
    /// The index of its receipt.
    let receipt: Int
    let quantity: ExactDecimal
    let amount: ExactDecimal?
    let volume: ExactDecimal?
    /// In order of identity.
    let substances: [ListedSubstance]
    /// What other purchases make true of it.
    var facts = Facts()

    /// What follows from the other purchases of its receipt and buyer; while that stands, so does what it adds to rules.
    struct Facts: Sendable, Hashable {
        /// By the pack's receipt totals of this netting, in their order, then by substance.
        var totals: [[Truth]] = []
        /// By substance, the grams above the total of the paper shown; empty where nothing is.
        var aboveLicence: [ExactDecimal] = []
        var aboveProfessional: [ExactDecimal] = []
    }

    init(
        _ line: Line, rows: [ProductRow], receipt: Int, netting: Netting, quantity: ExactDecimal,
        substances: Substances
    ) {
        self.netting = netting
        self.receipt = receipt
        self.quantity = quantity
        amount = line.amount.flatMap {
            Amounts.net($0, left: quantity, of: line.quantity ?? quantity)
        }
        volume = Amounts.volume(rows, on: line.local.day, units: quantity)
        self.substances = substances.listed(rows, on: line.local.day, units: quantity)
    }
}
