import Catalogue
import Documents
import Purchases

/// Rows that cannot both be right.
struct RowAgreement {
    /// Rows of one product that are compared with one another; what comes after them is not.
    static let rowsMax = 100

    let catalogue: ProductCatalogue
    let articles: CoverageArticles?
    let index: ListedEntriesIndex
    let today: LocalDay

    func findings() -> [CoverageFinding] {
        let products = catalogue.rows.keys.sorted()
        return products.flatMap(withinProduct) + amongGTINs(products) + amongDescriptions(products)
    }

    /// The reader has refused two rows of one substance on one day. What is left: one substance under two names, and rows
    /// of a mixture that state different packs.
    private func withinProduct(_ product: ExactText) -> [CoverageFinding] {
        let rows = (catalogue.rows[product] ?? []).prefix(Self.rowsMax).filter { $0.isCurrent(today) }
        var found: [CoverageFinding] = []
        for (place, row) in rows.enumerated() {
            for other in rows.dropFirst(place + 1) where row.overlaps(other) {
                guard let problem = problem(row, other) else { continue }
                var finding = CoverageFinding(.rowsDisagree, .error, product: product, what: problem)
                finding.substance = other.writtenSubstance
                finding.description = catalogue.descriptions[product]
                finding.rows = 2
                found.append(finding)
            }
        }
        return found
    }

    private func problem(_ row: ProductRow, _ other: ProductRow) -> String? {
        let first = quoted(row.writtenSubstance.string)
        let second = quoted(other.writtenSubstance.string)
        if row.substance != other.substance,
            index.isNamed(row, other.substance) || index.isNamed(other, row.substance)
                || (other.id.map { index.isNamed(row, $0) } ?? false)
                || (row.id.map { index.isNamed(other, $0) } ?? false)
        {
            return
                "the rows of \(first) and \(second) are about one substance: \(row.amountsText); \(other.amountsText)"
        }
        if row.substance == other.substance { return nil }
        if row.netMass != other.netMass || row.netVolume != other.netVolume {
            return
                "the rows of \(first) and \(second) state different packs: \(row.netText) and \(other.netText)"
        }
        if let density = row.density, let another = other.density, density != another {
            return
                "the rows of \(first) and \(second) state different densities: \(density) g/ml and \(another) g/ml"
        }
        return nil
    }

    // MARK: Among products

    private func amongGTINs(_ products: [ExactText]) -> [CoverageFinding] {
        var groups: [String: [ExactText]] = [:]
        for product in products {
            var gtins = articles?.gtins[product] ?? []
            if let own = GTIN.normal(product.string), own.utf8.count == 14 { gtins.insert(own) }
            for gtin in gtins { groups[gtin, default: []].append(product) }
        }
        return groups.sorted { $0.key < $1.key }.flatMap { gtin, group in
            differences(group).map { difference in
                var finding = finding(
                    .rowsDisagree, .error, difference, "products with the GTIN \(gtin)")
                finding.gtin = gtin
                return finding
            }
        }
    }

    private func amongDescriptions(_ products: [ExactText]) -> [CoverageFinding] {
        var groups: [String: [ExactText]] = [:]
        for product in products {
            guard let text = catalogue.descriptions[product] ?? articles?.names[product] else { continue }
            let words = text.lowercased().split(whereSeparator: \.isWhitespace)
            if !words.isEmpty { groups[words.joined(separator: " "), default: []].append(product) }
        }
        return groups.sorted { $0.key < $1.key }.flatMap { _, group in
            differences(group).map { difference in
                var finding = finding(
                    .descriptionsDisagree, .warning, difference, "products of one description")
                finding.description =
                    catalogue.descriptions[difference.products[0]] ?? articles?.names[difference.products[0]]
                return finding
            }
        }
    }

    private struct Difference {
        var substance: ExactText
        /// With a row of the substance, in bytewise order.
        var products: [ExactText]
        /// In the order in which they are met.
        var values: [String]
    }

    /// The substances of which the products' rows state different concentrations or amounts. What a row does not state
    /// differs from nothing.
    private func differences(_ products: [ExactText]) -> [Difference] {
        guard products.count > 1 else { return [] }
        var rows: [ExactText: [(product: ExactText, row: ProductRow)]] = [:]
        for product in products {
            for row in (catalogue.rows[product] ?? []).prefix(Self.rowsMax) where row.isCurrent(today) {
                rows[row.substance, default: []].append((product, row))
            }
        }
        return rows.sorted { $0.key < $1.key }.compactMap { _, rows in
            let found = Array(Set(rows.map(\.product))).sorted()
            let shares = Set(
                rows.compactMap { row in row.row.concentration.map { "\($0) \(row.row.basis)" } })
            let packs = Set(rows.map(\.row.netText))
            guard found.count > 1, shares.count > 1 || packs.count > 1 else { return nil }
            var values: [String] = []
            for (_, row) in rows where !values.contains(row.amountsText) && values.count < 5 {
                values.append(row.amountsText)
            }
            return Difference(
                substance: rows[0].row.writtenSubstance, products: found, values: values)
        }
    }

    private func finding(
        _ kind: CoverageFinding.Kind, _ severity: CoverageFinding.Severity, _ difference: Difference,
        _ which: String
    ) -> CoverageFinding {
        var finding = CoverageFinding(
            kind, severity, product: difference.products[0],
            what:
                "\(difference.products.count) \(which) differ in \(quoted(difference.substance.string)): "
                + difference.values.joined(separator: "; "))
        finding.products = difference.products
        finding.substance = difference.substance
        return finding
    }
}
