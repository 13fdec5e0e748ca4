/// What the codes of a column of kinds stand for.
struct KindGuess: Sendable, Hashable {
    var sale: [String] = []
    var void: [String] = []
    var `return`: [String] = []
    var ignore: [String] = []
    /// Codes that tell nothing; lines that have them are quarantined until somebody says what they are.
    var unknown: [String] = []

    private enum Kind { case sale, void, `return`, ignore }

    private static let words: [(kind: Kind, words: [String])] = [
        (
            .sale,
            [
                "sale", "sales", "sold", "s", "purchase", "item", "normal", "verkauf", "vk", "umsatz",
                "vente", "ven", "venta", "vta", "vendita",
                "ven", "verkoop", "vkp", "sprzedaz", "spr", "venda", "vd", "بيع", "مبيعات", "مبيع",
            ]
        ),
        (
            .void,
            [
                "void", "voided", "v", "cancel", "cancelled", "canceled", "cancellation", "storno", "st",
                "stornierung", "annulation", "annule",
                "ann", "anulacion", "anulado", "anul", "annullo", "annullato", "annullamento", "annulering",
                "geannuleerd", "anulowanie",
                "anulowano", "anulacao", "cancelamento", "estorno", "الغاء", "ملغي", "ملغاة",
            ]
        ),
        (
            .return,
            [
                "return", "returned", "r", "refund", "ret", "retoure", "ruckgabe", "rueckgabe", "rg",
                "retour", "remboursement", "avoir",
                "devolucion", "dev", "abono", "reso", "rimborso", "retourneren", "terugbetaling", "zwrot",
                "zw", "devolucao", "reembolso",
                "مرتجع", "ارجاع", "استرجاع", "مردود",
            ]
        ),
        (
            .ignore,
            [
                "training", "test", "t", "nosale", "tender", "payment", "tax", "discount", "coupon",
                "deposit", "schulung", "zahlung", "rabatt",
                "pfand", "formation", "paiement", "remise", "prueba", "formacion", "descuento", "prova",
                "sconto", "oefening", "betaling",
                "korting", "szkolenie", "platnosc", "rabat", "formacao", "desconto", "تدريب", "دفع", "خصم",
            ]
        ),
    ]

    /// - Parameter values: of the column, one a line.
    /// - Returns: nil where the values are too many to be codes, or tell of no sale.
    init?(_ values: [String]) {
        var counts: [String: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        guard (1...12).contains(counts.count), values.count > counts.count else { return nil }
        for (code, _) in counts.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
            let word = HeaderName(code).whole
            if let kind = Self.words.first(where: { $0.words.contains { HeaderName($0).whole == word } })?
                .kind
            {
                switch kind {
                case .sale: sale.append(code)
                case .void: void.append(code)
                case .return: `return`.append(code)
                case .ignore: ignore.append(code)
                }
            } else {
                unknown.append(code)
            }
        }
        // `V` is a sale where most lines are one: Verkauf, vente, venta, vendita, verkoop, venda.
        if sale.isEmpty, let most = counts.max(by: { $0.value < $1.value })?.key, most.count <= 2 {
            void.removeAll { $0 == most }
            unknown.removeAll { $0 == most }
            sale = [most]
        }
        guard !sale.isEmpty, !(void + `return` + ignore).isEmpty || unknown.isEmpty else { return nil }
    }
}
