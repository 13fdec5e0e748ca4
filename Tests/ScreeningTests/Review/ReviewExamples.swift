import Documents
import Purchases
import Screening

/// A small master with its lists, for the tests of the review.
enum ReviewExamples {
    static let list = SubstanceList(
        id: "law", version: "1", jurisdiction: nil,
        entries: [
            SubstanceEntry(
                list: "law", id: "salt", name: "Salt", cas: "7647-14-5", annex: "I", limit: ExactDecimal(12)),
            SubstanceEntry(list: "law", id: "chalk", name: "Chalk", cas: "471-34-1"),
        ])
    static let lists = ListedEntries([list])
    static let today = LocalDay(iso: "2026-11-27") ?? LocalDay(daysSinceEpoch: 0)

    static func article(_ product: String = "4711", name: String = "Salt 12 % 5 l") -> Article {
        Article(product: product, name: name, line: 2, source: "articles.csv")
    }

    static func proposal(
        _ article: Article = article(), substance: String = "salt", net: ExactDecimal? = ExactDecimal(5)
    ) -> Proposal {
        Proposal(
            article: article, substance: substance, concentration: ExactDecimal(12), basis: "w/w",
            netAmount: net, netUnit: net == nil ? nil : "l", confidence: 0.9,
            evidence: [
                Evidence(
                    kind: .name, term: "salt", language: "en",
                    span: TextSpan(field: "name", start: 0, end: 4, text: "Salt"), how: "exact")
            ], missing: net == nil ? ["net_amount"] : [])
    }

    static func decision(
        _ kind: Decision.Kind = .accept, product: String = "4711", substance: String = "salt",
        label: String? = nil, until: LocalDay? = nil
    ) -> Decision {
        Decision(
            key: Decision.Key(product: product, substance: substance), kind: kind,
            label: label ?? article(product).label,
            entry: lists.digest(of: ExactText(substance)) ?? "000000000000",
            concentration: kind == .reject ? nil : ExactDecimal(12), basis: kind == .reject ? nil : "w/w",
            netAmount: kind == .reject ? nil : ExactDecimal(5), netUnit: kind == .reject ? nil : "l",
            reason: kind == .reject ? "no salt" : "", by: "ada", at: today, until: until)
    }
}

/// Which code stands at which place.
func places(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { "\($0.code) \($0.line):\($0.column)" }
}
