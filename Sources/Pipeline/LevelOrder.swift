import Rules

/// The order of the packs' levels, which an alert names by their words.
package struct LevelOrder: Sendable {
    private let thresholds: [String: [String: Int]]

    package init(_ packs: [Pack]) {
        thresholds = Dictionary(
            packs.map { pack in
                (
                    pack.id,
                    Dictionary(
                        pack.levels.map { ($0.name, $0.threshold) }, uniquingKeysWith: { first, _ in first })
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The score from which a level of a pack is reached; 0 for what the packs do not know.
    package func threshold(pack: String, level: String) -> Int { thresholds[pack]?[level] ?? 0 }

    /// Every level of every pack, once, in order of threshold.
    package var names: [String] {
        let all = thresholds.values.flatMap { $0 }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        var names: [String] = []
        for level in all where !names.contains(level.key) { names.append(level.key) }
        return names
    }

    /// Whether an alert of `level` is as high as the level named `bound` of its own pack, where that has it.
    package func isAsHigh(pack: String, level: String, as bound: String) -> Bool {
        guard let wanted = thresholds[pack]?[bound] else { return false }
        return threshold(pack: pack, level: level) >= wanted
    }
}
