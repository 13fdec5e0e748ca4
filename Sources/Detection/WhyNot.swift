import Purchases
import Rules

/// Why there is no alert about a buyer or a receipt, or why there is one: what one pack makes of it.
package struct WhyNot: Sendable, Hashable, Codable {
    /// What was asked about.
    package enum Kind: String, Sendable, Hashable, Codable { case buyer, receipt, line }

    package var pack: String
    package var version: String
    package var kind: Kind
    /// Nil for a receipt of which nothing is left.
    package var buyer: BuyerReference?
    /// The moment that was asked about; nil when all moments of the buyer are.
    package var moment: EventTime?
    /// The lines that were asked about, in order of (time, key).
    package var lines: [LineFate]
    package var rules: [RuleAnswer]
    /// What the buyer reached at best; nil when no rule held at any moment.
    package var best: MomentReached?
    /// The alerts that stand about what was asked, in order of (time, subject).
    package var alerts: [String]
}

/// What became of a line.
package struct LineFate: Sendable, Hashable, Codable {
    package enum Fate: String, Sendable, Hashable, Codable {
        /// It is a purchase of listed substances.
        case purchase
        case voided
        /// Returned as a whole.
        case returned
        /// Its product is on no list of the pack that was in force on its day.
        case unlisted
        /// A void or return, which is no purchase.
        case amendment
    }

    package var key: ExactText
    package var time: EventTime
    package var fate: Fate
    package var product: ExactText?
    package var quantity: ExactDecimal?
    package var returned: ExactDecimal?
}

/// What one rule makes of what was asked about.
package struct RuleAnswer: Sendable, Hashable, Codable {
    package var rule: String
    package var title: String?
    package var score: Int
    /// `buyer`, `store`, `product`, or `store and product`.
    package var about: String
    /// Nil when no purchase counted.
    package var nearest: Nearness?
    /// Of every purchase that was asked about, in order of (time, key).
    package var purchases: [PurchaseVerdict]
}

package struct PurchaseVerdict: Sendable, Hashable, Codable {
    package var key: ExactText
    /// In order of identity.
    package var substances: [SubstanceVerdict]
}

/// What a rule makes of one substance of a purchase.
package struct SubstanceVerdict: Sendable, Hashable, Codable {
    package enum Verdict: String, Sendable, Hashable, Codable {
        case counts
        /// It does not match the rule's `where`.
        case fails
        /// Whether it matches cannot be known.
        case unknown
        /// It matches, and what was shown covers it.
        case excused
        /// It matches, and what the rule measures, or divides by, is not known of it.
        case missing
    }

    package var id: ExactText
    package var name: String
    package var verdict: Verdict
    /// Of a rule of several conditions or steps those that it counts for, from 1; else empty.
    package var conditions: [Int]
    /// What of `where` does not hold; for `missing` what is missing.
    package var parts: [FailedPart]
    /// What was shown on the purchase, where the rule asks for it.
    package var shown: [ShownException]
}

/// A part of a condition that does not hold.
package struct FailedPart: Sendable, Hashable, Codable {
    package var asks: String
    package var found: String?
    /// Whether it is unknown rather than false.
    package var unknown: Bool

    package init(asks: String, found: String?, unknown: Bool) {
        self.asks = asks
        self.found = found
        self.unknown = unknown
    }
}

/// A licence or professional statement that a purchase shows, and whether it covers a substance.
package struct ShownException: Sendable, Hashable, Codable {
    package var kind: String
    package var covers: Bool
    /// Why it does not cover it.
    package var because: String?
    package var number: ExactText?
    package var until: String?
    package var scope: [ExactText]?
    package var concentration: ExactDecimal?
    package var total: ExactText?
    package var period: String?
}

/// The best that a buyer reached at a moment.
package struct MomentReached: Sendable, Hashable, Codable {
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// An alert stands.
        case alert
        /// The score is below the lowest level.
        case below
        /// A moment before it, within `quiet`, reached the level already, with the same rules.
        case reachedBefore = "reached_before"
    }

    package var time: EventTime
    package var score: Int
    /// Nil below the lowest level.
    package var level: String?
    /// The score from which the lowest level begins, and its name.
    package var lowestScore: Int
    package var lowestLevel: String
    package var outcome: Outcome
    /// The earlier moment that had reached the level.
    package var before: EventTime?
    /// The standing alert, or the latest one before.
    package var alert: String?

    enum CodingKeys: String, CodingKey {
        case time, score, level
        case lowestScore = "lowest_score"
        case lowestLevel = "lowest_level"
        case outcome, before, alert
    }

    init(
        time: EventTime, score: Int, level: String?, lowest: Level, outcome: Outcome, before: EventTime?,
        alert: String?
    ) {
        self.time = time
        self.score = score
        self.level = level
        lowestScore = lowest.threshold
        lowestLevel = lowest.name
        self.outcome = outcome
        self.before = before
        self.alert = alert
    }
}
