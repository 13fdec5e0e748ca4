import Catalogue
import Documents
import Feeds
import Foundation
import Pipeline
import Purchases
import Rules
import Screening

/// One `catalogue check` from its files to its exit code.
struct CatalogueCheckSession: Sendable {
    private let command: CatalogueCheckCommand
    private let inputs: [String]
    private let feed: FeedFile?
    private let lists: [SubstanceList]
    private let packs: [Pack]
    private let catalogue: ProductCatalogue
    private let decisions: Decisions?
    private let stop = StopFlag()

    /// Reads and checks everything but article masters and sales.
    ///
    /// - Throws: a report with all errors of all files.
    init(_ command: CatalogueCheckCommand) throws {
        self.command = command
        inputs = command.feed == nil ? [] : try Self.inputs(command)
        var diagnostics: [Diagnostic] = []
        lists = command.lists.compactMap { path in
            DocumentFile.read(path, &diagnostics) { SubstanceListReader.read(path: path, bytes: $0) }
        }
        let check = PackCheck.read(
            packs: command.rules, catalogue: nil, trust: try command.trust.store(), reveals: command.reveal)
        packs = check.packs
        diagnostics += check.diagnostics.filter { !diagnostics.contains($0) }
        feed = command.feed.flatMap { path in
            DocumentFile.read(path, &diagnostics) { FeedFileReader.read(path: path, bytes: $0) }
        }
        decisions = command.decisions.flatMap { path in
            DocumentFile.read(path, sizeMax: DecisionsFile.sizeMax, &diagnostics) {
                DecisionsFile.read(path: path, bytes: $0)
            }
        }
        // Without all lists, what a row names cannot be looked up: they come first.
        try Self.refuse(diagnostics)
        let known = lists + packs.flatMap(\.lists)
        let read = DocumentFile.read(command.catalogue, sizeMax: CatalogueReader.sizeMax, &diagnostics) {
            CatalogueReader.read(path: command.catalogue, bytes: $0, lists: known)
        }
        guard let read else { throw DiagnosticReport(diagnostics) }
        catalogue = read
        Console.show(diagnostics, color: command.messages.colorsMessages)
        if !command.reveal { try refuseConfidential(packs, "a check names the rules that cannot judge") }
    }

    private static func refuse(_ diagnostics: [Diagnostic]) throws(DiagnosticReport) {
        if diagnostics.contains(where: { $0.severity == .error }) { throw DiagnosticReport(diagnostics) }
    }

    private static func inputs(_ command: CatalogueCheckCommand) throws -> [String] {
        if command.inputs.isEmpty, isatty(STDIN_FILENO) != 0 {
            throw Failure(
                "NO_INPUT", "no sales to count",
                help: "name files, or pipe an export into `tillwatch catalogue check … -`", status: .unusable)
        }
        let inputs = try InputName.expand(command.inputs)
        if inputs.contains(InputName.standardInput), command.articles.contains(InputName.standardInput) {
            throw Failure(
                "INPUT_TWICE", "standard input cannot hold both the articles and the sales",
                help: "give one of them as a file", status: .unusable)
        }
        return inputs
    }

    /// Reads the rest, and reports.
    ///
    /// - Returns: the exit code where it is not 0.
    func run() async throws -> Int32? {
        let signals = SignalWatch(stop: stop)
        defer { signals.end() }
        let report = try await onOwnThread(named: "tillwatch.check") { try self.report() }
        guard let report else { return Ending.interrupted }
        try command.print(report)
        return command.code(of: report.summary)
    }

    /// Nil when it was stopped.
    private func report() throws -> CoverageReport? {
        let decided = decisions?.sorted.map(\.key.product) ?? []
        let articles =
            command.articles.isEmpty
            ? nil
            : try CheckedArticles(
                paths: command.articles, map: command.map, colorsMessages: command.messages.colorsMessages
            ).read(watched: catalogue.rows.keys, decided: decided)
        var sales: SalesTally?
        if let feed {
            let known = Array(catalogue.rows.keys) + (articles.map { Array($0.products) } ?? []) + decided
            do {
                let reading = SalesReading(feed: feed, inputs: inputs, stop: stop)
                guard let tally = try reading.tally(known: known) else { return nil }
                sales = tally
            } catch let error as FeedError {
                throw Failure(error)
            }
        }
        return CatalogueCoverage(
            catalogue: catalogue, lists: lists, packs: packs, articles: articles, decisions: decisions,
            sales: sales, today: .today
        ).report()
    }
}
