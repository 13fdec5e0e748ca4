import ArgumentParser
import Documents
import Feeds
import Foundation
import Journal
import Pipeline
import Webhooks

struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Reads sales to their end and reports what stands out.",
        discussion: """
            Prints each event when its batch commits, or with --ledger (and always as a
            table) the alerts that stand at the end. A summary goes to standard error.
            Scanning the same input again changes nothing.

            Examples:
              tillwatch scan --rules rules/packs/eu-baseline.yaml \\
                --catalogue catalogue.csv --feed feed.yaml sales-2026-03-01.csv
              zcat sales.csv.gz | tillwatch scan --rules pack.yaml \\
                --catalogue catalogue.csv --feed feed.yaml -
              tillwatch scan --rules pack.yaml --catalogue catalogue.csv \\
                --feed feed.yaml --journal tillwatch.journal \\
                --token-key-file token.key --deliver https://contact.example/alerts \\
                --secret-file webhook.secret 'in/*.csv'
            """)

    @OptionGroup var files: ScanFiles
    @OptionGroup var delivery: DeliveryOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: "Keep journal, ledger and outbox in this file; without it they live in memory for this run.")
    var journal: String?

    @Option(
        help:
            "Who speaks: part of every event's source and subject. Default: kept in the journal, else `local`."
    )
    var installation: String?

    @Option(help: "The file of the token key (64 hex digits); default: TILLWATCH_TOKEN_KEY.")
    var tokenKeyFile: String?

    @Flag(help: "Print the alerts that stand at the end instead of each event.")
    var ledger = false

    @Flag(help: "Judge alerts of the journal anew where the packs' versions say so.")
    var rejudge = false

    @Option(help: "Write the summary to this file as JSON.")
    var summaryJson: String?

    @Option(help: "Write quarantined lines to this file as NDJSON.")
    var quarantine: String?

    @Option(help: ArgumentHelp("Exit with 3 if an alert of this level or higher stands.", valueName: "level"))
    var failOn: String?

    @Option(help: ArgumentHelp("Watched lines that are committed together.", valueName: "n"))
    var batchLines = 1000

    @Argument(
        help: ArgumentHelp("Files, quoted globs, or - for standard input (the default).", valueName: "input"))
    var inputs: [String] = []

    func validate() throws {
        guard batchLines >= 1 else { throw ValidationError("--batch-lines must be at least 1") }
        if let installation, !isName(installation) {
            throw ValidationError("--installation takes letters, digits, `.`, `_` and `-`, 64 at most")
        }
        if delivery.deliver != nil, journal == nil {
            throw ValidationError(
                "--deliver needs --journal FILE, which remembers what was sent, so that nothing is sent twice"
            )
        }
    }

    func run() async throws {
        do {
            try await scan()
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: output.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
    }

    private func scan() async throws {
        let setup = try Setup.load(
            packs: files.rules, catalogue: files.catalogue, feeds: [files.feed], trust: files.trust.store())
        Console.show(setup.warnings, color: output.colorsMessages)
        let levels = LevelOrder(setup.packs)
        if let failOn, !levels.names.contains(failOn) {
            throw Failure(
                "UNKNOWN_LEVEL", "no pack has a level \(quoted(failOn))", at: "--fail-on",
                help: "the levels are \(levels.names.joined(separator: ", "))", status: .unusable)
        }
        let endpoint = try delivery.endpoint()
        let session = try ScanSession(command: self, setup: setup)
        let ending = try await session.run(endpoint: endpoint)
        if let code = ending { throw ExitCode(code) }
    }

    private func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

/// The files that say what to look for.
struct ScanFiles: ParsableArguments {
    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Rule packs, or bundles of them.", valueName: "pack"))
    var rules: [String]

    @OptionGroup var trust: TrustOptions
    @OptionGroup var reveal: RevealOptions

    @Option(help: ArgumentHelp("The catalogue: which products hold which substances.", valueName: "file"))
    var catalogue: String

    @Option(help: ArgumentHelp("The feed file: how the export is written.", valueName: "file"))
    var feed: String
}
