/// What outlives lines that were deleted for their age (7.3).
package struct Retained: Sendable, Hashable {
    /// A token as it was seen on deleted receipts.
    package struct SeenToken: Sendable, Hashable {
        package var token: Token
        /// On how many of them, two at most: more make no difference to who is joined (6.1).
        package var receipts: Int
        /// The time and key of their earliest line, from which the buyer's key derives (6.2).
        package var earliest: EventTime
        package var key: ExactText

        package init(token: Token, receipts: Int, earliest: EventTime, key: ExactText) {
            self.token = token
            self.receipts = receipts
            self.earliest = earliest
            self.key = key
        }
    }

    /// Two tokens that were seen together on a deleted receipt; the lesser first.
    package struct SeenPair: Sendable, Hashable, Comparable {
        package let first: Token
        package let second: Token

        package init(_ one: Token, _ other: Token) {
            (first, second) = one < other ? (one, other) : (other, one)
        }

        package static func < (left: Self, right: Self) -> Bool {
            left.first == right.first ? left.second < right.second : left.first < right.first
        }
    }

    /// Lines older than this were deleted, and are not taken in; nil while nothing ever was. Only moves forward.
    package var before: EventTime?
    /// For each pack that judged then, the time before which its moments are closed.
    package var closings: [String: EventTime]
    package var tokens: [SeenToken]
    package var pairs: [SeenPair]

    package init(
        before: EventTime? = nil, closings: [String: EventTime] = [:], tokens: [SeenToken] = [],
        pairs: [SeenPair] = []
    ) {
        self.before = before
        self.closings = closings
        self.tokens = tokens
        self.pairs = pairs
    }

    /// The same without the pairs of which neither token is on a line that is there, and the tokens that are then in none.
    package func pruned(keeping live: Set<Token>) -> Retained {
        var kept = self
        kept.pairs = pairs.filter { live.contains($0.first) || live.contains($0.second) }
        let paired = Set(kept.pairs.flatMap { [$0.first, $0.second] })
        kept.tokens = tokens.filter { live.contains($0.token) || paired.contains($0.token) }
        return kept
    }
}

/// A receipt as it is seen by who is joined with whom: its tokens, and its earliest line.
package struct SeenReceipt: Sendable, Hashable {
    /// In order.
    package var tokens: [Token]
    package var earliest: EventTime
    package var key: ExactText

    package init(tokens: [Token], earliest: EventTime, key: ExactText) {
        self.tokens = tokens
        self.earliest = earliest
        self.key = key
    }
}
