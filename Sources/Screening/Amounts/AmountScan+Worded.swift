import Purchases

/// Amounts that are written without digits.
extension AmountScan {
    /// Arabic duals, which are two of a unit.
    private static let duals: [String: String] = [
        "لترين": "l", "ليترين": "l", "لتران": "l", "كيلوين": "kg", "كيلوغرامين": "kg", "كيلوجرامين": "kg",
    ]
    /// Parts of a unit, in millionths.
    private static let parts: [String: Int128] = [
        "نصف": 500_000, "ربع": 250_000, "half": 500_000, "medio": 500_000, "demi": 500_000, "mezzo": 500_000,
        "meio": 500_000, "halve": 500_000, "halber": 500_000, "halbe": 500_000, "pol": 500_000,
    ]

    /// Reads `لترين` and `نصف لتر`, `half litre`; only where no other net amount is stated.
    mutating func readWorded() {
        guard nets.isEmpty else { return }
        for place in tokens.indices.prefix(Self.amountsMax) where !used[place] {
            guard let word = word(place) else { continue }
            if let name = Self.duals[word], let unit = AmountUnit.named(name) {
                add(ExactDecimal(2), unit, place, place + 1)
            } else if let part = Self.parts[word], let found = unit(at: place + 1), !found.unit.isConverted,
                ["l", "kg"].contains(found.unit.name), !found.isLetter
            {
                add(ExactDecimal(millionths: part), found.unit, place, found.end)
            }
        }
    }

    private mutating func add(_ value: ExactDecimal, _ unit: AmountUnit, _ first: Int, _ end: Int) {
        guard let total = unit.value(value) else { return }
        use(first, end)
        nets.append(
            NetReading(
                amount: NetReading.Amount(value: total, unit: unit), span: span(first, end),
                tokens: first..<end,
                rank: 90))
    }
}
