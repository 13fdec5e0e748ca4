import Purchases

/// What price and unit price together say of the net amount.
struct UnitPrice {
    /// Grams or millilitres: the least and the most that rounding of the unit price allows.
    let least: ExactDecimal
    let most: ExactDecimal
    let isMass: Bool

    /// How far a net amount may lie beside it: prices of shops are rounded, and so are amounts.
    private static let tolerance = ExactDecimal(millionths: 15_000)

    /// Nil where one of the two is absent or cannot be read.
    init?(price: String?, unitPrice: String?) {
        guard let price, let unitPrice, let amount = Self.money(price)?.value, amount > .zero,
            let (per, places, base, isMass) = Self.unitPrice(unitPrice), per > .zero
        else { return nil }
        // Half of the last digit to both sides, and the tolerance.
        var half = ExactDecimal(millionths: 500_000)
        for _ in 0..<places { half = ExactDecimal(millionths: half.millionths / 10) }
        let low = per - half
        guard low > .zero,
            let most = ExactDecimal.product(
                [amount, base, ExactDecimal(1) + Self.tolerance], dividedBy: [low], digits: 3),
            let least = ExactDecimal.product(
                [amount, base, ExactDecimal(1) - Self.tolerance], dividedBy: [per + half], digits: 3)
        else { return nil }
        self.most = most
        self.least = least
        self.isMass = isMass
    }

    func agrees(with amount: NetReading.Amount) -> Bool? {
        guard amount.unit.isMass == isMass, let base = amount.base else { return nil }
        return base >= least && base <= most
    }

    var text: String {
        guard let sum = ExactDecimal.product([least + most, ExactDecimal(millionths: 500_000)], digits: 0)
        else {
            return "another amount"
        }
        return "about \(sum) \(isMass ? "g" : "ml")"
    }

    /// The first number of a text with its decimal places; a mark before two digits is a decimal one.
    private static func money(_ text: String) -> (value: ExactDecimal, places: Int, index: Int)? {
        let tokens = AmountTokenizer.tokens(of: text)
        guard let index = tokens.firstIndex(where: { $0.number != nil }) else { return nil }
        return money(tokens, index)
    }

    private static func money(
        _ tokens: [AmountToken], _ index: Int
    ) -> (value: ExactDecimal, places: Int, index: Int)? {
        guard let number = tokens[index].number, let value = number.value(.decimal) else { return nil }
        let fraction = value.description.split(separator: ".").dropFirst().first?.utf8.count ?? 0
        // `2,50` has two places as well as `2,55`; a whole number was rounded to one.
        return (value, number.isWhole ? 0 : max(fraction, 2), index)
    }

    /// `1,98 €/l`, `0,33 €/100 ml`, `1 l = 1,98 €`, `EUR 2,50 per kg`.
    private static func unitPrice(
        _ text: String
    ) -> (value: ExactDecimal, places: Int, base: ExactDecimal, isMass: Bool)? {
        let scan = AmountScan(field: "unit price", text: text)
        var money: (value: ExactDecimal, places: Int, index: Int)?
        var base: (value: ExactDecimal, isMass: Bool)?
        for (index, token) in scan.tokens.enumerated() {
            if token.number != nil {
                if let unit = scan.unit(after: index), let count = token.number?.value(.thousands),
                    let value = unit.unit.value(count).flatMap({ AmountUnit.base($0, unit.unit.name) })
                {
                    base = base ?? (value, unit.unit.isMass)
                } else {
                    money = money ?? self.money(scan.tokens, index)
                }
            } else if base == nil, let unit = scan.unit(at: index),
                !(index > 0 && scan.tokens[index - 1].number != nil),
                let value = unit.unit.value(ExactDecimal(1)).flatMap({ AmountUnit.base($0, unit.unit.name) })
            {
                base = (value, unit.unit.isMass)
            }
        }
        guard let money, let base else { return nil }
        return (money.value, money.places, base.value, base.isMass)
    }
}
