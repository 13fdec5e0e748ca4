import ArgumentParser
import Catalogue
import Documents
import Purchases
import Screening

struct CatalogueBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Writes the catalogue that the decisions make.",
        discussion: """
            A row for each product that was accepted or corrected, as long as its label
            and the list's entry are those decided on, and the decision's last day has
            not passed. What is left out is said on standard error, with the reason.

            Example:
              tillwatch catalogue build articles.csv --decisions decisions.csv \\
                --lists rules/lists/*.yaml > catalogue.csv
            """)

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Substance lists, those of the review.", valueName: "list"),
        completion: .file(extensions: ["yaml", "yml"]))
    var lists: [String]

    @Option(
        help: ArgumentHelp("The file of decisions.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var decisions: String

    @Option(
        help: ArgumentHelp("Which column holds what, as in the review.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var map: String?

    @Flag(help: "Fail when a decision that a product holds a substance makes no row.")
    var strict = false

    @OptionGroup var messages: MessageOptions

    @Argument(help: ArgumentHelp("Article masters, or - for standard input.", valueName: "articles"))
    var articles: [String]

    func validate() throws {
        guard !lists.isEmpty else { throw ValidationError("name the lists: --lists LIST") }
        guard articles.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read once only: name `-` once")
        }
    }

    func run() async throws {
        do {
            try ArticleFile.refuseSpreadsheets(articles, command: "catalogue build")
            let draft = try draft()
            try Console.output(draft.text)
            tell(draft)
            if strict, !draft.leftOut.isEmpty { throw ExitCode(Failure.Status.failed.rawValue) }
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        } catch let error as ArticleError {
            if case .spreadsheet(let line) = error { Console.message(visible(line)) }
            Console.show(error.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
    }

    private func draft() throws -> CatalogueDraft {
        var diagnostics: [Diagnostic] = []
        let lists = lists.compactMap { path in
            DocumentFile.read(path, &diagnostics) { SubstanceListReader.read(path: path, bytes: $0) }
        }
        let map = map.flatMap { path in
            DocumentFile.read(path, &diagnostics) { ArticleMap.read(path: path, bytes: $0) }
        }
        let path = self.decisions
        let read = DocumentFile.read(path, sizeMax: DecisionsFile.sizeMax, &diagnostics) {
            DecisionsFile.read(path: path, bytes: $0)
        }
        guard let decisions = read, !diagnostics.contains(where: { $0.severity == .error }) else {
            throw DiagnosticReport(diagnostics)
        }
        let articles = try DecidedArticles(
            paths: articles, map: map, command: "catalogue build", colorsMessages: messages.colorsMessages
        ).read(of: Set(decisions.sorted.map(\.key.product)))
        let draft = CatalogueDraft(
            decisions: decisions, articles: articles, lists: ListedEntries(lists), today: .today)
        // What the scan would refuse is not written at all.
        let (catalogue, problems) = CatalogueReader.read(
            path: "catalogue", bytes: Array(draft.text.utf8), lists: lists)
        guard catalogue != nil else { throw DiagnosticReport(problems) }
        Console.show(diagnostics + problems, color: messages.colorsMessages)
        return draft
    }

    private func tell(_ draft: CatalogueDraft) {
        for left in draft.leftOut.prefix(100) { Console.message("left out: \(left.text)") }
        if draft.leftOut.count > 100 { Console.message("left out: \(draft.leftOut.count - 100) more") }
        Console.message(
            "\(draft.rows) rows, \(draft.withoutConcentration) without a concentration; \(draft.leftOut.count) left out,"
                + " \(draft.rejected) rejected")
    }
}
