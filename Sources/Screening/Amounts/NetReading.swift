import Purchases

/// One net amount as it was read, before those of all texts are compared.
struct NetReading {
    /// An amount with what it was multiplied from.
    struct Amount: Hashable {
        var value: ExactDecimal
        var unit: AmountUnit
        var count: Int?
        var each: ExactDecimal?

        /// Grams or millilitres.
        var base: ExactDecimal? { AmountUnit.base(value, unit.name) }
        var text: String { "\(value) \(unit.name)" }
    }

    var amount: Amount
    /// What else the text may mean; the unit price may choose one of them.
    var alternatives: [Amount] = []
    /// Why the reading is in doubt, in words; none: it is not.
    var doubts: [String] = []
    var span: TextSpan
    /// The tokens that it was read from, the end left out.
    var tokens: Range<Int>
    /// Higher is better: what the words around it say.
    var rank: Int
    /// Whether it is in a text that is not the name.
    var isFurther = false
}
