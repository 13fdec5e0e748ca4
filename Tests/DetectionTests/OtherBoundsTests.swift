import Detection
import Purchases
import Rules
import TestSupport
import Testing

/// Judging the same purchases by other bounds gives what judging all anew by them gives.
@Suite struct OtherBoundsTests {
    /// A seed that a failure names is put here to see it again.
    private static let seeds = (0..<12).map { _ in UInt64.random(in: 0..<UInt64.max) }

    private func moved(_ pack: Pack, _ generator: inout SplitMix) -> Pack {
        var pack = pack
        for index in pack.rules.indices {
            let half = pack.rules[index].threshold.value.millionths / 2
            let factor = Int128(Int.random(in: 1...4, using: &generator))
            pack.rules[index].threshold.value = ExactDecimal(millionths: max(1, half * factor))
            pack.rules[index].score += Int.random(in: -3...20, using: &generator)
            pack.rules[index].usual?.times.value = ExactDecimal(Int.random(in: 1...3, using: &generator))
            if case .combine(_, let conditions) = pack.rules[index].form {
                let least = Int.random(in: 1...conditions.count, using: &generator)
                pack.rules[index].form = .combine(atLeast: least, of: conditions)
            }
        }
        return pack
    }

    @Test(arguments: seeds) func otherBoundsAreJudgedAsFromTheStart(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        var history = RandomHistory(seed: seed, lines: 160)
        let lines = history.arriving(shuffled: false)
        var detector = Shop.detector(history.packs)
        _ = detector.apply(Array(lines.prefix(120)))
        let packs = history.packs.map { moved($0, &generator) }
        var other = try #require(detector.judged(by: packs))
        var fresh = Shop.detector(packs)
        _ = fresh.apply(Array(lines.prefix(120)))
        #expect(other.standing == fresh.standing, "seed \(seed)")
        #expect(other.nearest() == fresh.nearest(), "seed \(seed)")
        // It is a detector like any other, and the one that it came from is as it was.
        _ = other.apply(Array(lines.suffix(40)))
        _ = fresh.apply(Array(lines.suffix(40)))
        #expect(other.standing == fresh.standing, "seed \(seed)")
        _ = detector.apply(Array(lines.suffix(40)))
        var plain = Shop.detector(history.packs)
        _ = plain.apply(lines)
        #expect(detector.standing == plain.standing, "seed \(seed)")
    }

    @Test func whatMeasuresOtherwiseIsRefused() throws {
        let history = RandomHistory(seed: 1, lines: 10)
        let detector = Shop.detector(history.packs)
        var pack = history.packs[0]
        pack.rules[0].window = .span(TimeSpan(seconds: 77))
        #expect(detector.judged(by: [pack]) == nil)
        pack = history.packs[0]
        pack.rules[0].condition = .not(pack.rules[0].condition)
        #expect(detector.judged(by: [pack]) == nil)
        pack = history.packs[0]
        pack.rules.removeLast()
        #expect(detector.judged(by: [pack]) == nil)
        #expect(detector.judged(by: [history.packs[0]]) != nil)
        #expect(detector.judged(by: history.packs)?.standing == detector.standing)
    }
}
