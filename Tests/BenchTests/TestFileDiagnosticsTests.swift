import Bench
import Documents
import Testing

struct TestFileDiagnosticsTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private static let table = """
          - name: one
            purchases: |
              time              buyer  product
              2026-12-01 10:00  A      salt

        """

    @Test(arguments: [
        // Each in one place of a file that is right; `tests:` is line 9.
        ("2026-12-01 10:00  A      salt", "2026-12-01 10:00  A      slat", "T005 13:32"),
        ("2026-12-01 10:00  A      salt", "2026-12-01 10:00  A", "T003 13:7"),
        ("2026-12-01 10:00  A      salt", "2026-13-01 10:00  A      salt", "T004 13:7"),
        ("2026-12-01 10:00  A      salt", "10:00             A      salt", "T004 13:7"),
        ("time              buyer  product", "time              buyr   product", "T002 12:25"),
        ("time              buyer  product", "time              product  product", "T002 12:34"),
        ("time              buyer  product", "time              buyer  till", "T002 12:7"),
        ("      2026-12-01 10:00  A      salt\n", "", "T001 11:16"),
    ])
    func `a fault of the table has a place`(right: String, wrong: String, found: String) throws {
        let suite = try folder.suite(tests: Self.table.replacing(right, with: wrong))
        #expect(suite.found == [found])
        #expect(suite.diagnostics.allSatisfy { $0.snippet != nil })
    }

    @Test(arguments: [
        ("alerts: [{at: 2026-12-01 10:00, level: notices}]", "T007 14:44"),
        ("alerts: [{at: 2026-12-01 10:00, level: notice, buyer: B}]", "T008 14:59"),
        ("alerts: [{at: 2026-12-01 10:00, level: notice, rules: {mush: 1 kg}}]", "T006 14:60"),
        ("alerts: [{at: 2026-12-01 10:00, level: notice, rules: {much: 1 l}}]", "D026 14:66"),
        ("alerts: [{at: 2026-12-01 10:00, level: notice, rules: much}]", "T011 14:59"),
        ("alerts: [{at: 2026-12-01 10:00, level: notice, pack: toast}]", "T010 14:58"),
        ("alerts: [{at: tomorrow, level: notice}]", "T004 14:19"),
        ("alerts: [{level: notice}]", "D021 14:14"),
        ("never: [bulk]", "T006 14:13"),
        ("alert: []", "D020 14:5"),
    ])
    func `a fault of an expectation has a place`(line: String, found: String) throws {
        #expect(try folder.suite(tests: Self.table + "    \(line)\n").found == [found])
    }

    @Test func `tests have names of their own`() throws {
        #expect(try folder.suite(tests: Self.table + Self.table).found == ["T009 14:5"])
    }

    @Test func `a pack that is wrong is told once, with its own place`() throws {
        let suite = try folder.suite(rules: Folder.much.replacing("within", with: "withn"), tests: Self.table)
        #expect(suite.diagnostics.map(\.code) == ["D020"])
        #expect(suite.diagnostics.first?.file.hasSuffix("pack.yaml") == true)
        #expect(!suite.isUsable && suite.files.isEmpty)
    }

    @Test func `a fault of the catalogue's table has its place in the test file`() throws {
        let head = Folder.head.replacing("sugar    sugar      100 %", with: "sugar    suger      100 %")
        #expect(try folder.suite(head + "tests:\n" + Self.table).found.first == "C007 6:12")
    }

    @Test func `files are found by name and by folder`() throws {
        for name in ["a.test.yaml", "deep/tests/b.yaml", "deep/c.yaml", "tests/d.yaml"] {
            try folder.write("", to: name)
        }
        let names = try TestSuite.find([folder.path]).map { String($0.dropFirst(folder.path.count + 1)) }
        #expect(names == ["a.test.yaml", "deep/tests/b.yaml", "tests/d.yaml"])
        #expect(try TestSuite.find(["\(folder.path)/tests", "\(folder.path)/deep/c.yaml"]).count == 2)
        #expect(throws: Diagnostic.self) { try TestSuite.find(["\(folder.path)/nowhere"]) }
    }
}
