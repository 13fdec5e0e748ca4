import ArgumentParser
import Documents
import Pipeline

struct RulesCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says everything that is wrong or doubtful in rule packs, in one go.",
        discussion: """
            Every message names the place, the line and what to do. With --catalogue
            the catalogue is checked against the packs' lists too, and thresholds
            against its products; with --feed, names and exceptions against what the
            feed maps. Warnings are about what is legal and probably wrong. Ends with
            2 if there are errors, and with --strict if there are warnings.

            Examples:
              tillwatch rules check rules/packs/*.yaml
              tillwatch rules check pack.yaml --catalogue catalogue.csv --feed feed.yaml
              tillwatch rules check --strict --format sarif pack.yaml > pack.sarif
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, sarif }

    @Argument(help: "Rule packs.", completion: .file(extensions: ["yaml", "yml"]))
    var packs: [String]

    @Option(
        help: ArgumentHelp("A catalogue to check against the packs' lists.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var catalogue: String?

    @Option(
        help: ArgumentHelp("A feed file to check names and exceptions against.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var feed: String?

    @Option(help: "How the result is told: text on standard error, or json or sarif on standard output.")
    var format: Format = .text

    @Flag(help: "Let warnings fail as errors do.")
    var strict = false

    @Flag(help: "Show what confidential packs say.")
    var reveal = false

    @OptionGroup var trust: TrustOptions
    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let check: RulesCheck
        do {
            check = RulesCheck.read(
                packs: packs, catalogue: catalogue, feed: feed, trust: try trust.store(), reveals: reveal)
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
        switch format {
        case .text: Console.show(check.diagnostics, color: messages.colorsMessages)
        case .json: try Console.output(try DiagnosticsJSON.text(check.diagnostics, files: check.files))
        case .sarif:
            try Console.output(try DiagnosticsSARIF.text(check.diagnostics, version: Tillwatch.version))
        }
        Console.message(
            "\(counted(check.files, "file")) checked: \(counted(check.errors, "error")),"
                + " \(counted(check.warnings, "warning"))")
        if check.errors > 0 || (strict && check.warnings > 0) {
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
    }

    private func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}
