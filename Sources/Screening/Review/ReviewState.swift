import Purchases

/// What is left to review: proposals beside the decisions that were made on them.
package struct ReviewState: Sendable {
    /// Why a decision does not hold any more.
    package enum Lapse: Sendable, Hashable {
        case labelChanged
        case entryChanged
        case untilPassed(LocalDay)

        package var text: String {
            switch self {
            case .labelChanged: "the label changed"
            case .entryChanged: "the list's entry changed"
            case .untilPassed(let day): "decided until \(day) only"
            }
        }
    }

    package enum Status: Sendable, Hashable {
        /// Nobody has decided on it.
        case new
        /// It was decided on, and that does not hold any more.
        case reopened(Decision, [Lapse])
        case decided(Decision)

        package var isOpen: Bool { if case .decided = self { false } else { true } }
    }

    package struct Item: Sendable, Hashable {
        package var proposal: Proposal
        package var status: Status

        package init(proposal: Proposal, status: Status) {
            self.proposal = proposal
            self.status = status
        }

        package var key: Decision.Key {
            Decision.Key(product: proposal.article.product, substance: proposal.substance)
        }
    }

    /// Every proposal once, in the order given; then what was decided earlier, lapsed, and is proposed no more.
    package private(set) var items: [Item] = []
    /// Decisions about products that no article has, in order.
    package private(set) var gone: [Decision] = []
    /// How many proposals were left out because their product's number is longer than a decision may name.
    package private(set) var tooLong = 0

    package var open: [Item] { items.filter(\.status.isOpen) }

    /// - Parameters:
    ///   - proposals: of several of one product and substance the first counts.
    ///   - articles: at least all of the products that `decisions` name, as far as there are any.
    ///   - today: the day on which decisions must hold.
    package init(
        proposals: some Sequence<Proposal>, articles: some Sequence<Article>, decisions: Decisions,
        lists: ListedEntries, today: LocalDay
    ) {
        let decided = Dictionary(grouping: decisions.sorted, by: \.key.product)
        let labels = ArticleLabels(articles, of: Set(decided.keys))
        var seen: Set<Decision.Key> = []
        for proposal in proposals {
            guard proposal.article.product.utf8.count <= Decision.textMax else {
                tooLong += 1
                continue
            }
            var item = Item(proposal: proposal.withinBounds(), status: .new)
            guard seen.insert(item.key).inserted else { continue }
            if let decision = decisions[item.key] {
                let lapses = decision.lapses(labels: labels, lists: lists, today: today)
                item.status = lapses.isEmpty ? .decided(decision) : .reopened(decision, lapses)
            }
            items.append(item)
        }
        for decision in decisions.sorted where !seen.contains(decision.key) {
            guard let article = labels.article(of: decision.key.product) else {
                gone.append(decision)
                continue
            }
            let lapses = decision.lapses(labels: labels, lists: lists, today: today)
            // What was rejected and is proposed no more needs nobody.
            guard decision.kind != .reject, !lapses.isEmpty else { continue }
            items.append(
                Item(
                    proposal: Proposal(unproposed: decision, article: article),
                    status: .reopened(decision, lapses)))
        }
    }
}

/// The labels that the articles of some products have now. A product may stand in the master several times.
package struct ArticleLabels: Sendable {
    private var articles: [ExactText: Article] = [:]
    private var labels: [ExactText: Set<String>] = [:]

    /// - Parameter products: those that are asked for; others are passed over.
    package init(_ articles: some Sequence<Article>, of products: Set<ExactText>) {
        for article in articles { add(article, of: products) }
    }

    private mutating func add(_ article: Article, of products: Set<ExactText>) {
        let product = ExactText(article.product)
        guard products.contains(product) else { return }
        if articles[product] == nil { articles[product] = article }
        labels[product, default: []].insert(article.label)
    }

    /// The first article of a product.
    package func article(of product: ExactText) -> Article? { articles[product] }

    package func has(_ label: String, of product: ExactText) -> Bool {
        labels[product]?.contains(label) ?? false
    }
}

extension Decision {
    /// Why the decision does not hold on a day; empty where it does. Its product must be among the articles.
    package func lapses(
        labels: ArticleLabels, lists: ListedEntries, today: LocalDay
    ) -> [ReviewState.Lapse] {
        var lapses: [ReviewState.Lapse] = []
        if !labels.has(label, of: key.product) { lapses.append(.labelChanged) }
        if lists.digest(of: key.substance) != entry { lapses.append(.entryChanged) }
        if let until, until < today { lapses.append(.untilPassed(until)) }
        return lapses
    }
}

extension Proposal {
    /// A proposal that the decision alone makes: its substance is not proposed any more.
    fileprivate init(unproposed decision: Decision, article: Article) {
        self.init(
            article: article, substance: decision.key.substance.string,
            concentration: decision.concentration, basis: decision.basis ?? Decision.bases[0],
            netAmount: decision.netAmount, netUnit: decision.netUnit, confidence: 0, evidence: [],
            missing: decision.netAmount == nil ? ["net_amount"] : [],
            notes: ["decided earlier, and not proposed any more; the amounts are those decided on"])
    }
}
