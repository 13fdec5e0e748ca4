import Screening
import Testing

/// Sets of answers against every pair of single answers.
struct OutcomesTests {
    private static let ranks: [Outcomes] = [.no, .vague, .blind, .yes]
    private static let sets = (UInt8(1)...15).map { Outcomes(rawValue: $0) }

    private func pairs(
        _ left: Outcomes, _ right: Outcomes, _ choose: (Int, Int) -> Int
    ) -> Outcomes {
        var found: Outcomes = []
        for (one, first) in Self.ranks.enumerated() where left.contains(first) {
            for (two, second) in Self.ranks.enumerated() where right.contains(second) {
                found.insert(Self.ranks[choose(one, two)])
            }
        }
        return found
    }

    @Test func everyPairOfSets() {
        for left in Self.sets {
            for right in Self.sets {
                #expect(left.and(right) == pairs(left, right, min))
                #expect(left.or(right) == pairs(left, right, max))
            }
            #expect(left.negated.negated == left)
            #expect(left.negated.contains(.yes) == left.contains(.no))
            #expect(left.negated.contains(.blind) == left.contains(.blind))
        }
    }
}
