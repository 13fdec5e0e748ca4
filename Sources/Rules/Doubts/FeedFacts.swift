/// What a pack needs to know of a feed file.
package struct FeedFacts: Sendable {
    /// What messages call the feed file.
    package var file: String
    package var tokens: [String]
    package var extras: [String]
    /// Whether the feed maps the number, and the expiry, of each exception.
    package var numbers: Set<Rule.Exception>
    package var expiries: Set<Rule.Exception>

    package init(
        file: String, tokens: [String] = [], extras: [String] = [], numbers: Set<Rule.Exception> = [],
        expiries: Set<Rule.Exception> = []
    ) {
        self.file = file
        self.tokens = tokens
        self.extras = extras
        self.numbers = numbers
        self.expiries = expiries
    }
}
