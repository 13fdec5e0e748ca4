import Catalogue
import Documents
import Foundation
import Purchases
import Testing

struct SubstanceListReaderTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/rules/lists"

    private func read(_ text: String) -> (list: SubstanceList?, diagnostics: [Diagnostic]) {
        SubstanceListReader.read(path: "l.yaml", bytes: Array(text.utf8))
    }

    private func entry(_ text: String) -> String { "list: l\nversion: 1\nsubstances:\n  - {\(text)}\n" }

    @Test(arguments: ["eu-2019-1148", "gb-poisons-act", "ca-er-2013", "us-cmea"])
    func `the shipped lists are read without a word`(name: String) throws {
        let (list, diagnostics) = SubstanceListReader.read(
            path: name, bytes: try DocumentFile.read("\(Self.folder)/\(name).yaml"))
        #expect(diagnostics.isEmpty)
        #expect(list?.id.string == name)
        #expect(list?.entries.isEmpty == false)
    }

    @Test func `an entry says what its line says`() throws {
        let (list, _) = SubstanceListReader.read(
            path: "eu", bytes: try DocumentFile.read("\(Self.folder)/eu-2019-1148.yaml"))
        let peroxide = try #require(list?.entries.first { $0.id == "hydrogen-peroxide" })
        #expect(
            peroxide
                == SubstanceEntry(
                    list: "eu-2019-1148", id: "hydrogen-peroxide", name: "Hydrogen peroxide",
                    cas: "7722-84-1", annex: "I",
                    limit: ExactDecimal(12), comparison: .above, upperLimit: ExactDecimal(35),
                    density: ExactDecimal("1.45"),
                    from: LocalDay(iso: "2021-02-01")))
    }

    @Test func `an id is the text that stands there`() {
        #expect(read(entry("id: NO, name: yes")).list?.entries.first?.id == "NO")
    }

    @Test(arguments: [
        ("L002 4:33", "id: salt, name: Salt, cas: 7647-14-6"),
        ("L002 4:33", "id: salt, name: Salt, cas: salt"),
        ("L003 4:46", "id: salt, name: Salt, from: 2026-02-01, to: 2026-01-01"),
        ("L004 4:41", "id: salt, name: Salt, limit: 12 %, upper_limit: 10 %"), ("D021 4:5", "id: salt"),
        ("D026 4:35", "id: salt, name: Salt, limit: 12"), ("D025 4:35", "id: salt, name: Salt, limit: 120 %"),
        ("D027 4:40", "id: salt, name: Salt, comparison: =>"),
        ("D026 4:37", "id: salt, name: Salt, density: 2 kg"),
        ("D020 4:28", "id: salt, name: Salt, limitt: 12 %"), ("L002 4:6", "id: 7647-14-5, name: Salt"),
        ("D030 4:10", "id: so da, name: Salt"),
    ])
    func `an entry that is wrong says so at its place`(expected: String, text: String) {
        let (list, diagnostics) = read(entry(text))
        #expect(list == nil)
        #expect(diagnostics.map { "\($0.code) \($0.line):\($0.column)" } == [expected])
    }

    @Test func `ids are unique in a list`() {
        let text = entry("id: salt, name: Salt") + "  - {id: salt, name: Salt}\n"
        #expect(read(text).diagnostics.map { "\($0.code) \($0.line)" } == ["L001 5"])
    }

    @Test func `a list names something`() {
        #expect(read("list: l\nversion: 1\nsubstances: []\n").diagnostics.map(\.code) == ["L005"])
    }

    @Test(arguments: [
        ("7732-18-5", true), ("64-17-5", true), ("7732-18-4", false), ("7732-81-5", false), ("water", false),
    ])
    func `check digits are checked`(number: String, isValid: Bool) {
        #expect(CASNumber.isValid(number) == isValid)
    }
}
