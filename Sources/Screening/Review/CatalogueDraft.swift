import Delimited
import Documents
import Purchases

/// The catalogue that decisions make: a row for each that says a product holds a substance, and that holds today.
package struct CatalogueDraft: Sendable {
    /// Why a decision makes no row.
    package enum Obstacle: Sendable, Hashable {
        /// No article has the product.
        case gone
        case lapsed([ReviewState.Lapse])
        case noNetAmount
        /// The product has this substance under another name already.
        case twice(String)

        package var text: String {
            switch self {
            case .gone: "no article has this product"
            case .lapsed(let lapses): lapses.map(\.text).joined(separator: ", ") + "; review it again"
            case .noNetAmount: "the net amount is missing; correct it: `net=5 l`"
            case .twice(let other): "\(quoted(other)) of the same product is the same substance"
            }
        }
    }

    package struct LeftOut: Sendable, Hashable {
        package var decision: Decision
        package var obstacle: Obstacle

        /// In words: `4711 salt: the label changed; review it again`.
        package var text: String {
            "\(visible(shortened(decision.key.product.string))) \(visible(decision.key.substance.string)): \(obstacle.text)"
        }
    }

    /// The catalogue as CSV (`docs/FORMATS.md` 5), sorted by product and substance, its last line ended.
    package private(set) var text =
        "product,substance,concentration,basis,net_amount,net_unit,density,description\n"
    package private(set) var rows = 0
    /// In order of product and substance.
    package private(set) var leftOut: [LeftOut] = []
    package private(set) var rejected = 0
    /// Rows whose concentration is unknown: rules that ask for one do not see them.
    package private(set) var withoutConcentration = 0

    /// - Parameter articles: at least all of the products that `decisions` name, as far as there are any.
    package init(
        decisions: Decisions, articles: some Sequence<Article>, lists: ListedEntries, today: LocalDay
    ) {
        let sorted = decisions.sorted
        let labels = ArticleLabels(articles, of: Set(sorted.map(\.key.product)))
        var named: [Decision.Key: String] = [:]
        for decision in sorted {
            guard decision.kind != .reject else {
                rejected += 1
                continue
            }
            let substance = decision.key.substance
            let identity = Decision.Key(
                product: decision.key.product.string, substance: lists.identity(of: substance).string)
            if let obstacle = obstacle(
                decision, labels: labels, lists: lists, today: today, other: named[identity])
            {
                leftOut.append(LeftOut(decision: decision, obstacle: obstacle))
                continue
            }
            named[identity] = substance.string
            add(decision, labels.article(of: decision.key.product)?.name ?? "")
        }
    }

    private func obstacle(
        _ decision: Decision, labels: ArticleLabels, lists: ListedEntries, today: LocalDay, other: String?
    ) -> Obstacle? {
        if labels.article(of: decision.key.product) == nil { return .gone }
        let lapses = decision.lapses(labels: labels, lists: lists, today: today)
        if !lapses.isEmpty { return .lapsed(lapses) }
        if decision.netAmount == nil { return .noNetAmount }
        return other.map { .twice($0) }
    }

    private mutating func add(_ decision: Decision, _ name: String) {
        let written = decision.written
        let columns = ["product", "substance", "concentration", "basis", "net_amount", "net_unit", "density"]
        var cells = columns.map { SafeCell.written(written[$0] ?? "") }
        cells.append(SafeCell.written(visible(shortened(name, to: 200))))
        text += cells.joined(separator: ",") + "\n"
        rows += 1
        if decision.concentration == nil { withoutConcentration += 1 }
    }
}
