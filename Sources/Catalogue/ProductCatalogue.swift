import Purchases

/// The chain's catalogue: which products hold which substances.
package struct ProductCatalogue: Sendable {
    /// Rows by product, in file order. Products compare as UTF-8 bytes.
    package var rows: [ExactText: [ProductRow]]
    /// The catalogue's own description of a product, where it gives one.
    package var descriptions: [ExactText: String]
    /// The first 12 hex digits of the file's SHA-256.
    package var version: String

    package init(rows: [ExactText: [ProductRow]], descriptions: [ExactText: String] = [:], version: String) {
        self.rows = rows
        self.descriptions = descriptions
        self.version = version
    }
}
