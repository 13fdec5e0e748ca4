import Documents

/// Tables of totals by article, told by columns that no export of receipts has.
enum AggregatedTable {
    /// Lower case, as the reports of tills and shops name what was sold in all.
    private static let totals: Set<String> = [
        "items sold", "units sold", "net items sold", "net quantity", "net_quantity", "quantity sold",
        "qty sold",
        "total quantity", "total qty", "total units", "item qty (incl voids)", "qty (incl voids)", "item qty",
        "verkaufte menge", "absatzmenge", "gesamtmenge", "quantité vendue", "cantidad vendida",
        "unidades vendidas",
        "quantità venduta", "verkochte hoeveelheid", "aantal verkocht", "sprzedana ilość",
        "quantidade vendida",
        "الكمية المباعة",
    ]

    /// Refuses a header without a column of receipts that has such a column.
    static func refuse(_ names: [String], source: String, line: Int) throws(FeedError) {
        guard let name = names.first(where: { totals.contains($0.lowercased()) }) else { return }
        throw FeedError(
            .aggregated, source: source, line: line,
            message: "this is a table of totals: it has \(quoted(name)), and no column of receipts",
            help:
                "export the sales line by line, each with its receipt: from totals nobody's purchases can be told"
        )
    }
}
