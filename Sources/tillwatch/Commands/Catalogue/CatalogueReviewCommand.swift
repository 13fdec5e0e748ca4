import ArgumentParser
import Documents
import Foundation
import Purchases
import Screening

struct CatalogueReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Asks a person which proposals are right.",
        discussion: """
            Shows what is open, in the order of `screen`: proposals that nobody decided
            on, and those whose label or list entry changed or whose last day has passed.
            One key a decision: a accept, c correct, r reject, s skip, u undo, q quit.
            Every decision is saved at once, and the next run goes on from there.

            For people without a terminal --html writes the same as one page, which asks
            the network for nothing; --import takes back the file that the page saves.

            Examples:
              tillwatch catalogue review articles.csv --lists rules/lists/*.yaml \\
                --decisions decisions.csv --by ada
              tillwatch catalogue review articles.csv --lists rules/lists/*.yaml \\
                --decisions decisions.csv --html review.html
              tillwatch catalogue review articles.csv --lists rules/lists/*.yaml \\
                --decisions decisions.csv --import decisions.json
            """)

    @OptionGroup var options: ScreeningOptions

    @Option(
        help: ArgumentHelp(
            "The file of decisions, made when it is not there; keep it under version control.",
            valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var decisions: String

    @Option(help: "Who decides; stands in the file of decisions.")
    var by: String?

    @Option(help: ArgumentHelp("The last day on which the decisions hold.", valueName: "date"))
    var until: String?

    @Option(
        help: ArgumentHelp("Write what is open as one page for a browser.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp("Take over the decisions that the page saved.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var imported: String?

    @OptionGroup var messages: MessageOptions

    @Argument(help: ArgumentHelp("Article masters, or - for standard input.", valueName: "articles"))
    var articles: [String]

    func validate() throws {
        guard articles.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read once only: name `-` once")
        }
        guard html == nil || imported == nil else {
            throw ValidationError("--html makes a page and --import takes one back: give one of them")
        }
        if html != nil || imported != nil {
            guard by == nil, until == nil else {
                throw ValidationError("--by and --until are said on the page, not with --html or --import")
            }
            return
        }
        guard let by, !by.allSatisfy(\.isWhitespace), by.utf8.count <= 200 else {
            throw ValidationError("say who decides: --by NAME")
        }
        if let until {
            guard let day = LocalDay(iso: until), day >= .today else {
                throw ValidationError("--until is a day to come: 2027-01-31")
            }
        }
    }

    func run() async throws {
        do {
            try ArticleFile.refuseSpreadsheets(articles, command: "catalogue review")
            try await CatalogueReviewSession(self).run()
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
