import ArgumentParser
import Documents
import Screening

struct CatalogueScreenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract: "Proposes which products of an article master hold listed substances.",
        discussion: """
            Reads article masters, CSV with a header or NDJSON: the delimiter, the
            encoding and the columns are found, or said by --map. For each product that
            may hold a substance of the lists it proposes a row of the catalogue, with
            the words that speak for it, a confidence, and what no text states. A person
            decides. With --decisions what was decided is left out as long as neither
            the label nor the list's entry changes.

            The order is that in which an hour of review gives most: by confidence,
            times 2 where a list restricts the substance at the strength stated (or none
            is), times 1.5 where a fact is missing; articles whose names begin alike
            stand together, where the greatest of them belongs.

            Screening is local: nothing leaves this machine.

            Examples:
              tillwatch catalogue screen articles.csv --lists rules/lists/*.yaml
              xlsx2csv articles.xlsx | tillwatch catalogue screen - \\
                --lists rules/lists/eu-2019-1148.yaml --format csv > proposals.csv
              tillwatch catalogue screen articles.csv --map map.yaml \\
                --lists rules/lists/eu-2019-1148.yaml --decisions decisions.csv
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, ndjson, csv }

    @OptionGroup var options: ScreeningOptions

    @Option(
        help: ArgumentHelp("What people decided earlier; it is left out.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var decisions: String?

    @Flag(help: "Print what is decided too.")
    var all = false

    @Option(
        help:
            "How proposals are printed: table for people (default on a terminal), ndjson or csv for programs."
    )
    var format: Format?

    @OptionGroup var messages: MessageOptions

    @Argument(help: ArgumentHelp("Article masters, or - for standard input.", valueName: "articles"))
    var articles: [String]

    var printed: Format { format ?? (Console.outputIsTerminal ? .table : .ndjson) }

    func validate() throws {
        guard articles.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read once only: name `-` once")
        }
    }

    func run() async throws {
        do {
            let session = try CatalogueScreenSession(self)
            if let code = try await session.run() { throw ExitCode(code) }
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        } catch let error as ArticleError {
            // A spreadsheet is answered with the line that converts it, and nothing else.
            if case .spreadsheet(let line) = error { Console.message(visible(line)) }
            Console.show(error.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
    }
}
