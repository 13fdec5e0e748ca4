import ArgumentParser
import Documents
import Foundation
import Screening

struct CatalogueCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says what the catalogue lacks, and what that costs.",
        discussion: """
            Without more: rows that state no concentration, rows that disagree, and GTINs
            with a wrong check digit. With --rules, which rules cannot judge some rows for
            what these do not state. With --articles and --decisions, where those say
            something else. With --feed, what was sold and never screened, what is
            watched and not sold, and how much of the sales is covered: every sale is
            counted as it comes.

            Counts come first, then lists of at most 20 each; --format json has all. Ends
            with 2 if there are errors: a limit that cannot be compared, rows that cannot
            both be right, a row that was rejected. With --strict warnings end with 2 too;
            0 is a clean catalogue. Ends with 1 if it fails while reading the inputs, or
            can read no line of them.

            Examples:
              tillwatch catalogue check --catalogue catalogue.csv \\
                --lists rules/lists/eu-2019-1148.yaml
              tillwatch catalogue check --catalogue catalogue.csv \\
                --rules rules/packs/eu-baseline.yaml --articles articles.csv \\
                --decisions decisions.csv --feed feed.yaml 'sales-*.csv'
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson, json }

    @Option(
        help: ArgumentHelp("The catalogue: which products hold which substances.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var catalogue: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Substance lists, beside those of the packs.", valueName: "list"),
        completion: .file(extensions: ["yaml", "yml"]))
    var lists: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Rule packs that are to judge the products.", valueName: "pack"),
        completion: .file(extensions: ["yaml", "yml"]))
    var rules: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Article masters: the products that were screened.", valueName: "file"))
    var articles: [String] = []

    @Option(help: ArgumentHelp("Which columns of the article masters are what.", valueName: "file"))
    var map: String?

    @Option(help: ArgumentHelp("What people decided about proposals.", valueName: "file"))
    var decisions: String?

    @Option(
        help: ArgumentHelp("The feed file: how the inputs are written.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var feed: String?

    @Option(
        help:
            "How the result is printed: text for people (default on a terminal), ndjson or json for programs."
    )
    var format: Format?

    @Flag(help: "Let warnings fail as errors do.")
    var strict = false

    @Flag(help: "Name the rules of confidential packs.")
    var reveal = false

    @OptionGroup var trust: TrustOptions
    @OptionGroup var messages: MessageOptions

    @Argument(
        help: ArgumentHelp(
            "With --feed: sales as files, quoted globs, or - for standard input (the default).",
            valueName: "input"))
    var inputs: [String] = []

    func validate() throws {
        guard !lists.isEmpty || !rules.isEmpty else {
            throw ValidationError("name the law: --lists LIST or --rules PACK")
        }
        guard feed != nil || inputs.isEmpty else {
            throw ValidationError("inputs need --feed FILE, which says how they are written")
        }
        guard map == nil || !articles.isEmpty else {
            throw ValidationError("--map is about article masters: give --articles FILE")
        }
    }

    func run() async throws {
        do {
            if let code = try await CatalogueCheckSession(self).run() { throw ExitCode(code) }
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
    }

    func print(_ report: CoverageReport) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch format ?? (Console.outputIsTerminal ? .text : .ndjson) {
        case .text: try Console.output(CoverageText(report).text + "\n")
        case .json:
            encoder.outputFormatting.insert(.prettyPrinted)
            try Console.output([UInt8](try encoder.encode(report)) + [0x0A])
        case .ndjson:
            // The one record without `finding`.
            try Console.output([UInt8](try encoder.encode(["summary": report.summary])) + [0x0A])
            for finding in report.findings {
                try Console.output([UInt8](try encoder.encode(finding)) + [0x0A])
            }
        }
        let summary = report.summary
        Console.message(
            "\(summary.rows) row\(summary.rows == 1 ? "" : "s") checked: \(summary.errors) error"
                + "\(summary.errors == 1 ? "" : "s"), \(summary.warnings) warning\(summary.warnings == 1 ? "" : "s")"
        )
    }

    /// The exit code where it is not 0.
    func code(of summary: CoverageSummary) -> Int32? {
        let fails = summary.errors > 0 || (strict && summary.warnings > 0)
        return fails ? Failure.Status.unusable.rawValue : nil
    }
}
