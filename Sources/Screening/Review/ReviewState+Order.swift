import Purchases

extension ReviewState {
    /// Items in the order in which an hour of review gives most (`ReviewOrder`).
    ///
    /// - Parameter lists: say which proposals a law restricts.
    package static func ordered(_ items: [Item], lists: [SubstanceList]) -> [Item] {
        let laws = Dictionary(grouping: lists.flatMap(\.entries), by: \.id)
        let entries = items.map { item in
            let proposal = item.proposal
            let isRestricted = laws[item.key.substance]?.contains { $0.restricts(proposal.concentration) }
            return ReviewOrder.Entry(
                name: proposal.article.name, product: proposal.article.product, substance: proposal.substance,
                confidence: proposal.confidence, isRestricted: isRestricted ?? false,
                hasMissingFacts: !proposal.missing.isEmpty)
        }
        return ReviewOrder.places(of: entries).map { items[$0] }
    }
}
