import Purchases

/// Counts what was sold of each product, within a bound.
///
/// Products that somebody knows always fit; of all others so many as the bound says, the first ones that come. Memory
/// grows with both, and not with the lines.
package struct SalesTally: Sendable {
    package struct Count: Sendable, Hashable, Encodable {
        package var lines = 0
        package var units = ExactDecimal.zero

        package init(lines: Int = 0, units: ExactDecimal = .zero) {
            self.lines = lines
            self.units = units
        }

        package mutating func add(_ other: Count) {
            lines += other.lines
            units += other.units
        }
    }

    /// Products that nobody knows, told apart.
    package static let unknownMax = 1_000_000
    /// Characters that are kept of a till's description.
    private static let descriptionMax = 80

    /// Products with a sale; in no order.
    package var sold: [ExactText: Count] { counts.filter { $0.value.lines > 0 } }
    /// Sales of products beyond the bound.
    package private(set) var beyond = Count()
    /// Lines that sell no product: voids, returns, and what the feed file ignores.
    package var otherLines = 0
    /// Lines that could not be read.
    package var unreadable = 0
    private var counts: [ExactText: Count]
    private var descriptions: [ExactText: String] = [:]
    private let capacity: Int

    /// - Parameter known: the products of catalogue, article masters and decisions.
    package init(known: some Sequence<ExactText>, unknownMax: Int = SalesTally.unknownMax) {
        counts = Dictionary(known.lazy.map { ($0, Count()) }, uniquingKeysWith: { first, _ in first })
        capacity = counts.count + unknownMax
    }

    /// Counts one line that sells a product.
    ///
    /// - Parameter description: what the till calls it; kept of products that nobody else has a name for.
    package mutating func add(_ product: ExactText, units: ExactDecimal, description: String? = nil) {
        let line = Count(lines: 1, units: units)
        if counts[product]?.add(line) != nil { return }
        guard counts.count < capacity else {
            beyond.add(line)
            return
        }
        counts[product] = line
        if let description { descriptions[product] = String(description.prefix(Self.descriptionMax)) }
    }

    package subscript(product: ExactText) -> Count { counts[product] ?? Count() }

    /// What the till calls a product that nobody else knows.
    package func description(of product: ExactText) -> String? { descriptions[product] }
}
