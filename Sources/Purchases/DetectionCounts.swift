/// What the ledger leaves uncounted, and how buyers came out; part of every summary (`docs/FORMATS.md` 2).
///
/// With several packs the counts that depend on linking are those of the first one.
package struct DetectionCounts: Sendable, Hashable {
    package var unmatchedVoids = 0
    package var unmatchedReturns = 0
    package var buyers = 0
    /// Tokens that link nothing because they are seen with too many others (6.1).
    package var hubs = 0
    /// Receipts of the buyer with the most of them.
    package var largestBuyer = 0
    /// Standing sale lines that no loaded pack's lists cover on their day.
    package var notInForce = 0
    /// Standing sale lines with a substance whose limit could not be compared.
    package var limitUndecided = 0
    /// Standing sale lines whose mass assumes a density of 1 g/ml.
    package var assumedDensity = 0
    /// Absences whose deadline no feed has passed, so that they are undecided (4.7); of all packs.
    package var pending = 0

    package init() {}
}
