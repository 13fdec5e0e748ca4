import Bench
import Documents
import Foundation

/// A folder with a small list, a pack and tests of it, gone when it is no longer used.
final class Folder {
    let path: String

    static let list = """
        list: test-list
        version: "1"
        substances:
          - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">"}
          - {id: sugar, name: Sugar, cas: 57-50-1, annex: II}

        """
    static let packHead = """
        tillwatch: 1
        pack: {id: test, version: 1}
        lists: [list.yaml]
        levels: {notice: 30, review: 60}
        rules:

        """
    static let much = """
          - id: much
            within: 30d
            where: {list: test-list}
            measure: sum mass
            at_least: 1 kg
            score: 30

        """
    static let head = """
        tillwatch: 1
        packs: [pack.yaml]
        catalogue: |
          product  substance  concentration  net
          salt     salt       50 %           1 kg
          sugar    sugar      100 %          1 kg
          mix      salt       10 %           1 kg
          mix      sugar      90 %           1 kg

        """

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write(Self.list, to: "list.yaml")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Reads and runs a test file over a pack with the given rules.
    func suite(rules: String = Folder.much, _ tests: String) throws -> TestSuite {
        try write(Self.packHead + rules, to: "pack.yaml")
        try write(tests, to: "pack.test.yaml")
        return TestSuite(paths: ["\(path)/pack.test.yaml"])
    }

    /// The same of tests over the folder's own catalogue; each text stands below `tests:`.
    func suite(rules: String = Folder.much, tests: String, after: String = "") throws -> TestSuite {
        try suite(rules: rules, Self.head + "tests:\n" + tests + after)
    }
}

extension TestSuite {
    /// `CODE line:column` of everything that is wrong.
    var found: [String] { diagnostics.map { "\($0.code) \($0.line):\($0.column)" } }

    /// What is printed of the outcomes, without the file's own line.
    var text: [String] {
        files.flatMap { Array(OutcomeText(path: "t", outcomes: $0.outcomes).lines.dropFirst()) }
    }
}
