import Purchases
import Rules

/// Changes of what a pack says outside its rules: levels, `quiet`, who is one buyer.
struct PackChanges {
    private let pack: Pack

    init(_ pack: Pack) { self.pack = pack }

    var mutants: [Mutant] {
        (levels + quiet + buyers).map { Mutant(name: $0.name, change: $0.text, rule: nil, pack: $0.part) }
    }

    private func changed(_ change: (inout Pack) -> Void) -> Pack {
        var pack = pack
        change(&pack)
        return pack
    }

    /// The step between scores that there can be: a level moved by less is the same level.
    private var step: Int {
        pack.rules.flatMap { [$0.score] + ($0.cap.map { [$0] } ?? []) }.reduce(0, greatestCommonDivisor)
    }

    private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : greatestCommonDivisor(right, left % right)
    }

    private var levels: [Change<Pack>] {
        var changes: [Change<Pack>] = []
        for (index, level) in pack.levels.enumerated() {
            let below = index > 0 ? pack.levels[index - 1].threshold : 0
            let above = index + 1 < pack.levels.count ? pack.levels[index + 1].threshold : Int.max
            for (name, threshold) in [("+", level.threshold + step), ("-", level.threshold - step)]
            where threshold > below && threshold < above {
                changes.append(
                    Change(
                        name: "level \(level.name) \(name)", text: "\(level.threshold) → \(threshold)",
                        part: changed { $0.levels[index].threshold = threshold }))
            }
            if pack.levels.count > 1 {
                changes.append(
                    Change(
                        name: "level \(level.name) dropped", text: "no such level",
                        part: changed { $0.levels.remove(at: index) }))
            }
        }
        return changes
    }

    private var quiet: [Change<Pack>] {
        let seconds = pack.quiet.microseconds / 1_000_000
        let text =
            seconds % 86_400 == 0
            ? "\(seconds / 86_400)d" : seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : "\(seconds)s"
        return NumberChanges.span(pack.quiet, text).map { change in
            change.map("quiet ") { part in changed { $0.quiet = part.span } }
        }
    }

    private var buyers: [Change<Pack>] {
        var changes = (pack.linkKinds ?? []).sorted().map { kind in
            Change(
                name: "buyers link \(kind) dropped", text: "receipts with the same \(kind) are strangers",
                part: changed { $0.linkKinds?.remove(kind) })
        }
        // What the pack does not say is not the pack's to test.
        if pack.maxLinks != 20 {
            changes += NumberChanges.integer(pack.maxLinks, from: 0).map { change in
                change.map("buyers max_links ") { part in changed { $0.maxLinks = part } }
            }
        }
        return changes
    }
}
