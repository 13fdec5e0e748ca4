/// An export whose columns are known, and which has a ready feed file.
struct KnownExport: Sendable {
    var name: String
    /// In `rules/feeds`.
    var file: String
    private var columns: [String]

    private static let all: [KnownExport] = [
        KnownExport(
            name: "Square's item details", file: "square-items.yaml",
            columns: ["Price Point Name", "Gross Sales", "Transaction ID", "Event Type"]),
        KnownExport(
            name: "Shopify's orders", file: "shopify-orders.yaml",
            columns: ["Lineitem quantity", "Lineitem name", "Created at"]),
        KnownExport(
            name: "Toast's item selections", file: "toast-items.yaml",
            columns: ["Order Id", "Item Selection Id", "Void?"]),
    ]

    static func of(_ names: [String]) -> KnownExport? {
        all.first { known in known.columns.allSatisfy(names.contains) }
    }
}
