import Catalogue
import Documents
import Foundation
import Rules
import TestSupport
import Testing

/// The packs, lists and catalogues of the oracle's random histories: all of them must be read.
struct RandomPacksTests {
    private static let count = 200

    /// Why the histories cannot be made here; nil when they can.
    private static let obstacle: String? = {
        let (status, _) = ExternalProgram.run(["python3", "-c", "import yaml, zoneinfo"])
        return status == 0 ? nil : "python3 with PyYAML is not there"
    }()

    @Test(.enabled(if: obstacle == nil, "python3 with PyYAML is needed to make random histories"))
    func `what the random histories load compiles`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "\(repository)/Tests/oracle/histories.py"
        let (status, output) = ExternalProgram.run([
            "python3", script, "--seed", "1", "--count", "\(Self.count)", folder,
        ])
        try #require(status == 0, "\(output)")
        var packs = 0
        var files: (packs: [String], lists: [String]) = ([], [])
        for seed in 1...Self.count {
            // Files of values stand beside the packs that name them.
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(seed)/packs")
                .filter { $0.hasSuffix(".yaml") }
                .sorted()
            let check = PackCheck.read(
                packs: names.map { "\(folder)/\(seed)/packs/\($0)" },
                catalogue: "\(folder)/\(seed)/catalogue.csv")
            let errors = check.diagnostics.filter { $0.severity == .error }.map { $0.rendered(color: false) }
            #expect(errors == [], "seed \(seed)")
            #expect(check.packs.count == names.count)
            #expect(check.catalogue?.rows.isEmpty == false)
            packs += names.count
            files.packs += names.map { "\(folder)/\(seed)/packs/\($0)" }
            files.lists += try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(seed)/lists").map
            {
                "\(folder)/\(seed)/lists/\($0)"
            }
        }
        if ExternalProgram.hasSchemaChecker {
            #expect(
                ExternalProgram.schemaFaults(schema: PackSchema.json, files: Array(files.packs.prefix(80)))
                    == [])
            #expect(
                ExternalProgram.schemaFaults(schema: ListSchema.json, files: Array(files.lists.prefix(80)))
                    == [])
        }
        #expect(packs >= Self.count)
    }
}
