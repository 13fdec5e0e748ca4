import Feeds
import Foundation
import TestSupport
import Testing

struct FeedSchemaTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func `the schema is JSON and says who it is`() throws {
        let told = try JSONSerialization.jsonObject(with: Data(FeedSchema.json.utf8)) as? [String: Any]
        #expect(told?["$id"] as? String == FeedSchema.id)
    }

    /// The example of the format, the shipped feed file, and those of the oracle's random histories.
    @Test(.enabled(if: ExternalProgram.hasSchemaChecker, "python3 with jsonschema and PyYAML is needed"))
    func `the schema accepts shipped and generated feed files`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "\(Self.repository)/Tests/oracle/histories.py"
        let (status, output) = ExternalProgram.run([
            "python3", script, "--seed", "1", "--count", "50", folder,
        ])
        try #require(status == 0, "\(output)")
        var files = (1...50).map { "\(folder)/\($0)/feed.yaml" }
        files += ["fixtures/feed.yaml", "Tests/EndToEndTests/uci/feed.yaml"].map {
            "\(Self.repository)/\($0)"
        }
        .filter(FileManager.default.fileExists)
        let ready = "\(Self.repository)/rules/feeds"
        files += try FileManager.default.contentsOfDirectory(atPath: ready)
            .filter { $0.hasSuffix(".yaml") }.map { "\(ready)/\($0)" }
        #expect(ExternalProgram.schemaFaults(schema: FeedSchema.json, files: files) == [])
    }

    @Test(
        .enabled(if: ExternalProgram.hasSchemaChecker, "python3 with jsonschema and PyYAML is needed"),
        arguments: [
            "format: xml", "negative: sale", "feelds: {}", "max_age: long", "fields: {store: a}",
            "format: fixed", "scale: {quantity: 12}", "grouping: x", "corrections: all", "voids: sometimes",
            "lines: items", "skip: 1001", "units: {stone: ST}", "time_format: []", "carry: {by: a}",
        ])
    func `the schema refuses what the program refuses`(line: String) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let right = [
            "feed: shop", "format: csv",
            "fields: {store: a, till: b, receipt: c, line: d, time: e, product: f, quantity: g}",
        ]
        let lines = right.filter { !$0.hasPrefix(line.prefix { $0 != ":" }) } + [line]
        let text = lines.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(!ExternalProgram.schemaFaults(schema: FeedSchema.json, files: [path]).isEmpty)
        #expect(FeedFileReader.read(path: path, bytes: Array(text.utf8)).0 == nil)
    }
}
