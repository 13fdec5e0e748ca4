import Documents
import Foundation
import Pipeline
import Purchases
import Screening

/// One `catalogue review` from its files to its end: in the terminal, to a page, or back from one.
struct CatalogueReviewSession: Sendable {
    private let command: CatalogueReviewCommand
    private let files: ScreeningFiles
    private let listed: ListedEntries
    private var file: DecisionsOnDisk

    /// Reads and checks everything but the articles.
    ///
    /// - Throws: a report with all errors of all files; a `Failure` where there is no terminal to ask in.
    init(_ command: CatalogueReviewCommand) throws {
        self.command = command
        if let html = command.html {
            try WrittenFiles(options: [("--html", html)]).check(
                against: command.articles + command.options.lists + [command.decisions])
        }
        let asks = command.html == nil && command.imported == nil
        if asks, !ReviewTerminal.isThere(inputIsTaken: command.articles.contains("-")) {
            throw Failure(
                "NO_TERMINAL", "a review needs a terminal to ask and to show",
                help: """
                    run it in one; or write a page for a browser: --html FILE; or fill in the file of decisions by hand, \
                    from what `tillwatch catalogue screen --format csv` prints
                    """, status: .unusable)
        }
        files = try ScreeningFiles(command.options, decisions: command.decisions, mayBeNew: true)
        file = try DecisionsOnDisk(path: command.decisions)
        listed = ListedEntries(files.lists)
        Console.show(files.warnings, color: command.messages.colorsMessages)
    }

    consuming func run() async throws {
        if let imported = command.imported {
            try takeBack(imported)
            return
        }
        let state = try await state()
        tell(state)
        let open = ReviewState.ordered(state.open, lists: files.lists)
        if let html = command.html {
            try write(open, to: html)
            return
        }
        guard !open.isEmpty else {
            Console.message("nothing is open")
            return
        }
        let signature = Decision.Signature(
            by: (command.by ?? "").trimmingCharacters(in: .whitespacesAndNewlines), at: .today,
            until: command.until.flatMap { LocalDay(iso: $0) })
        let session = ReviewSession(
            items: open, decisions: file.decisions, lists: listed, signature: signature)
        let (file, inputIsTaken) = (file, command.articles.contains("-"))
        try await onOwnThread(named: "tillwatch.review") {
            try Self.ask(session, file, inputIsTaken: inputIsTaken)
        }
    }

    private func state() async throws -> ReviewState {
        var inputs = ArticleInputs(command.articles, map: files.map, command: "catalogue review")
        let screening = ArticleScreening(
            screener: files.screener, minimum: command.options.minimum,
            kept: Set(file.decisions.sorted.map(\.key.product)),
            cores: ProcessInfo.processInfo.activeProcessorCount)
        let result = try await screening.run({ try inputs.next() }, each: { _ in true })
        for note in inputs.notes { Console.message(visible(note)) }
        Console.show(inputs.findings.diagnostics, color: command.messages.colorsMessages)
        guard let result, result.articles > 0 else {
            throw Failure(
                "NO_ARTICLES", "no article could be read",
                help: "see the messages above; --map FILE says what the columns are", status: .unusable)
        }
        return ReviewState(
            proposals: result.proposals, articles: result.kept, decisions: file.decisions, lists: listed,
            today: .today)
    }

    /// What is said before anything is asked.
    private func tell(_ state: ReviewState) {
        if !state.gone.isEmpty {
            let some = state.gone.prefix(5).map { visible($0.key.product.string) }.joined(separator: ", ")
            let more = state.gone.count > 5 ? ", …" : ""
            Console.message(
                "\(state.gone.count) decisions are on products that no article has: \(some)\(more)")
        }
        if state.tooLong > 0 {
            Console.message(
                "\(state.tooLong) proposals left out: the product's number is too long to be decided on")
        }
    }

    private func write(_ items: [ReviewState.Item], to path: String) throws {
        let page = ReviewSheet(items: items, lists: files.lists, today: .today).page
        do throws(SavedFile.Problem) {
            try SavedFile.replace(path, with: Array(page.utf8))
        } catch {
            throw Failure(
                writing: "the page", to: path, NSError(domain: NSPOSIXErrorDomain, code: Int(error.number)))
        }
        let count = min(items.count, ReviewSheet.itemsMax)
        Console.message("wrote \(count) proposals to \(visible(path))")
        if count < items.count {
            Console.message("\(items.count - count) more are open; they come into the next page")
        }
    }

    // MARK: In the terminal

    /// The loop of screens and keys. Blocks.
    private static func ask(_ start: ReviewSession, _ file: DecisionsOnDisk, inputIsTaken: Bool) throws {
        var session = start
        var file = file
        guard let terminal = ReviewTerminal(inputIsTaken: inputIsTaken) else {
            throw Failure("NO_TERMINAL", "the terminal is gone", help: "run it again in one")
        }
        do {
            defer { terminal.end() }
            try loop(terminal, &session, &file)
        }
        Console.message(
            "\(session.decided) decided, \(session.skipped) skipped, \(session.left) open; saved in \(visible(file.path))"
        )
    }

    private static func loop(
        _ terminal: ReviewTerminal, _ session: inout ReviewSession, _ file: inout DecisionsOnDisk
    ) throws {
        terminal.show(ReviewScreen(session))
        while let keys = terminal.keys() {
            for key in keys {
                switch session.take(key) {
                case .show: continue
                case .save: try file.save(session.decisions)
                case .leave: return
                }
            }
            terminal.show(ReviewScreen(session))
        }
    }

    // MARK: Back from a page

    private mutating func takeBack(_ path: String) throws {
        let bytes: [UInt8]
        do throws(DocumentFile.Problem) {
            bytes = try DocumentFile.read(path, sizeMax: SheetDecisions.sizeMax)
        } catch {
            throw DiagnosticReport([error.diagnostic(file: path)])
        }
        let (sheet, diagnostics) = SheetDecisions.read(path: path, bytes: bytes)
        guard let sheet else { throw DiagnosticReport(diagnostics) }
        let color = command.messages.colorsMessages
        let articles = try DecidedArticles(
            paths: command.articles, map: files.map, command: "catalogue review", colorsMessages: color
        ).read(of: sheet.products)
        let outcome = sheet.merged(
            into: file.decisions, labels: ArticleLabels(articles, of: sheet.products), lists: listed,
            today: .today)
        Console.show(outcome.refused, color: color)
        if outcome.taken > 0 { try file.save(outcome.decisions) }
        Console.message(
            "\(outcome.taken) decisions taken over, \(outcome.known) known already, \(outcome.refusedCount) refused"
        )
    }
}
