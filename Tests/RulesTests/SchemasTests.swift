import Catalogue
import Foundation
import Rules
import TestSupport
import Testing

struct SchemasTests {
    @Test(arguments: [
        (PackSchema.json, PackSchema.id), (ListSchema.json, ListSchema.id),
        (TrustSchema.json, TrustSchema.id),
    ])
    func `a schema is JSON and says who it is`(json: String, id: String) throws {
        let told = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        #expect(told?["$id"] as? String == id)
    }

    @Test(.enabled(if: ExternalProgram.hasSchemaChecker, "python3 with jsonschema and PyYAML is needed"))
    func `the schemas accept the shipped files`() {
        let packs = ["eu", "gb", "ca", "us"].map { "\(repository)/rules/packs/\($0)-baseline.yaml" }
        let lists = ["eu-2019-1148", "gb-poisons-act", "ca-er-2013", "us-cmea"].map {
            "\(repository)/rules/lists/\($0).yaml"
        }
        #expect(ExternalProgram.schemaFaults(schema: PackSchema.json, files: packs) == [])
        #expect(ExternalProgram.schemaFaults(schema: ListSchema.json, files: lists) == [])
    }

    /// What the program refuses for its shape, the schema refuses too.
    @Test(
        .enabled(if: ExternalProgram.hasSchemaChecker, "python3 with jsonschema and PyYAML is needed"),
        arguments: [
            "whithin: 30d", "within: 3m", "below: 3", "score: many", "measure: sum weight", "each: [a]",
            "unless: {licence: yes}", "at_least: 3 stone", "combine: {}", "where: {mass: {above: 3 l}}",
        ])
    func `the pack's schema refuses what the program refuses`(line: String) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let key = line.prefix { $0 != ":" }
        let lines = ["where: {list: test-list}", "score: 1"].filter { !$0.hasPrefix(key) } + [line]
        let text = PackSource.head + "rules:\n  - id: one\n" + lines.map { "    \($0)\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(!ExternalProgram.schemaFaults(schema: PackSchema.json, files: [path]).isEmpty)
        #expect(PackSource.compile(text).pack == nil)
    }
}
