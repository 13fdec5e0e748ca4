/// Which words of an export stand for which unit.
struct UnitGuess: Sendable, Hashable {
    private static let words: [(unit: String, words: [String])] = [
        (
            "kg",
            ["kg", "kgm", "kilo", "kilogram", "kilogramm", "kilogramme", "kilogramo", "كغ", "كجم", "كيلو"]
        ),
        ("g", ["g", "gr", "grm", "gram", "gramm", "gramme", "gramo", "grammo", "غ", "جم"]),
        ("l", ["l", "lt", "ltr", "liter", "litre", "litro", "litr", "لتر"]),
        ("ml", ["ml", "mlt", "millilitre", "milliliter", "مل"]),
        ("lb", ["lb", "lbs", "lbr", "pound", "pounds"]),
        (
            "piece",
            [
                "ea", "each", "pce", "pcs", "pc", "piece", "pieces", "unit", "units", "h87", "st", "stk",
                "stuck", "stueck", "piece", "pieces", "u",
                "ud", "uds", "unidad", "pz", "pezzo", "pezzi", "stuk", "stuks", "szt", "sztuka", "un", "unid",
                "unidade", "قطعة", "حبة",
            ]
        ),
    ]

    private var codes: [String: [String]] = [:]
    var unknown: [String] = []

    /// - Returns: nil where no value is a unit, or all are pieces.
    init?(_ values: [String]) {
        for value in Set(values).sorted() {
            let word = HeaderName(value).whole
            if let unit = Self.words.first(where: { $0.words.contains(word) })?.unit {
                codes[unit, default: []].append(value)
            } else {
                unknown.append(value)
            }
        }
        guard codes.keys.contains(where: { $0 != "piece" }) else { return nil }
    }

    /// The mapping as the feed file has it.
    var yaml: String {
        "{"
            + Self.words.compactMap { entry in
                codes[entry.unit].map {
                    "\(entry.unit): [\($0.map(FeedDraft.quoted).joined(separator: ", "))]"
                }
            }.joined(separator: ", ") + "}"
    }
}
