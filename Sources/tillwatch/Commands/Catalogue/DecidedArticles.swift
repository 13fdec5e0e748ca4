import Documents
import Purchases
import Screening

/// The articles that decisions are about. Blocks.
struct DecidedArticles {
    let paths: [String]
    let map: ArticleMap?
    /// The command that messages name.
    let command: String
    let colorsMessages: Bool

    /// Reads all article masters, and keeps the articles of some products.
    ///
    /// - Throws: an `ArticleError` when one cannot be read at all.
    func read(of products: Set<ExactText>) throws(ArticleError) -> [Article] {
        var inputs = ArticleInputs(paths, map: map, command: command)
        var kept: [Article] = []
        while let article = try inputs.next() {
            if products.contains(ExactText(article.product)) { kept.append(article) }
        }
        for note in inputs.notes { Console.message(visible(note)) }
        Console.show(inputs.findings.diagnostics, color: colorsMessages)
        return kept
    }
}
