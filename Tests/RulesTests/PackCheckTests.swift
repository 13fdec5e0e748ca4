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

    @Test func `two packs of one id are refused`() throws {
        try inFolder(["a.yaml": Self.pack, "b.yaml": Self.pack, "list.yaml": PackSource.list]) { folder in
            let check = PackCheck.read(packs: ["\(folder)/a.yaml", "\(folder)/b.yaml"], catalogue: nil)
            #expect(check.diagnostics.map(\.code) == ["P024"])
            #expect(check.diagnostics.first?.file == "\(folder)/b.yaml")
            #expect(check.packs.count == 1)
        }
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
