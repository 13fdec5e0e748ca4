import Foundation

/// How surprising a silence is by now.
///
/// Each hour without a line adds -log(1 - p), where p is how often that hour had lines before: the silence as a whole is as
/// improbable as e to the power of minus the sum. Hours that always had lines prove little by themselves (three Mondays are not
/// a law), so p of those is what all of them together came to.
///
/// It is told when the sum passes both the bound, which lets a subject be told falsely about once in twenty years were its
/// hours independent, and one and a half times the longest silence that ended by itself: hours are not independent.
struct Surprise: Codable, Sendable, Hashable {
    /// Of the silence that lasts.
    private(set) var sum = 0.0
    /// Of the longest one that ended, fading.
    private(set) var longest = 0.0
    /// Hours that should have had lines by all that was known, and those of them that had none.
    private var usual = 0.0
    private var missed = 0.0
    /// Those of the silence that lasts; they teach when it ends by itself.
    private var missing = 0.0

    /// How sure it is that an hour has lines that always had them.
    private var reliability: Double { 1 - (missed + 0.5) / (usual + 1) }

    /// - Parameter chance: how often this hour had lines; nil where nobody knows.
    mutating func note(isActive: Bool, chance: Double?) {
        longest *= 0.9995
        let isUsual = chance.map { $0 > 0.95 } ?? false
        if isActive {
            usual += missing + (isUsual ? 1 : 0)
            missed += missing
            if usual > 2_000 { (usual, missed) = (usual / 2, missed / 2) }
            longest = max(longest, sum)
            (sum, missing) = (0, 0)
        } else if let chance {
            sum -= log(1 - min(chance, reliability))
            if isUsual { missing += 1 }
        }
    }

    /// Ends a silence that was told: it teaches nothing.
    mutating func end() { (sum, missing) = (0, 0) }

    /// - Parameter weekly: how many hours of a week usually have lines.
    func isTelling(weekly: Double) -> Bool {
        sum > 4 && sum >= max(log(1_000 * max(weekly, 1)), 1.5 * longest)
    }
}
