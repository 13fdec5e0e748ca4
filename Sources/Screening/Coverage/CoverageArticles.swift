import Purchases

/// What a check keeps of article masters: every product, and of those that matter to it name, GTIN and label.
package struct CoverageArticles: Sendable {
    struct WrongGTIN: Sendable, Hashable {
        var product: ExactText
        var gtin: String
        var problem: String
        var line: Int
        var source: String
    }

    package private(set) var products: Set<ExactText> = []
    /// Articles read; a product may stand in several masters.
    package private(set) var count = 0
    private(set) var names: [ExactText: String] = [:]
    /// In 14 digits.
    private(set) var gtins: [ExactText: Set<String>] = [:]
    private(set) var labels: [ExactText: Set<String>] = [:]
    private(set) var wrongGTINs: [WrongGTIN] = []
    private let watched: Set<ExactText>
    private let decided: Set<ExactText>

    /// - Parameters:
    ///   - watched: the products of the catalogue.
    ///   - decided: the products that decisions are about.
    package init(watched: some Sequence<ExactText>, decided: some Sequence<ExactText>) {
        self.watched = Set(watched)
        self.decided = Set(decided)
    }

    package mutating func add(_ article: Article) {
        let product = ExactText(article.product)
        count += 1
        products.insert(product)
        if let gtin = article.gtin, let problem = GTIN.problem(gtin) {
            wrongGTINs.append(
                WrongGTIN(
                    product: product, gtin: gtin, problem: problem, line: article.line, source: article.source
                ))
        }
        if watched.contains(product) {
            if names[product] == nil { names[product] = article.name }
            if let gtin = article.gtin.flatMap(GTIN.normal) { gtins[product, default: []].insert(gtin) }
        }
        if decided.contains(product) { labels[product, default: []].insert(article.label) }
    }
}
