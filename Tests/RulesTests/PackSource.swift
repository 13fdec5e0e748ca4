import Documents
import Rules

/// A small pack and list that are right, for tests to break in one place.
enum PackSource {
    static let list = """
        list: test-list
        version: "1"
        substances:
          - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">"}
          - {id: chalk, name: Chalk, annex: II}
        """

    static let head = """
        tillwatch: 1
        pack: {id: test, version: 2026.10}
        lists: [list.yaml]
        levels: {notice: 30, report: 100}

        """

    /// One rule, on lines of its own from line 5 of the pack; `lines` are indented to belong to it.
    static func rule(_ lines: String...) -> String {
        head + "rules:\n  - id: one\n" + lines.map { "    \($0)\n" }.joined()
    }

    static func compile(
        _ text: String, list: String = PackSource.list, values: [String: String] = [:]
    ) -> (pack: Pack?, diagnostics: [Diagnostic]) {
        PackReader.compile(
            PackFiles(
                path: "packs/p.yaml", bytes: Array(text.utf8), lists: ["list.yaml": Array(list.utf8)],
                values: values.mapValues { Array($0.utf8) }))
    }

    /// `CODE line:column` of everything that is wrong.
    static func found(_ text: String, list: String = PackSource.list) -> [String] {
        compile(text, list: list).diagnostics.map { "\($0.code) \($0.line):\($0.column)" }
    }

    /// A text without its mark `»`, and the `line:column` where that stood.
    static func marked(_ text: String) -> (text: String, place: String) {
        let before = text.prefix { $0 != "»" }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let column = (lines.last?.unicodeScalars.count ?? 0) + 1
        return (text.replacing("»", with: ""), "\(lines.count):\(column)")
    }
}
