import Purchases
import Rules

/// The order of the levels of packs and their versions, which an alert names by their words.
package struct LevelOrder: Sendable {
    private let thresholds: [[String]: [String: Int]]

    /// - Parameter packs: every version of every pack, the newest of one id last.
    package init(_ packs: [Pack]) {
        var thresholds: [[String]: [String: Int]] = [:]
        for pack in packs {
            let levels = Dictionary(
                pack.levels.map { ($0.name, $0.threshold) }, uniquingKeysWith: { first, _ in first })
            thresholds[[pack.id, pack.version]] = levels
            // For alerts of a version that is not known here.
            thresholds[[pack.id]] = levels
        }
        self.thresholds = thresholds
    }

    /// The score from which a level of a pack's version is reached; 0 for what the packs do not know.
    package func threshold(_ pack: PackReference, level: String) -> Int { levels(of: pack)[level] ?? 0 }

    private func levels(of pack: PackReference) -> [String: Int] {
        thresholds[[pack.id, pack.version]] ?? thresholds[[pack.id]] ?? [:]
    }

    /// Every level of every pack, once, in order of threshold.
    package var names: [String] {
        let all = thresholds.values.flatMap { $0 }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        var names: [String] = []
        for level in all where !names.contains(level.key) { names.append(level.key) }
        return names
    }

    /// Whether an alert of `level` is as high as the level named `bound` of its own version, where that has it.
    package func isAsHigh(_ pack: PackReference, level: String, as bound: String) -> Bool {
        guard let wanted = levels(of: pack)[bound] else { return false }
        return threshold(pack, level: level) >= wanted
    }
}
