import Purchases

/// A standing sale or return line of a receipt, and what voids and naming returns leave of it.
struct StandingEntry: Sendable, Hashable {
    /// The index of its key.
    let id: Int
    let order: LineOrder
    let isSale: Bool
    let product: ExactText?
    /// As the line states it; nil is all, which only returns say.
    let quantity: ExactDecimal?
    /// Whether it is a return that names nothing.
    let isOpenReturn: Bool
    /// Whether a licence or professional statement with a number was shown on it.
    let showsPaper: Bool
    /// Whether one of these states a total.
    let statesTotal: Bool
    /// After voids; nil is all.
    var left: ExactDecimal?
    var isVoided: Bool
    /// Of a sale, after voids and the returns that name it; zero for others.
    var unreturned = ExactDecimal.zero
    /// The same as if nothing had been voided; worked out only where a pack asks for it.
    var unvoidedUnreturned = ExactDecimal.zero

    init(id: Int, line: Line, isVoided: Bool) {
        self.id = id
        order = LineOrder(line)
        isSale = line.kind == .sale
        product = line.product
        quantity = isSale ? line.quantity ?? .zero : line.magnitude
        isOpenReturn = line.kind == .return && Naming(line).isNothing
        showsPaper = line.licence?.number != nil || line.professional?.number != nil
        statesTotal = line.licence?.total != nil || line.professional?.total != nil
        left = quantity
        self.isVoided = isVoided
    }

    /// What it would be if nothing had been voided.
    var unvoided: StandingEntry {
        var copy = self
        copy.left = quantity
        copy.isVoided = false
        copy.unreturned = unvoidedUnreturned
        return copy
    }
}

extension Line {
    /// The quantity of a void or return: nil, missing or zero, means all (2.4).
    var magnitude: ExactDecimal? { quantity.flatMap { $0.isZero ? nil : $0 } }
}
