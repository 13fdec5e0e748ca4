/// An indicator of a confidential pack, as those see it whom the pack does not name.
package struct ConfidentialIndicator: Sendable, Hashable, Codable {
    /// Tells rules of one version of the pack apart, and says nothing else of them.
    package var rule: String
    package var score: Int
    package var purchases: [ExactText]

    package init(rule: String, score: Int, purchases: [ExactText]) {
        self.rule = rule
        self.score = score
        self.purchases = purchases
    }
}
