import Catalogue
import Documents
import Foundation
import Rules
import Testing

/// The packs, lists and catalogues of the oracle's random histories: all of them must be read.
struct RandomPacksTests {
    private static let count = 200

    /// Why the histories cannot be made here; nil when they can.
    private static let obstacle: String? = {
        let (status, _) = run(["python3", "-c", "import yaml, zoneinfo"])
        return status == 0 ? nil : "python3 with PyYAML is not there"
    }()

    @Test(.enabled(if: obstacle == nil, "python3 with PyYAML is needed to make random histories"))
    func `what the random histories load compiles`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "\(repository)/Tests/oracle/histories.py"
        let (status, output) = Self.run([
            "python3", script, "--seed", "1", "--count", "\(Self.count)", folder,
        ])
        try #require(status == 0, "\(output)")
        var packs = 0
        for seed in 1...Self.count {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(seed)/packs")
                .sorted()
            let check = PackCheck.read(
                packs: names.map { "\(folder)/\(seed)/packs/\($0)" },
                catalogue: "\(folder)/\(seed)/catalogue.csv")
            let errors = check.diagnostics.filter { $0.severity == .error }.map { $0.rendered(color: false) }
            #expect(errors == [], "seed \(seed)")
            #expect(check.packs.count == names.count)
            #expect(check.catalogue?.rows.isEmpty == false)
            packs += names.count
        }
        #expect(packs >= Self.count)
    }

    private static func run(_ arguments: [String]) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        do {
            try process.run()
        } catch {
            return (-1, "\(error)")
        }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
