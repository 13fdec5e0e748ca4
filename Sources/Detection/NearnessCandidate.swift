import Purchases
import Rules

/// A rule at one moment of a subject, in one of its groups.
struct NearnessCandidate {
    /// What was found there, in as much as its form needs to be written down.
    enum Found {
        /// Of a measure or a combination, the value of each part.
        case windows(WindowWalk, values: [ExactDecimal?], usual: Baseline?)
        /// Of a sequence, the purchases of the steps that were reached.
        case steps([Int])
        /// Of an absence, the awaiting purchases.
        case absence(lines: [Int], deadline: EventTime, isPending: Bool)
    }

    let subject: Subject
    let rule: Int
    let group: Int
    /// Of a rule that looks at one receipt.
    let receipt: Int?
    let time: EventTime
    let rank: NearnessRank
    let found: Found
}
