import Documents
import Testing

struct YAMLReaderTests {
    private func read(_ text: String) -> (node: YAMLNode?, diagnostics: [Diagnostic]) {
        YAMLReader.read(file: "a.yaml", bytes: Array(text.utf8))
    }

    private func value(_ node: YAMLNode?, _ key: String) -> YAMLNode? {
        node?.entries?.first { $0.key == key }?.value
    }

    @Test(arguments: [
        "NO", "0012", "2026.10", "yes", "~", "null", "1e3", "0x1F", "true", "2026-11-01", "12:30", "<<",
    ])
    func `every scalar is the text that stands there`(text: String) {
        let (node, diagnostics) = read("key: \(text)\nlist: [\(text)]\n\(text): key")
        #expect(diagnostics.isEmpty)
        #expect(value(node, "key")?.scalar == text)
        #expect(node?.entries?.last?.key == text)
    }

    @Test func `an absent value is an empty text`() {
        let (node, diagnostics) = read("a:\nb: ''\n")
        #expect(diagnostics.isEmpty)
        #expect(value(node, "a")?.scalar == "")
        #expect(value(node, "b")?.scalar == "")
    }

    @Test func `places count from one in characters`() {
        let (node, _) = read("# ü\nöl: {b: [é, c]}\n")
        let inner = value(value(node, "öl"), "b")
        #expect(value(node, "öl")?.place == YAMLPlace(line: 2, column: 5))
        guard case .sequence(let items) = inner?.kind else { return #expect(Bool(false)) }
        #expect(items.map(\.place) == [YAMLPlace(line: 2, column: 10), YAMLPlace(line: 2, column: 13)])
    }

    @Test func `a mark at the front is no text`() {
        let (node, diagnostics) = YAMLReader.read(
            file: "a.yaml", bytes: [0xEF, 0xBB, 0xBF] + Array("a: 1".utf8))
        #expect(diagnostics.isEmpty)
        #expect(node?.entries?.first?.key == "a")
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3", "D010", 3, 1), ("a: &x 1\nb: 2", "D008", 1, 4), ("a: 1\nb: *x", "D008", 2, 4),
        ("a: !!str 1", "D009", 1, 4), ("a:\n\tb: 1", "D006", 2, 1), ("a: [1, 2\nb: 3", "D005", 2, 2),
        ("a: [1", "D005", 1, 6), ("a: {b: 1\n\n", "D005", 1, 9), ("a: [ö,\n  1\n", "D005", 2, 4),
        ("? [a]\n: 1", "D011", 1, 3), ("a: 1\n---\nb: 2", "D012", 2, 1), ("# nothing\n", "D013", 0, 0),
        ("a: 1\nb: \u{7}", "D004", 2, 4), ("a: \u{2028}", "D004", 1, 4), ("a: \"\\xZZ\"", "D005", 1, 7),
    ])
    func `what is refused is reported at its place`(text: String, code: String, line: Int, column: Int) {
        let found = read(text).diagnostics.map { [$0.code, "\($0.line)", "\($0.column)"] }
        #expect(found == [[code, "\(line)", "\(column)"]])
    }

    @Test func `a repeated key names the first place`() {
        let diagnostic = read("x:\n  a: 1\n  a: 2").diagnostics.first
        #expect(diagnostic?.message.contains("2:3") == true)
        #expect(diagnostic?.snippet == "  a: 2")
    }

    @Test func `bytes that are no UTF-8 are placed`() {
        let diagnostics = YAMLReader.read(file: "a.yaml", bytes: Array("a: 1\nb: ö".utf8) + [0xFF])
            .diagnostics
        #expect(diagnostics.map(\.code) == ["D003"])
        #expect(diagnostics.first?.line == 2)
        #expect(diagnostics.first?.column == 5)
    }

    @Test func `size is bounded`() {
        let large = [UInt8](repeating: UInt8(ascii: "a"), count: YAMLReader.sizeMax + 1)
        #expect(YAMLReader.read(file: "a.yaml", bytes: large).diagnostics.map(\.code) == ["D002"])
    }

    @Test(arguments: ["[", "- ", "? ", "{a: ", "[{a: ", "- - [ "])
    func `depth is bounded however it is made`(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        // The parser may lose its patience before the bound is reached.
        let codes = read(text).diagnostics.map(\.code)
        #expect(codes == ["D007"] || codes == ["D005"])
    }

    @Test func `thirty-two levels are allowed`() {
        let text = String(repeating: "[", count: 32) + "a" + String(repeating: "]", count: 32)
        #expect(read(text).diagnostics.isEmpty)
        #expect(read("[" + text + "]").diagnostics.map(\.code) == ["D007"])
    }

    @Test(arguments: [
        "'", "\"", "%YAML 9.9\n---\n", "{", "]", "&", "*", "!", "@", "`", ",", "a: b: c",
    ])
    func `broken documents are reported and do not stop the program`(text: String) {
        #expect(!read(text).diagnostics.isEmpty)
    }

    @Test func `a large flat document is read`() {
        let (node, diagnostics) = read("[" + String(repeating: "a, ", count: 300_000) + "b]")
        #expect(diagnostics.isEmpty)
        guard case .sequence(let items) = node?.kind else { return #expect(Bool(false)) }
        #expect(items.count == 300_001)
    }
}
