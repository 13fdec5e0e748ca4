import ArgumentParser
import Documents
import Foundation
import Rules

extension RulesCommand {
    struct Bundle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bundle",
            abstract: "Makes one file of packs with their lists, files and tests.",
            discussion: """
                The same packs always make the same bytes. A test that stands beside its
                pack as NAME.test.yaml goes with it. A bundle can be given wherever a
                pack can; its name ends in .bundle.

                Example:
                  tillwatch rules bundle police.yaml --out police.bundle
                """)

        @Argument(help: "Rule packs.")
        var packs: [String]

        @Option(help: ArgumentHelp("The bundle to write, NAME.bundle.", valueName: "file"))
        var out: String

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Further test files to put in with the first pack.", valueName: "file"))
        var test: [String] = []

        @Flag(help: "Show what confidential packs say.")
        var reveal = false

        @OptionGroup var messages: MessageOptions

        func validate() throws {
            guard BundleFile.isNamed(out) else {
                throw ValidationError("--out needs a name that ends in \(BundleFile.suffix)")
            }
            if packs.contains(where: BundleFile.isNamed) {
                throw ValidationError("a bundle is made of packs, not of bundles")
            }
        }

        func run() async throws {
            var parts: [PackBundle.Part] = []
            var diagnostics: [Diagnostic] = []
            for (index, path) in packs.enumerated() {
                let (pack, files, found) = PackReader.load(path: path, reveals: reveal)
                diagnostics += found
                guard pack != nil, let files else { continue }
                let tests = Self.tests(beside: path) + (index == 0 ? test : [])
                var contents: [String: [UInt8]] = [:]
                for test in tests { contents[Self.name(test)] = try Self.bytes(of: test) }
                parts.append(PackBundle.Part(name: Self.name(path), files: files, tests: contents))
            }
            Console.show(diagnostics, color: messages.colorsMessages)
            if diagnostics.contains(where: { $0.severity == .error }) {
                throw ExitCode(Failure.Status.unusable.rawValue)
            }
            let names = parts.map(\.name)
            guard Set(names).count == names.count else {
                throw Failure(
                    "BUNDLE_NAMES", "two of the packs have one file name", at: out,
                    help: "give each file a name of its own, or make two bundles", status: .unusable)
            }
            let bytes = try PackBundle(parts).bytes()
            guard PackBundle(bytes, path: out) != nil else {
                throw Failure(
                    "BUNDLE_TOO_LARGE", "the bundle would have \(bytes.count) bytes", at: out,
                    help: "bundles hold 64 packs and \(PackBundle.sizeMax) bytes at most: make several",
                    status: .unusable)
            }
            try writeWhole(bytes, to: out, what: "the bundle")
            let count = parts.reduce(0) { $0 + $1.tests.count }
            Console.message(
                "wrote \(out): \(parts.count) pack\(parts.count == 1 ? "" : "s"), \(count) test file\(count == 1 ? "" : "s"), not signed yet"
            )
        }

        private static func name(_ path: String) -> String { (path as NSString).lastPathComponent }

        private static func tests(beside path: String) -> [String] {
            let test = (path as NSString).deletingPathExtension + ".test.yaml"
            return FileManager.default.fileExists(atPath: test) ? [test] : []
        }

        private static func bytes(of path: String) throws -> [UInt8] {
            do throws(DocumentFile.Problem) {
                return try DocumentFile.read(path)
            } catch {
                throw DiagnosticReport([error.diagnostic(file: path)])
            }
        }
    }
}

/// Writes a file in one step: there is the old one, or the whole new one.
func writeWhole(_ bytes: [UInt8], to path: String, what: String) throws {
    do {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
        throw Failure(writing: what, to: path, error)
    }
}
