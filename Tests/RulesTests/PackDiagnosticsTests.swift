import Documents
import Foundation
import Rules
import Testing

struct PackDiagnosticsTests {
    @Test func `a small pack compiles without a word`() {
        let (pack, diagnostics) = PackSource.compile(PackSource.rule("where: {list: test-list}", "score: 10"))
        #expect(diagnostics.isEmpty)
        #expect(pack?.rules.count == 1)
        #expect(pack?.version == "2026.10")
    }

    /// Rules that are wrong in one place. Line 7 is the first after the id; columns count from 1.
    @Test(arguments: [
        ("D020 7:5", ["whithin: 30d", "where: {list: test-list}", "score: 10"]),
        ("D021 6:5", ["where: {list: test-list}"]),
        ("D021 6:5", ["score: 10"]),
        ("D022 7:12", ["where: [a]", "score: 10"]),
        ("D023 7:11", ["where:", "score: 10"]),
        ("D024 7:12", ["score: ten", "where: {list: test-list}"]),
        ("D025 7:12", ["score: 0", "where: {list: test-list}"]),
        ("D026 9:15", ["where: {list: test-list}", "score: 1", "at_least: 2 kg"]),
        ("D026 10:15", ["where: {list: test-list}", "score: 1", "measure: sum mass", "at_least: 2 l"]),
        ("D026 10:15", ["where: {list: test-list}", "score: 1", "measure: sum volume", "at_least: 2 kg"]),
        ("D026 10:15", ["where: {list: test-list}", "score: 1", "measure: sum amount", "at_least: 2 euros"]),
        ("D027 9:23", ["where: {list: test-list}", "score: 1", "unless: {licence: yes}"]),
        ("D028 9:13", ["where: {list: test-list}", "score: 1", "within: 3m"]),
        ("D029 7:18", ["where: {day: 2026-02-30}", "score: 1"]),
        ("L002 7:18", ["where: {cas: 7647-14-6}", "score: 1"]),
        ("P007 7:12", ["where: nothing", "score: 1"]),
        ("P010 7:12", ["where: {}", "score: 1"]),
        ("P010 7:17", ["where: {or: []}", "score: 1"]),
        ("P011 7:13", ["where: {stroe: S1}", "score: 1"]),
        ("P011 9:9", ["where: {list: test-list}", "score: 1", "by: buyers"]),
        ("P012 7:23", ["where: {quantity: 3}", "score: 1"]),
        ("P012 7:20", ["where: {store: {above: 3}}", "score: 1"]),
        ("P012 7:22", ["where: {missing: annex}", "score: 1"]),
        ("P013 7:19", ["where: {list: test-lisd}", "score: 1"]),
        ("P014 7:24", ["where: {substance: sald}", "score: 1"]),
        ("P014 7:24", ["where: {substance: 7732-18-5}", "score: 1"]),
        ("P015 7:13", ["where: {hour: {between: [9, 8]}}", "score: 1"]),
        ("P016 7:33", ["where: {hour: {at_least: 1, above: 2}}", "score: 1"]),
        ("P016 7:46", ["where: {amount: {at_least: 1 EUR, below: 2 GBP}}", "score: 1"]),
        ("P016 10:5", ["where: {list: test-list}", "score: 1", "at_least: 2", "above: 2"]),
        ("P017 9:5", ["where: {list: test-list}", "score: 1", "measure: sum mass"]),
        ("P018 9:5", ["where: {list: test-list}", "score: 1", "below: 3"]),
        ("P019 9:14", ["where: {list: test-list}", "score: 1", "measure: count receipt"]),
        ("P020 9:11", ["where: {list: test-list}", "score: 1", "each: mass"]),
        ("P020 9:9", ["where: {list: test-list}", "score: 1", "by: till"]),
        ("P020 9:14", ["where: {list: test-list}", "score: 1", "measure: distinct hour"]),
        ("P021 9:9", ["where: {list: test-list}", "score: 1", "by: [store, loyalty]"]),
        ("P022 9:5", ["where: {list: test-list}", "score: 1", "cap: 3"]),
        ("P026 7:20", ["where: {annex: III}", "score: 1"]),
    ])
    func `a rule that is wrong in one place says so there`(expected: String, lines: [String]) {
        let text = PackSource.head + "rules:\n  - id: one\n" + lines.map { "    \($0)\n" }.joined()
        #expect(PackSource.found(text) == [expected])
    }

    /// Packs that are wrong outside of their rules.
    @Test(arguments: [
        ("P001 1:12", "tillwatch: 1", "tillwatch: 2"), ("D010 2:18", "id: test", "id: test, id: x"),
        ("D030 2:12", "id: test", "id: te st"), ("P003 3:20", "[list.yaml]", "[list.yaml, list.yaml]"),
        ("P002 3:20", "[list.yaml]", "[list.yaml, nowhere.yaml]"), ("P004 4:30", "report: 100", "report: 30"),
        ("D025 4:18", "notice: 30", "notice: 0"), ("D023 4:9", "{notice: 30, report: 100}", "{}"),
        ("D021 1:1", "levels: {notice: 30, report: 100}\n", ""),
        ("P005 5:1", "rules:\n  - id: one\n    where: {list: test-list}\n    score: 10\n", "rules: []\n"),
    ])
    func `a pack that is wrong in one place says so there`(expected: String, right: String, wrong: String) {
        let text = PackSource.rule("where: {list: test-list}", "score: 10")
        guard let range = text.range(of: right) else {
            return #expect(Bool(false), "\(right) is not in the pack")
        }
        #expect(PackSource.found(text.replacingCharacters(in: range, with: wrong)) == [expected])
    }

    @Test func `rules with one id are told apart by line`() {
        let text =
            PackSource.rule("where: {list: test-list}", "score: 10")
            + "  - {id: one, where: {list: test-list}, score: 1}\n"
        #expect(PackSource.found(text) == ["P006 9:10"])
    }

    @Test func `a cycle of definitions is shown`() {
        let text = PackSource.rule("where: a", "score: 10") + "define: {a: {and: [b]}, b: {not: c}, c: a}\n"
        let diagnostics = PackSource.compile(text).diagnostics
        #expect(diagnostics.map(\.code) == ["P008"])
        #expect(diagnostics.first?.message.contains("`a` → `b` → `c` → `a`") == true)
        #expect(diagnostics.first?.line == 9)
    }

    @Test func `definitions that double each other are bounded`() {
        var text = PackSource.rule("where: d0", "score: 10") + "define:\n"
        for level in 0..<30 { text += "  d\(level): {and: [d\(level + 1), d\(level + 1)]}\n" }
        text += "  d30: {list: test-list}\n"
        #expect(Set(PackSource.compile(text).diagnostics.map(\.code)) == ["P009"])
    }

    @Test func `a chain of definitions is bounded`() {
        var text = PackSource.rule("where: d0", "score: 10") + "define:\n"
        for level in 0..<10_000 { text += "  d\(level): {not: d\(level + 1)}\n" }
        text += "  d10000: {list: test-list}\n"
        let diagnostics = PackSource.compile(text).diagnostics
        #expect(diagnostics.first?.code == "P009")
    }

    @Test func `a measure bounded from above gets the advice`() {
        let text = PackSource.rule(
            "where: {list: test-list}", "score: 1", "measure: count receipts", "at_most: 3")
        let diagnostic = PackSource.compile(text).diagnostics.first
        #expect(diagnostic?.help?.contains("where") == true)
    }

    @Test func `an unknown key is guessed`() {
        let text = PackSource.rule("where: {list: test-list}", "score: 1", "withn: 30d")
        let rendered = PackSource.compile(text).diagnostics.first?.rendered(color: false)
        #expect(
            rendered == """
                packs/p.yaml:9:5: error[D020]: a rule has no key `withn`
                        withn: 30d
                        ^
                help: did you mean `within`?
                """)
    }
}
