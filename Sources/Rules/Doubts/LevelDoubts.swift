import Documents
import Purchases

/// Levels that no combination of rules can reach (W003).
struct LevelDoubts {
    let pack: Pack
    let outline: PackOutline
    let findings: Findings

    /// - Parameter rules: those that can hold.
    func tell(_ rules: [Rule]) {
        guard let highest = pack.levels.last?.threshold else { return }
        // Each of what is scored has its own score: those of a buyer, a store and a product never add up.
        let bySubject = Dictionary(grouping: rules, by: \.subject).values.map { scores($0, upTo: highest) }
        for (index, level) in pack.levels.enumerated() {
            let next = index + 1 < pack.levels.count ? pack.levels[index + 1].threshold : nil
            let range = level.threshold..<(next ?? highest + 1)
            if bySubject.contains(where: { $0.contains(anyOf: range) }) { continue }
            let most = bySubject.map(\.most).max() ?? 0
            let place = outline.place(ofLevel: level.name)
            if most < level.threshold {
                findings.warning(
                    .levelUnreachable, at: place,
                    "no combination of rules reaches \(quoted(level.name)) at \(level.threshold): all that add up give \(most)",
                    help: "lower the threshold, or raise scores")
            } else {
                findings.warning(
                    .levelUnreachable, at: place,
                    "no alert has the level \(quoted(level.name)): no combination of rules scores from \(range.lowerBound) to below \(range.upperBound)",
                    help: "move the threshold to where scores lie, or take the level out")
            }
        }
    }

    /// The scores that rules can add up to; all from the highest threshold on are one.
    private func scores(_ rules: [Rule], upTo highest: Int) -> ScoreSet {
        var scores = ScoreSet(highest: highest)
        for rule in rules {
            let cap = rule.each == nil ? rule.score : rule.cap ?? highest
            scores.add(rule.score, upTo: cap)
        }
        return scores
    }
}

/// A set of sums, as bits.
struct ScoreSet {
    private let highest: Int
    private var words: [UInt64]

    /// Holds zero alone; sums above `highest` count as it.
    init(highest: Int) {
        self.highest = highest
        words = [UInt64](repeating: 0, count: highest / 64 + 1)
        words[0] = 1
    }

    /// Adds a rule that gives `score`, or, where the cap is higher, so much once for each of its values; the last of them
    /// gives what the cap leaves.
    mutating func add(_ score: Int, upTo cap: Int) {
        let cap = min(cap, highest)
        guard score < cap else {
            merge(shiftedBy: min(score, cap))
            return
        }
        let before = words
        if cap / score > 256 {
            // With very many values every sum up to the cap is taken to be reached, which only quietens a doubt.
            var step = 1
            while step < cap {
                merge(shiftedBy: step)
                step *= 2
            }
        } else {
            for sum in stride(from: score, to: cap, by: score) { merge(shiftedBy: sum, of: before) }
        }
        merge(shiftedBy: cap, of: before)
    }

    func contains(anyOf range: Range<Int>) -> Bool { range.contains { $0 <= highest && has($0) } }

    /// The highest sum.
    var most: Int { (0...highest).last(where: has) ?? 0 }

    private func has(_ sum: Int) -> Bool { words[sum / 64] >> UInt64(sum % 64) & 1 == 1 }

    private mutating func merge(shiftedBy count: Int) { merge(shiftedBy: count, of: words) }

    private mutating func merge(shiftedBy count: Int, of sums: [UInt64]) {
        let (far, near) = (count / 64, UInt64(count % 64))
        var isOver = false
        for (index, word) in sums.enumerated() where word != 0 {
            // What passes the end is at least the highest.
            if index * 64 + 63 - word.leadingZeroBitCount + count >= highest { isOver = true }
            if index + far < words.count { words[index + far] |= word << near }
            if near > 0, index + far + 1 < words.count { words[index + far + 1] |= word >> (64 - near) }
        }
        if isOver { words[highest / 64] |= 1 << UInt64(highest % 64) }
    }
}
