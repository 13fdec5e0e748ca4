import Catalogue
import Purchases

/// Kinds by their signs, and quantities in units of the product.
extension LineDecoder {
    /// The kind of line with its signs taken into account, and its quantity as it is written.
    func quantity(
        _ kind: KindOfLine, _ values: [String?]
    ) throws(Refusal) -> (kind: Line.Kind, quantity: ExactDecimal?) {
        let told: Line.Kind = kind == .void ? .void : kind == .return ? .return : .sale
        guard let text = text(.quantity, values) else {
            if told == .sale { throw Refusal(reason: .missingQuantity, detail: "a sale without a quantity") }
            return (told, nil)
        }
        guard let value = numbers.read(text.string, scale: feed.scales[.quantity] ?? 1) else {
            throw Refusal(reason: .badQuantity, detail: "the quantity cannot be read")
        }
        let isNegative = value < .zero || (feed.negativeAmounts && (amount(values) ?? .zero) < .zero)
        guard told == .sale, isNegative else { return (told, value.magnitude) }
        switch feed.negative {
        case .return: return (.return, value.magnitude)
        case .void: return (.void, value.magnitude)
        case .quarantine:
            throw Refusal(
                reason: .negativeQuantity,
                detail: value < .zero
                    ? "a sale with a negative quantity" : "a sale with a negative amount")
        }
    }

    func amount(_ values: [String?]) -> ExactDecimal? {
        text(.amount, values).flatMap {
            numbers.read($0.string, isMoney: true, scale: feed.scales[.amount] ?? 1)
        }
    }

    /// The quantity in units of the product, where the feed says what it counts.
    ///
    /// Of rows that hold on different days, those of the line's day count; all of a product state one net amount. A correction
    /// to a product that is not watched keeps the number as it is written: it is measured by nothing.
    func pieces(
        _ line: Line, _ rows: [ProductRow], isCorrection: Bool, _ values: [String?]
    ) throws(Refusal) -> ExactDecimal? {
        guard let quantity = line.quantity, let word = text(.unit, values)?.string else {
            return line.quantity
        }
        guard let unit = UnitOfGoods(word, in: feed.units) else {
            throw Refusal(
                reason: .badQuantity,
                detail: "the unit of the quantity is none that the feed file's `units` names")
        }
        guard let measure = unit.measure, !isCorrection else { return quantity }
        let day = line.local.day
        let holding = rows.filter { ($0.validFrom ?? day) <= day && day <= ($0.validTo ?? day) }
        guard let pieces = unit.pieces(quantity, of: holding.isEmpty ? rows : holding) else {
            let isMass = if case .mass = measure.dimension { true } else { false }
            throw Refusal(
                reason: .badQuantity,
                detail:
                    "sold by the \(unit.rawValue), and the catalogue states no net \(isMass ? "mass (g, kg)" : "volume (ml, l)") of the product: add it as `net_amount`"
            )
        }
        return pieces
    }
}
