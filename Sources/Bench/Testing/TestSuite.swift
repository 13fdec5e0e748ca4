import Documents
import Foundation
import Rules

/// Several test files, run together.
package struct TestSuite: Sendable {
    package private(set) var files: [(file: TestFile, outcomes: [TestOutcome])] = []
    /// All that is wrong with the files, in the order given, then of place.
    package private(set) var diagnostics: [Diagnostic] = []

    package var isUsable: Bool { !diagnostics.contains { $0.severity == .error } }
    package var count: Int { files.reduce(0) { $0 + $1.outcomes.count } }
    package var failed: Int { files.reduce(0) { $0 + $1.outcomes.count { !$0.passed } } }

    /// Reads test files, and runs them if all can be used. Blocks.
    package init(paths: [String]) {
        var read: [TestFile] = []
        for path in paths {
            let (file, found) = TestFileReader.load(path: path)
            // A pack that several files test is reported once.
            let known = Set(diagnostics)
            diagnostics += found.filter { !known.contains($0) }
            if let file { read.append(file) }
        }
        guard isUsable else { return }
        files = read.map { file in
            var runner = TestRunner(file)
            return (file, file.tests.map { runner.run($0) })
        }
    }

    /// The packs that are tested, each once, in order.
    package var packs: [Pack] {
        var seen: Set<String> = []
        return files.flatMap(\.file.packs).filter { seen.insert($0.digest).inserted }
    }

    /// What the tests exercise, pack by pack.
    package func coverage() -> [Coverage] {
        packs.map { pack in
            var coverage = Coverage(pack)
            for (_, test) in tests(of: pack) { coverage.add(test) }
            return coverage
        }
    }

    /// Which changes of a pack the tests do not notice.
    package func mutation(of pack: Pack) -> MutationRun {
        let holding = files.map(\.file).filter { $0.packs.contains { $0.digest == pack.digest } }
        return MutationRun(pack, tests: tests(of: pack), excuses: holding.flatMap(\.excuses))
    }

    /// Warnings about excuses that excuse nothing.
    package func idleExcuses(_ idle: [Excuse]) -> [Diagnostic] {
        files.flatMap { file, _ in
            file.excuses.filter(idle.contains).map { excuse in
                Diagnostic(
                    severity: .warning, code: DiagnosticCode.excuseIdle.id, file: file.path,
                    line: excuse.place.line,
                    column: excuse.place.column,
                    message: "every change that \(quoted(excuse.pattern)) names is noticed, or there is none",
                    help: "take the excuse out")
            }
        }
    }

    private func tests(of pack: Pack) -> [(file: TestFile, test: TestCase)] {
        files.map(\.file).filter { $0.packs.contains { $0.digest == pack.digest } }.flatMap { file in
            file.tests.map { (file, $0) }
        }
    }
}

extension TestSuite {
    /// The test files that files and folders stand for, in order; a folder is searched for `*.test.yaml` and `tests/*.yaml`.
    ///
    /// - Throws: a diagnostic for a path that is not there, or a folder without tests.
    package static func find(_ paths: [String]) throws(Diagnostic) -> [String] {
        var found: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw DocumentFile.Problem.notThere.diagnostic(file: path)
            }
            let files = isFolder.boolValue ? search(path) : [path]
            if files.isEmpty {
                throw Diagnostic(
                    code: DiagnosticCode.unreadableFile.id, file: path,
                    message: "the folder holds no test file",
                    help: "name tests `NAME.test.yaml`, or put them into a folder `tests`")
            }
            for file in files where !found.contains(file) { found.append(file) }
        }
        return found
    }

    private static func search(_ folder: String) -> [String] {
        let base = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        let isTests = URL(fileURLWithPath: folder).lastPathComponent == "tests"
        guard
            let names = FileManager.default.enumerator(
                at: URL(fileURLWithPath: folder), includingPropertiesForKeys: nil,
                options: [.skipsHiddenFiles])
        else { return [] }
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        var files: [String] = []
        for case let url as URL in names {
            let name = url.lastPathComponent
            guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else { continue }
            let parent = url.deletingLastPathComponent()
            let isInTests = parent.lastPathComponent == "tests" && parent.standardizedFileURL.path != root
            let isHere = isTests && parent.standardizedFileURL.path == root
            let isNamed = name.hasSuffix(".test.yaml") || name.hasSuffix(".test.yml")
            guard isNamed || isInTests || isHere else { continue }
            files.append(base + url.standardizedFileURL.path.dropFirst(root.count + 1))
        }
        return files.sorted()
    }
}
