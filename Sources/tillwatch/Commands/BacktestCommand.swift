import ArgumentParser
import Bench
import Documents
import Pipeline

struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Says what packs would have raised over past sales.",
        discussion: """
            Reads the past once, from exports or from a journal, and judges it by the
            packs. Nothing is kept or sent. The report has the alerts by rule, level,
            store and week, the strongest ones in words, and how near the rules came
            that never held.

            Examples:
              tillwatch backtest --rules new.yaml --catalogue catalogue.csv \\
                --feed feed.yaml 'sales-2025-*.csv' --html report.html
              tillwatch backtest --rules new.yaml --journal tillwatch.journal \\
                --against live.yaml
              tillwatch backtest --rules pack.yaml --journal tillwatch.journal \\
                --sweep bulk.at_least=2kg..20kg:1kg --sweep bulk.within=7d,14d,30d
              tillwatch backtest --rules pack.yaml --journal tillwatch.journal \\
                --labels reviewed.csv --budget 3
              tillwatch backtest --shadow tillwatch.journal
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The packs to try.", valueName: "pack"))
    var rules: [String] = []

    @Option(
        help: ArgumentHelp(
            "The catalogue: which products hold which substances; with inputs.", valueName: "file"))
    var catalogue: String?

    @Option(help: ArgumentHelp("The feed file: how the exports are written; with inputs.", valueName: "file"))
    var feed: String?

    @Option(help: ArgumentHelp("The past is what this journal holds, instead of inputs.", valueName: "file"))
    var journal: String?

    @Option(help: "Who speaks: part of every alert's subject. Default: the journal's, else `local`.")
    var installation: String?

    @Option(help: "The file of the token key (64 hex digits); default: TILLWATCH_TOKEN_KEY.")
    var tokenKeyFile: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Compare with these packs: what --rules raise more, less or otherwise.", valueName: "pack"))
    var against: [String] = []

    @Option(
        help: ArgumentHelp(
            "Try the shadow packs that this journal keeps on its past, and compare them with its live ones.",
            valueName: "journal"))
    var shadow: String?

    @Option(
        help: ArgumentHelp(
            "A rule's at_least, above, score, within or usual, and the values to try: RULE.at_least=2kg..20kg:1kg or =2kg,5kg. Can be given several times.",
            valueName: "sweep"))
    var sweep: [String] = []

    @Option(
        help: ArgumentHelp(
            "CSV `key,label`: receipts or lines that people judged, yes or no. Gives precision and recall.",
            valueName: "file"))
    var labels: String?

    @Option(
        help: ArgumentHelp(
            "Exit with 3 if a store has more alerts than this in a week.", valueName: "n"))
    var budget: Int?

    @Option(help: "How the report is printed: text for people (default on a terminal), json for programs.")
    var format: Format?

    @Option(help: ArgumentHelp("Write the report to this file as one page with plots.", valueName: "file"))
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Write every alert to this file, as `scan --ledger` prints them.", valueName: "file"))
    var alerts: String?

    @Flag(help: "Show what confidential packs say.")
    var reveal = false

    @OptionGroup var messages: MessageOptions

    @Argument(
        help: ArgumentHelp("Files, quoted globs, or - for standard input (the default).", valueName: "input"))
    var inputs: [String] = []

    var printsText: Bool { (format ?? (Console.outputIsTerminal ? .text : .json)) == .text }

    func validate() throws {
        if let budget, budget < 0 { throw ValidationError("--budget must be at least 0") }
        if shadow != nil {
            guard rules.isEmpty, against.isEmpty, journal == nil, inputs.isEmpty else {
                throw ValidationError(
                    "--shadow takes packs and past from its journal; leave out --rules, --against, --journal and inputs"
                )
            }
            return
        }
        guard !rules.isEmpty else { throw ValidationError("name the packs to try: --rules PACK") }
        guard journal == nil || inputs.isEmpty else {
            throw ValidationError("give inputs or --journal, not both: each is a past of its own")
        }
        guard journal != nil || (catalogue != nil && feed != nil) else {
            throw ValidationError("inputs need --catalogue and --feed; a journal (--journal) needs neither")
        }
    }

    func run() async throws {
        do {
            let session = try BacktestSession(self)
            if let code = try await session.run() { throw ExitCode(code) }
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
    }
}
