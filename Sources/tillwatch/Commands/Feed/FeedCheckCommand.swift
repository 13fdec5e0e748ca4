import ArgumentParser
import Catalogue
import Documents
import Feeds
import Foundation
import Inference
import Pipeline
import Purchases

struct FeedCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Shows what a feed file makes of an export.",
        discussion: """
            The first lines are shown decoded, field by field; then how many lines would be
            quarantined and why, which values cannot be read, and what matters of the feed
            as a whole: are keys unique, do receipt numbers restart, is the time zone
            plausible, how many lines tell a buyer, are the products in the catalogue.
            Buyers' numbers are shown as pseudonyms that hold for this run only.

            Ends with 2 where purchases would be missed or mixed up, 0 otherwise.

            Examples:
              tillwatch feed check sales.csv --feed feed.yaml
              tillwatch feed check sales.csv --feed feed.yaml --catalogue catalogue.csv \\
                --lists rules/lists/eu-2019-1148.yaml
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(
        help: ArgumentHelp("The export: files, quoted globs, or - for standard input.", valueName: "input"))
    var inputs: [String]

    @Option(
        help: ArgumentHelp("The feed file that is checked.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var feed: String

    @Option(
        help: ArgumentHelp("The catalogue: are its products sold?", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var catalogue: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The substance lists of the catalogue.", valueName: "list"),
        completion: .file(extensions: ["yaml", "yml"]))
    var lists: [String] = []

    @Option(help: ArgumentHelp("How many of the first lines are shown.", valueName: "n"))
    var show: Int = 3

    @Option(help: ArgumentHelp("How many lines are looked at, at most.", valueName: "n"))
    var lines: Int = 1_000_000

    @Option(help: "How the result is printed.")
    var format: Format = .text

    @OptionGroup var messages: MessageOptions

    func validate() throws {
        guard (0...1_000).contains(show) else { throw ValidationError("--show takes 0 to 1000 lines") }
        guard lines > 0 else { throw ValidationError("--lines is at least 1") }
        guard catalogue == nil || !lists.isEmpty else {
            throw ValidationError("--catalogue needs the lists that its rows name: --lists LIST")
        }
    }

    func run() async throws {
        do {
            let names = try InputName.expand(inputs)
            let (feedFile, products) = try files()
            let stop = StopFlag()
            let signals = SignalWatch(stop: stop)
            defer { signals.end() }
            let survey = try await onOwnThread(named: "tillwatch.check") { [self] in
                try self.survey(names, feedFile, stop)
            }
            guard let survey else { throw ExitCode(Ending.interrupted) }
            let findings = survey.findings(
                feedFile, watched: products.map { known in { known.rows[$0] != nil } })
            try print(survey, findings, feedFile)
            if findings.contains(where: { $0.weight == .wrong }) {
                throw ExitCode(Failure.Status.unusable.rawValue)
            }
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
    }

    private func files() throws -> (FeedFile, ProductCatalogue?) {
        var diagnostics: [Diagnostic] = []
        let feedFile = DocumentFile.read(feed, &diagnostics) { FeedFileReader.read(path: feed, bytes: $0) }
        let known = lists.compactMap { path in
            DocumentFile.read(path, &diagnostics) { SubstanceListReader.read(path: path, bytes: $0) }
        }
        let products = catalogue.flatMap { path in
            DocumentFile.read(path, sizeMax: CatalogueReader.sizeMax, &diagnostics) {
                CatalogueReader.read(path: path, bytes: $0, lists: known)
            }
        }
        guard let feedFile, !diagnostics.contains(where: { $0.severity == .error }) else {
            throw DiagnosticReport(diagnostics)
        }
        Console.show(diagnostics, color: messages.colorsMessages)
        return (feedFile, products)
    }

    /// Nil when it was interrupted.
    private func survey(_ names: [String], _ feedFile: FeedFile, _ stop: StopFlag) throws -> FeedSurvey? {
        // Pseudonyms of one run tell equal tokens apart from others, and nothing else.
        let pseudonyms = Pseudonyms(key: TokenKey.random())
        var survey = FeedSurvey(linesShown: show)
        var batch = DecodedBatch()
        do throws(FeedError) {
            let written = feedFile.withUnitsAsWritten
            for name in names where survey.read < lines {
                let reader = try FeedReader(
                    feed: written, source: name, screen: .everything,
                    catalogue: ProductCatalogue(rows: [:], version: ""),
                    pseudonyms: pseudonyms)
                while survey.read < lines, try reader.next(into: &batch, lines: 10_000) {
                    if stop.isSet { return nil }
                    survey.take(batch)
                }
            }
        } catch {
            throw Failure(error)
        }
        return survey
    }

    private func print(_ survey: FeedSurvey, _ findings: [FeedFinding], _ feedFile: FeedFile) throws {
        switch format {
        case .text: try Console.output(FeedCheckText(survey, findings, feedFile).text)
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try Console.output([UInt8](try encoder.encode(FeedCheckRecord(survey, findings))) + [0x0A])
        }
    }
}
