import Catalogue
import Documents
import Foundation
import Purchases
import Rules
import Testing

struct PackCheckTests {
    private func inFolder<T>(_ files: [String: String], _ body: (String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        return try body(folder.path)
    }

    private static let pack = PackSource.rule("where: {list: test-list}", "score: 10")

    @Test func `packs and catalogue are read together`() throws {
        let files = [
            "a.yaml": Self.pack, "list.yaml": PackSource.list,
            "c.csv": "product,substance,concentration,net_amount,net_unit\np,salt,5,1,kg\n",
        ]
        try inFolder(files) { folder in
            let check = PackCheck.read(packs: ["\(folder)/a.yaml"], catalogue: "\(folder)/c.csv")
            #expect(check.diagnostics.isEmpty)
            #expect(check.packs.map(\.id) == ["test"])
            #expect(check.catalogue?.rows["p"]?.first?.substance == "7647-14-5")
        }
    }

    /// The head of the second of two packs; the first is `id: test, version: 2026.10`, without `from`.
    @Test(arguments: [
        ("id: test, version: 2026.10", nil, "is loaded already"),
        ("id: test, version: 2026.10, from: 2027-01-01", nil, "is loaded already"),
        ("id: test, version: 2026.11", nil, "so does"),
        ("id: test, version: 2026.11, from: 2027-01-01", "buyers: {max_links: 3}", "links buyers otherwise"),
        ("id: test, version: 2026.11, from: 2027-01-01", "buyers: {link: loyalty}", "links buyers otherwise"),
        ("id: test, version: 2026.11, from: 2027-01-01", "buyers: {max_links: 20}", nil),
        ("id: other, version: 2026.10", nil, nil),
    ])
    func `packs of one id are versions of one pack, or refused`(
        head: String, buyers: String?, problem: String?
    ) throws {
        let second =
            Self.pack.replacing("id: test, version: 2026.10", with: head) + (buyers.map { "\($0)\n" } ?? "")
        try inFolder(["a.yaml": Self.pack, "b.yaml": second, "list.yaml": PackSource.list]) { folder in
            let check = PackCheck.read(packs: ["\(folder)/a.yaml", "\(folder)/b.yaml"], catalogue: nil)
            #expect(check.diagnostics.map(\.code) == (problem == nil ? [] : ["P024"]))
            #expect(check.diagnostics.allSatisfy { $0.file == "\(folder)/b.yaml" })
            if let problem { #expect(check.diagnostics.first?.message.contains(problem) == true) }
            #expect(check.packs.count == (problem == nil ? 2 : 1))
        }
    }

    @Test func `a shadow is no version of the live packs, but of the other shadows`() throws {
        let files = [
            "a.yaml": Self.pack, "c.yaml": Self.pack.replacing("2026.10", with: "2026.11"),
            "d.yaml": Self.pack.replacing("2026.10", with: "2026.12, from: 2027-01-01")
                + "buyers: {max_links: 7}\n",
            "list.yaml": PackSource.list,
        ]
        try inFolder(files) { folder in
            func read(_ names: [String], _ shadow: [String]) -> (codes: [String], shadow: [String]) {
                let check = PackCheck.read(
                    packs: names.map { "\(folder)/\($0).yaml" },
                    shadow: shadow.map { "\(folder)/\($0).yaml" }, catalogue: nil)
                #expect(check.packs.map(\.version) == ["2026.10"])
                return (check.diagnostics.map(\.code), check.shadow.map(\.version))
            }
            #expect(read(["a"], ["c"]) == ([], ["2026.11"]))
            #expect(read(["a"], ["d"]) == ([], ["2026.12"]))
            #expect(read(["a"], ["c", "d"]) == (["P024"], ["2026.11"]))
            #expect(read(["a"], ["a"]) == (["P024"], []))
        }
    }

    @Test(arguments: [
        ("1", "2"), ("2026.9.0", "2026.10.0"), ("1.2", "1.2.0"), ("1.2", "1.rc"), ("a", "b"), ("1.02", "1.3"),
        ("1.02", "1.2"), ("99999999999999999999998", "99999999999999999999999"),
    ])
    func `versions are in order of their numbers`(left: String, right: String) {
        #expect(Pack.isLess(left, right))
        #expect(!Pack.isLess(right, left))
        #expect(!Pack.isLess(left, left))
    }

    @Test func `files of values are read beside the pack, kept, and part of the digest`() throws {
        let text = PackSource.rule("where: {product: {file: products.txt}}", "score: 10")
        var digests: Set<String> = []
        for products in ["# two\n 4711 \n\n0012\n4711\n", "4711"] {
            let files = ["a.yaml": text, "list.yaml": PackSource.list, "products.txt": products]
            try inFolder(files) { folder in
                let (pack, kept, diagnostics) = PackReader.load(path: "\(folder)/a.yaml")
                #expect(diagnostics.isEmpty)
                let expected: ChosenTexts = products.count > 4 ? ["4711", "0012"] : ["4711"]
                #expect(pack?.rules.first?.condition == .equals(.product, expected))
                let stored = try JSONEncoder().encode(try #require(kept))
                let again = PackReader.compile(try JSONDecoder().decode(PackFiles.self, from: stored))
                #expect(again.pack?.rules.first?.condition == .equals(.product, expected))
                #expect(again.pack?.digest == pack?.digest)
                digests.insert(try #require(pack?.digest))
            }
        }
        #expect(digests.count == 2)
    }

    @Test func `what an earlier journal keeps, without files of values, is read`() throws {
        let old = #"{"path":"p.yaml","bytes":[97],"lists":{}}"#
        let files = try JSONDecoder().decode(PackFiles.self, from: Data(old.utf8))
        #expect(files == PackFiles(path: "p.yaml", bytes: [97], lists: [:]))
    }

    @Test func `a broken list that two packs load is told once, and the catalogue is not blamed for it`()
        throws
    {
        let files = [
            "a.yaml": Self.pack, "b.yaml": Self.pack.replacing("id: test", with: "id: other"),
            "list.yaml": PackSource.list.replacing("12 %", with: "12 g"),
            "c.csv": "product,substance,concentration,net_amount,net_unit\np,salt,5,1,kg\n",
        ]
        try inFolder(files) { folder in
            let check = PackCheck.read(
                packs: ["\(folder)/a.yaml", "\(folder)/b.yaml"], catalogue: "\(folder)/c.csv")
            #expect(check.diagnostics.map(\.code) == ["D026"])
            #expect(check.hasErrors)
        }
    }

    @Test func `names that only a feed can know are checked against it`() throws {
        let text = PackSource.rule(
            "where: {purpose: garden}", "score: 10", "by: [buyer, loyalty]", "measure: distinct payment")
        let pack = try #require(PackSource.compile(text).pack)
        #expect(pack.namedFields.map(\.name) == ["purpose", "loyalty", "payment"])
        #expect(pack.namesMissing(tokens: ["loyalty", "payment"], extras: ["purpose"], feed: "f").isEmpty)
        let missing = pack.namesMissing(tokens: ["payment"], extras: ["purposes", "loyalty"], feed: "f.yaml")
        #expect(missing.map { "\($0.code) \($0.line):\($0.column)" } == ["P025 7:13", "P025 9:17"])
        #expect(missing.first?.help == "did you mean `purposes`?")
    }

    /// One id and version has one content: what it says, and the lists' content, but not where the files lie.
    @Test func `the digest is that of the content`() throws {
        func digest(_ path: String, _ text: String, _ list: String) -> String? {
            PackReader.compile(
                PackFiles(path: path, bytes: Array(text.utf8), lists: ["list.yaml": Array(list.utf8)])
            ).pack?.digest
        }
        let first = try #require(digest("a/p.yaml", Self.pack, PackSource.list))
        #expect(first.utf8.count == 64)
        #expect(digest("b/p.yaml", Self.pack, PackSource.list) == first)
        #expect(digest("a/p.yaml", Self.pack + "# so\n", PackSource.list) != first)
        #expect(digest("a/p.yaml", Self.pack, PackSource.list + "\n# so\n") != first)
    }
}
