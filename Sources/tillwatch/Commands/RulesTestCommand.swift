import ArgumentParser
import Bench
import Documents
import Foundation

/// `tillwatch rules test`.
struct RulesTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Runs the tests of rule packs.",
        discussion: """
            A test file stands beside its pack, as NAME.test.yaml or in a folder
            tests: purchases in a table, the alerts that they must raise, and what
            must not be raised. Failures show expected and found side by side, and
            how near the missing rule came.

            Examples:
              tillwatch rules test rules/packs
              tillwatch rules test pack.test.yaml --junit report.xml
              tillwatch rules test rules/packs --coverage --mutate --strict

            Exit codes: 0 all pass; 1 a test fails (with --strict also: something
            is not exercised, or a change goes unnoticed); 2 a file cannot be used.
            """)

    @Argument(help: "Test files, or folders that hold some; the working folder when left out.")
    var paths: [String] = []

    @Option(help: ArgumentHelp("Also writes the outcomes as JUnit XML.", valueName: "file"))
    var junit: String?

    @Flag(help: "Says which rules, levels, thresholds and exceptions no test exercises.")
    var coverage = false

    @Flag(
        help: """
            Changes thresholds, windows, comparisons, scores, conditions and exceptions \
            one at a time, and lists the changes that no test notices.
            """)
    var mutate = false

    @Flag(help: "Fails when something is not exercised, or a change goes unnoticed without a stated reason.")
    var strict = false

    @Flag(help: "Show what confidential packs say.")
    var reveal = false

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let suite = try suite()
        for (file, outcomes) in suite.files {
            try Console.output(
                OutcomeText(path: file.path, outcomes: outcomes).lines.map(visible).joined(separator: "\n")
                    + "\n")
        }
        if let junit { try write(suite, to: junit) }
        if suite.failed > 0 {
            let passed = suite.count - suite.failed
            Console.message("\(suite.failed) failed, \(passed) passed")
            if coverage || mutate {
                Console.message("coverage and changes are worked out of tests that pass")
            }
            throw ExitCode(Failure.Status.failed.rawValue)
        }
        let isWhole = try report(suite)
        if strict, !isWhole { throw ExitCode(Failure.Status.failed.rawValue) }
    }

    private func suite() throws -> TestSuite {
        let found: [String]
        do throws(Diagnostic) {
            found = try TestSuite.find(paths.isEmpty ? ["."] : paths)
        } catch {
            Console.show([error], color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
        let suite = TestSuite(paths: found)
        if !reveal { try refuseConfidential(suite.packs, "its tests show its rules") }
        Console.show(suite.diagnostics, color: messages.colorsMessages)
        if !suite.isUsable { throw ExitCode(Failure.Status.unusable.rawValue) }
        return suite
    }

    private func write(_ suite: TestSuite, to path: String) throws {
        var report = JUnitReport()
        for (file, outcomes) in suite.files { report.add(path: file.path, outcomes) }
        do {
            try Data(report.text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw Failure(writing: "the JUnit report", to: path, error)
        }
    }

    /// Prints coverage and changes; false when something is missing.
    private func report(_ suite: TestSuite) throws -> Bool {
        var isWhole = true
        if coverage {
            for coverage in suite.coverage() {
                if !coverage.missing.isEmpty { isWhole = false }
                try Console.output(coverage.lines.map(visible).joined(separator: "\n") + "\n")
            }
        }
        if mutate {
            for pack in suite.packs {
                let result = suite.mutation(of: pack).run()
                if !result.unexcused.isEmpty || !result.idle.isEmpty { isWhole = false }
                try Console.output(result.lines.map(visible).joined(separator: "\n") + "\n")
                Console.show(suite.idleExcuses(result.idle), color: messages.colorsMessages)
            }
        }
        return isWhole
    }
}
