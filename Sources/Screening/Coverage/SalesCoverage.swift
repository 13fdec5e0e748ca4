import Catalogue
import Documents
import Purchases

/// What was sold, against what is known.
struct SalesCoverage {
    let catalogue: ProductCatalogue
    let articles: CoverageArticles?
    let decisions: Decisions?
    let sales: SalesTally

    /// Whether anybody said which products were looked at.
    private var knowsScreened: Bool { articles != nil || decisions != nil }

    private var decided: Set<ExactText> { Set(decisions?.sorted.map(\.key.product) ?? []) }

    func summary() -> SalesSummary {
        let decided = decided
        var watched = SalesSummary.Part()
        var screened = SalesSummary.Part()
        var others = SalesSummary.Part()
        for (product, count) in sales.sold {
            if catalogue.rows[product] != nil {
                watched.add(count)
            } else if articles?.products.contains(product) == true || decided.contains(product) {
                screened.add(count)
            } else {
                others.add(count)
            }
        }
        others.lines += sales.beyond.lines
        others.units += sales.beyond.units
        let covered = watched + screened
        let all = covered + others
        return SalesSummary(
            all: all.shared(all), watched: watched.shared(all),
            screened: knowsScreened ? screened.shared(all) : nil,
            notScreened: knowsScreened ? others.shared(all) : nil,
            covered: knowsScreened ? covered.shared(all) : nil, otherLines: sales.otherLines,
            unreadable: sales.unreadable, beyond: sales.beyond.lines)
    }

    /// Products that were sold and that nobody has looked at; none where it is not known what was looked at.
    func notScreened() -> [CoverageFinding] {
        guard knowsScreened else { return [] }
        let decided = decided
        return sales.sold.compactMap { product, count in
            guard catalogue.rows[product] == nil, articles?.products.contains(product) != true,
                !decided.contains(product)
            else { return nil }
            var finding = CoverageFinding(
                .notScreened, product: product,
                what: "\(quoted(product.string)) was sold in \(count.text), and was never screened")
            finding.description = sales.description(of: product)
            finding.sold = count
            return finding
        }
    }

    /// Products of the catalogue that were not sold.
    func neverSold() -> [CoverageFinding] {
        let unsold = catalogue.rows.keys.filter { sales[$0].lines == 0 }
        var wanted: [Substring: [ExactText]] = [:]
        for product in unsold {
            if let bare = Self.withoutZeros(product) { wanted[bare, default: []].append(product) }
        }
        var alike: [ExactText: ExactText] = [:]
        if !wanted.isEmpty {
            for product in sales.sold.keys {
                guard let bare = Self.withoutZeros(product) else { continue }
                for other in wanted[bare] ?? [] { alike[other] = min(alike[other] ?? product, product) }
            }
        }
        return unsold.map { product in
            let key = quoted(product.string)
            var finding = CoverageFinding(.neverSold, product: product, what: "\(key) was not sold")
            finding.description = catalogue.descriptions[product] ?? articles?.names[product]
            if let sold = alike[product] {
                finding.soldAs = sold
                finding.what += ", but \(quoted(sold.string)) was, which differs in leading zeros alone"
            }
            return finding
        }
    }

    /// A key of digits without the zeros before them, which spreadsheets cut off.
    private static func withoutZeros(_ product: ExactText) -> Substring? {
        guard product.string.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let bare = product.string.drop { $0 == "0" }
        return bare.isEmpty ? nil : bare
    }
}

extension SalesTally.Count {
    /// `3 lines, 5 units`.
    package var text: String {
        "\(lines) line\(lines == 1 ? "" : "s"), \(units) unit\(units == ExactDecimal(1) ? "" : "s")"
    }
}

extension SalesSummary.Part {
    fileprivate mutating func add(_ count: SalesTally.Count) {
        products += 1
        lines += count.lines
        units += count.units
    }

    fileprivate static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.products += right.products
        sum.lines += right.lines
        sum.units += right.units
        return sum
    }

    /// With its share of the whole.
    fileprivate func shared(_ whole: Self) -> Self {
        var part = self
        part.ofLines = ExactDecimal(lines).percent(of: ExactDecimal(whole.lines))
        part.ofUnits = units.percent(of: whole.units)
        return part
    }
}
