import Catalogue
import Purchases

/// What a quantity counts: pieces, or a mass or volume in one of these units.
package enum UnitOfGoods: String, Sendable, CaseIterable {
    case kilogram = "kg"
    case gram = "g"
    case milligram = "mg"
    case pound = "lb"
    case litre = "l"
    case centilitre = "cl"
    case millilitre = "ml"
    case piece

    /// The words of exports that need no explanation, in capitals: those of UN/ECE recommendation 20, of SAP, and what is
    /// printed on receipts.
    private static let known: [String: UnitOfGoods] = {
        let words: [(UnitOfGoods, String)] = [
            (.kilogram, "KG KGM KGS KILO KILOGRAM KILOGRAMS"), (.gram, "G GR GRM GRAM GRAMS"),
            (.milligram, "MG MGM"), (.pound, "LB LBS LBR POUND POUNDS"),
            (.litre, "L LT LTR LITRE LITRES LITER LITERS"), (.centilitre, "CL CLT"),
            (.millilitre, "ML MLT"),
            (.piece, "EA EACH PC PCS PCE PIECE PIECES UNIT UNITS H87 C62 ST STK STÜCK STUECK UN UNITÉ U SZT"),
        ]
        var known: [String: UnitOfGoods] = [:]
        for (unit, names) in words {
            for name in names.split(separator: " ") { known[String(name)] = unit }
        }
        return known
    }()

    /// The unit of a trimmed word: as the feed file explains it, else one that needs no explanation, in either case.
    init?(_ word: String, in units: [String: Set<ExactText>]) {
        let exact = ExactText(word)
        if let named = units.first(where: { $0.value.contains(exact) })?.key {
            self.init(rawValue: named)
        } else if let unit = UnitOfGoods.known[word.uppercased()] {
            self = unit
        } else {
            return nil
        }
    }

    /// Grams or millilitres in one, exactly; nil for pieces.
    var measure: (dimension: Dimension, size: ExactDecimal)? {
        switch self {
        case .kilogram: (.mass, ExactDecimal(1_000))
        case .gram: (.mass, ExactDecimal(1))
        case .milligram: (.mass, ExactDecimal(millionths: 1_000))
        case .pound: (.mass, ExactDecimal(millionths: 453_592_370))
        case .litre: (.volume, ExactDecimal(1_000))
        case .centilitre: (.volume, ExactDecimal(10))
        case .millilitre: (.volume, ExactDecimal(1))
        case .piece: nil
        }
    }

    /// How many units of a product a quantity is: its mass or volume divided by the product's own, rounded half away from
    /// zero to six decimals. Nil where the catalogue states none, or the result does not fit.
    func pieces(_ quantity: ExactDecimal, of rows: [ProductRow]) -> ExactDecimal? {
        guard let measure else { return quantity }
        let nets = rows.compactMap { row in
            if case .mass = measure.dimension { return row.netMass }
            return row.netVolume
        }
        guard let net = nets.first, net > .zero,
            let size = ExactDecimal.product(
                [quantity.magnitude, measure.size], dividedBy: [net], digits: 6)
        else { return nil }
        return quantity < .zero ? .zero - size : size
    }
}
