import Documents
import Purchases

/// GTINs whose check digit is wrong: of the article masters' column, and of products whose key is one.
package struct WrongGTINs {
    /// With fewer keys of a length than this they are taken for GTINs where the length is usual for nothing else.
    private static let fewest = 10

    package let catalogue: [ExactText]
    package let articles: CoverageArticles?

    /// In order of products.
    package func findings() -> [CoverageFinding] {
        var found: [CoverageFinding] = []
        var told: Set<ExactText> = []
        for wrong in articles?.wrongGTINs ?? [] {
            var finding = CoverageFinding(
                .gtinWrong, product: wrong.product,
                what:
                    "line \(wrong.line) of \(visible(wrong.source)): the GTIN \(quoted(wrong.gtin)) \(wrong.problem)"
            )
            finding.gtin = wrong.gtin
            told.insert(wrong.product)
            found.append(finding)
        }
        var keys = Set(catalogue)
        if let articles { keys.formUnion(articles.products) }
        for product in Self.wrongKeys(keys) where !told.contains(product) {
            let problem = GTIN.problem(product.string) ?? ""
            var finding = CoverageFinding(
                .gtinWrong, product: product, what: "the product's key \(quoted(product.string)) \(problem)")
            finding.gtin = product.string
            found.append(finding)
        }
        return found.sorted { ($0.product ?? "", $0.what) < ($1.product ?? "", $1.what) }
    }

    /// The keys that look like GTINs and are none.
    ///
    /// Chains have keys of their own, which a check digit says nothing of: keys of a length are taken for GTINs where at
    /// least half of them check. Of few keys nothing can be said so, and 12 to 14 digits are then taken for GTINs.
    package static func wrongKeys(_ keys: Set<ExactText>) -> [ExactText] {
        var right: [Int: Int] = [:]
        var wrong: [Int: [ExactText]] = [:]
        for key in keys where GTIN.lengths.contains(key.string.utf8.count) {
            guard key.string.utf8.allSatisfy({ (48...57).contains($0) }) else { continue }
            if GTIN.check(key.string) == .valid {
                right[key.string.utf8.count, default: 0] += 1
            } else {
                wrong[key.string.utf8.count, default: []].append(key)
            }
        }
        return wrong.flatMap { length, wrong in
            let checked = right[length] ?? 0
            let isFew = checked + wrong.count < fewest
            let isGTIN = checked >= wrong.count || (isFew && length > 8)
            return isGTIN ? wrong : []
        }.sorted()
    }
}
