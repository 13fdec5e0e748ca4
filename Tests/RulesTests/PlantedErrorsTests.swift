import Documents
import Rules
import Testing

struct PlantedErrorsTests {
    @Test func `every error of a pack comes in one go, in order of place`() {
        let text = """
            tillwatch: 1
            pack: {id: test, version: 1, form: 2026-11-01}
            lists: [list.yaml, lost.yaml]
            quiet: a month
            levels: {notice: 30, review: 20}
            define:
              loop: {not: loop}
              heavy: {mass: {above: 3 l}}
            rules:
              - id: one
                where: {strore: S1}
                within: 30 days
                score: many
              - id: one
                where: heavyy
                score: 5
                cap: 10
              - id: two
                where: {list: test-list, hour: {below: 30}}
                each: volume
                measure: sum weight
                score: 1
                colour: red
            """
        #expect(
            PackSource.found(text) == [
                "D020 2:30", "P002 3:20", "D028 4:8", "P004 5:30", "P008 7:15", "D026 8:25", "P011 11:13",
                "D028 12:13", "D024 13:12", "P006 14:9", "P007 15:12", "P022 17:5", "D025 19:44",
                "P020 20:11",
                "P019 21:14", "D020 23:5",
            ])
    }

    @Test func `a pack that errs without end is cut short`() {
        let text = PackSource.head + "rules:\n" + String(repeating: "  - {a: b}\n", count: 900)
        let diagnostics = PackSource.compile(text).diagnostics
        #expect(diagnostics.count == 201)
        #expect(diagnostics.last?.code == DiagnosticCode.tooMany.id)
    }

    @Test func `what a list has wrong is reported with the pack`() {
        let list = PackSource.list.replacing("limit: 12 %", with: "limit: 12 g")
        let diagnostics = PackSource.compile(
            PackSource.rule("where: {list: test-list}", "score: 1"), list: list
        ).diagnostics
        #expect(diagnostics.map(\.file) == ["packs/list.yaml"])
        #expect(diagnostics.map(\.code) == ["D026"])
    }

    /// Bytes cut, doubled and swapped anywhere in a pack: it compiles or is refused, and never stops the program.
    @Test func `mangled packs never trap`() {
        let whole = Array(
            (PackSource.rule(
                "where: {or: [{list: test-list, above_limit: true}, {not: heavy}]}", "by: [buyer, store]",
                "within: 30d",
                "each: substance", "measure: sum mass", "at_least: 10 kg", "score: 50", "cap: 100",
                "unless: {licence: valid}")
                + "define: {heavy: {mass: {between: [1 kg, 2 kg]}, amount: {above: 3 EUR}}}\n")
                .utf8)
        var random = SmallRandom(seed: 7)
        var compiled = 0
        for _ in 0..<600 {
            var bytes = whole
            for _ in 0..<Int(random.next() % 2 + 1) {
                let at = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes.remove(at: at)
                case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
                case 2: bytes.swapAt(at, Int(random.next() % UInt64(bytes.count)))
                default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 20)], at: at)
                }
            }
            let (pack, diagnostics) = PackReader.compile(
                PackFiles(path: "p.yaml", bytes: bytes, lists: ["list.yaml": Array(PackSource.list.utf8)]))
            let isWrong = diagnostics.contains { $0.severity == .error }
            #expect((pack == nil) == isWrong)
            for diagnostic in diagnostics { _ = diagnostic.rendered(color: true) }
            compiled += pack == nil ? 0 : 1
        }
        #expect(compiled > 5)
        #expect(compiled < 590)
    }
}

/// Random numbers that are the same on every run (xorshift64*).
struct SmallRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
