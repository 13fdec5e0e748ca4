import Pipeline
import Purchases
import Rules
import Testing

struct LevelOrderTests {
    private let order = LevelOrder([
        Self.pack("a", [("notice", 30), ("report", 100)]),
        Self.pack("b", [("low", 20), ("report", 50), ("top", 200)]),
    ])

    @Test func namesStandOnceInOrderOfThreshold() {
        #expect(order.names == ["low", "notice", "report", "top"])
    }

    @Test(arguments: [
        ("a", "report", "notice", true), ("a", "notice", "report", false), ("b", "top", "report", true),
        // A level that the alert's own pack does not have is no bound for it.
        ("b", "top", "notice", false), ("c", "report", "report", false),
    ])
    func comparesWithinThePack(pack: String, level: String, bound: String, expected: Bool) {
        #expect(
            order.isAsHigh(PackReference(id: pack, version: "1", jurisdiction: nil), level: level, as: bound)
                == expected)
    }

    private static func pack(_ id: String, _ levels: [(String, Int)]) -> Pack {
        Pack(
            id: id, version: "1", lists: [], levels: levels.map { Level(name: $0.0, threshold: $0.1) },
            rules: [],
            digest: "")
    }
}
