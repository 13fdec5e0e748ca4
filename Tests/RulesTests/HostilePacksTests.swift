import Documents
import Foundation
import Purchases
import Rules
import Testing

/// Packs are hostile input: each ends in a located message, soon.
struct HostilePacksTests {
    #if DEBUG
        // Unoptimised code on a busy machine: the same packs, a fiftieth of their size.
        private static let limit = 20.0
        private static let scale = 50
    #else
        private static let limit = 1.0
        private static let scale = 1
    #endif

    struct Hostile: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]

        init(_ name: String, _ text: String) {
            testDescription = name
            bytes = Array(text.utf8)
        }

        init(_ name: String, bytes: [UInt8]) {
            testDescription = name
            self.bytes = bytes
        }
    }

    /// The text of so many parts; large numbers are scaled.
    private static func many(_ count: Int, _ text: (Int) -> String) -> String {
        (0..<scaled(count)).map(text).joined()
    }

    private static func repeated(_ count: Int, _ text: String) -> String {
        String(repeating: text, count: scaled(count))
    }

    private static func scaled(_ count: Int) -> Int { count < 20_000 ? count : count / scale }

    /// A pack with a condition in its one rule.
    private static func pack(_ condition: String) -> String {
        PackSource.rule("where: \(condition)", "score: 10")
    }

    static let hostile: [Hostile] = [
        Hostile("aliases", "a: &a [x,x,x,x,x,x,x,x,x]\n" + many(9) { "b\($0): &b\($0) [*a,*a,*a,*a,*a]\n" }),
        Hostile(
            "merge keys",
            PackSource.head
                + "rules:\n  - &r {id: a, where: {list: test-list}, score: 1}\n  - {<<: *r, id: b}\n"),
        Hostile("tags", PackSource.head + "rules: !!python/object/apply:os.system [ls]\n"),
        Hostile("deep lists", repeated(500_000, "[")),
        Hostile("deep mappings", repeated(250_000, "{a: ")),
        Hostile("deep blocks", many(300) { String(repeating: " ", count: $0) + "a:\n" }),
        Hostile(
            "deep conditions",
            pack(repeated(5_000, "{not: ") + "x" + repeated(5_000, "}"))),
        Hostile("a megabyte of keys", many(90_000) { "k\($0): 1\n" }),
        Hostile(
            "a megabyte of keys of a rule",
            PackSource.head + "rules:\n  - id: a\n" + many(70_000) { "    k\($0): 1\n" }),
        Hostile("one key a hundred thousand times", repeated(100_000, "key: 1\n")),
        Hostile("a megabyte of rules", PackSource.head + "rules:\n" + many(40_000) { "  - {id: r\($0)}\n" }),
        Hostile(
            "a megabyte of values",
            pack("{store: [" + repeated(300_000, "S1,") + "]}\n    colour: red")),
        Hostile(
            "a megabyte in one text",
            PackSource.rule("title: " + repeated(500_000, "ä"), "score: many")),
        Hostile("a megabyte in one name", pack("{" + repeated(1_000_000, "x") + ": a}")),
        Hostile(
            "a megabyte of joins",
            pack("{or: [" + repeated(80_000, "{store: S},") + "]}") + "    colour: red\n"),
        Hostile(
            "cyclic definitions", pack("a") + "define: {a: {or: [b, c]}, b: {and: [c, a]}, c: {not: b}}\n"),
        Hostile(
            "many cycles",
            pack("d0") + "define:\n"
                + many(20_000) { "  d\($0): {and: [d\(($0 + 1) % scaled(20_000)), d\($0 / 2)]}\n" }),
        Hostile(
            "doubling definitions",
            pack("d0") + "define:\n" + many(60) { "  d\($0): {or: [d\($0 + 1), d\($0 + 1)]}\n" }
                + "  d60: {store: S}\n"),
        Hostile(
            "doubling totals",
            pack("d0") + "define:\n"
                + many(60) { "  d\($0): {and: [d\($0 + 1), d\($0 + 1)], receipt.mass: {above: 1 g}}\n" }
                + "  d60: {store: S}\n"),
        Hostile("tabs", PackSource.head + "rules:\n\t- id: a\n"),
        Hostile("not UTF-8", bytes: Array(PackSource.head.utf8) + [0xC3, 0x28]),
        Hostile("overlong UTF-8", bytes: [0x61, 0x3A, 0x20, 0xC0, 0xAF]),
        Hostile("surrogates", bytes: [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80]),
        Hostile("UTF-16", bytes: [0xFF, 0xFE, 0x61, 0, 0x3A, 0]),
        Hostile("zeros", bytes: [UInt8](repeating: 0, count: scaled(1 << 20))),
        Hostile(
            "noise", bytes: (0..<scaled(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        ),
        Hostile("two documents", PackSource.head + "---\n" + PackSource.head),
        Hostile("only quotes", repeated(999_999, "'")),
        Hostile("only colons", repeated(1_000_000, ":")),
        Hostile(
            "numbers beyond range",
            PackSource.rule(
                "where: {quantity: {above: 99999999999999999999}}", "score: 99999999999999999999999",
                "within: 99999999999999d", "at_least: 1e400")),
        Hostile(
            "fine numbers",
            PackSource.rule(
                "where: {mass: {above: 0.0000000001 mg}}", "score: 1.5", "measure: sum mass",
                "at_least: 999999999999 kg")),
        Hostile(
            "negative numbers",
            PackSource.rule("where: {quantity: {above: -3}}", "score: -1", "within: -3d", "at_least: -0")),
        Hostile("other digits", PackSource.rule("where: {quantity: {above: ٣}}", "score: １０", "within: ৩d")),
        Hostile(
            "wrong units",
            PackSource.rule(
                "where: {mass: {above: 3 l}, volume: {above: 3 kg}, concentration: {above: 3 g}, amount: {above: 3}}",
                "score: 1")),
        Hostile(
            "turned texts",
            PackSource.rule(
                "where: {list: test-list}", "score: 1", "title: \u{202E}evil\u{2066}", "\u{200B}by: buyer")),
        Hostile(
            "hidden names", PackSource.head.replacing("id: test", with: "id: te\u{200D}st") + "rules: []\n"),
        Hostile(
            "a hundred thousand marks on a letter",
            pack("{stor" + "e" + repeated(100_000, "\u{301}") + ": a, list: nothing}")),
        Hostile(
            "usual without end",
            PackSource.rule(
                "where: {list: test-list}", "score: 1", "within: 1s",
                "usual: {of: store, over: 36525d, at_least: 6x}")),
        Hostile("a file of a device", pack("{product: {file: /dev/zero}}")),
        Hostile("many files", pack("{or: [" + many(2_000) { "{product: {file: f\($0)}}," } + "]}")),
        Hostile(
            "many lists",
            PackSource.head.replacing("[list.yaml]", with: "[" + many(5_000) { "l\($0)," } + "]")
                + "rules: []\n"),
    ]

    @Test(arguments: hostile)
    func `hostile packs end in located messages within a second`(pack: Hostile) {
        let files = PackFiles(
            path: "p.yaml", bytes: pack.bytes, lists: ["list.yaml": Array(PackSource.list.utf8)])
        let found: [Diagnostic]
        let start = secondsOfThread()
        found = PackReader.compile(files).diagnostics
        for diagnostic in found { _ = diagnostic.rendered(color: true) }
        #expect(secondsOfThread() - start < Self.limit)
        #expect(found.contains { $0.severity == .error })
        #expect(found.count <= 402)
        // The file as a whole is meant only where no line of it can be.
        #expect(
            found.contains { $0.hasPlace } || found.map(\.code) == ["D002"] || found.map(\.code) == ["D013"])
        for diagnostic in found {
            #expect(diagnostic.message.utf8.count < 4_000 && (diagnostic.help?.utf8.count ?? 1) < 4_000)
            #expect(diagnostic.rendered(color: false).utf8.count < 20_000)
            // What a terminal would obey, or turn around, is never printed.
            let shown = diagnostic.rendered(color: false).unicodeScalars
            #expect(
                !shown.contains { $0.properties.generalCategory == .format || ($0.value < 32 && $0 != "\n") })
        }
    }

    /// What this thread has worked, whatever else the machine does.
    private func secondsOfThread() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func `names in any script are names of the feed, not errors`() {
        for name in ["Zweck", "用途", "назначение", "الغرض", "उद्देश्य", "🧪"] {
            let (pack, found) = PackSource.compile(PackSource.rule("where: {\(name): garden}", "score: 1"))
            #expect(found.isEmpty)
            #expect(pack?.namedFields.map(\.name.string) == [name])
        }
    }
}
