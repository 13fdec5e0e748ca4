import Documents
import Foundation
import Pipeline
import Purchases
import Screening

/// One `catalogue screen` from its files to its exit code.
struct CatalogueScreenSession: Sendable {
    private let command: CatalogueScreenCommand
    private let files: ScreeningFiles
    private let listed: ListedEntries
    private let stop = StopFlag()

    /// Reads and checks everything but the articles.
    ///
    /// - Throws: a report with all errors of all files; `ArticleError` for a spreadsheet, which is answered first.
    init(_ command: CatalogueScreenCommand) throws {
        self.command = command
        try ArticleFile.refuseSpreadsheets(command.articles)
        files = try ScreeningFiles(command.options, decisions: command.decisions)
        listed = ListedEntries(files.lists)
        Console.show(files.warnings, color: command.messages.colorsMessages)
    }

    /// Screens, prints and reports.
    ///
    /// - Returns: the exit code where it is not 0.
    func run() async throws -> Int32? {
        let signals = SignalWatch(stop: stop)
        defer { signals.end() }
        let started = ContinuousClock.now
        var inputs = ArticleInputs(command.articles, map: files.map)
        var progress = Progress(shown: Console.errorIsTerminal)
        let screening = ArticleScreening(
            screener: files.screener, minimum: command.options.minimum,
            kept: Set(files.decisions.sorted.map(\.key.product)),
            cores: ProcessInfo.processInfo.activeProcessorCount)
        let result = try await screening.run {
            try inputs.next()
        } each: { articles in
            progress.show(lines: articles, bytes: 0, total: nil, events: nil)
            return !stop.isSet
        }
        progress.clear()
        for note in inputs.notes { Console.message(visible(note)) }
        Console.show(inputs.findings.diagnostics, color: command.messages.colorsMessages)
        guard let result else {
            Console.message("stopped: nothing is printed, for the order of proposals needs all articles")
            return Ending.interrupted
        }
        guard result.articles > 0 else {
            throw Failure(
                "NO_ARTICLES", "no article could be read",
                help: "see the messages above; --map FILE says what the columns are",
                status: .unusable)
        }
        let state = ReviewState(
            proposals: result.proposals, articles: result.kept, decisions: files.decisions, lists: listed,
            today: .today)
        try print(ReviewState.ordered(command.all ? state.items : state.open, lists: files.lists))
        let summary = ScreenSummaryText(
            inputs: inputs, result: result, state: state, hasDecisions: command.decisions != nil,
            names: listed, version: files.screener.version, elapsed: started.duration(to: .now))
        Console.message(summary.text)
        return nil
    }

    private func isRestricted(_ proposal: Proposal) -> Bool {
        let substance = ExactText(proposal.substance)
        return files.lists.contains { list in
            list.entries.contains { $0.id == substance && $0.restricts(proposal.concentration) }
        }
    }

    // MARK: Printing

    private func print(_ items: [ReviewState.Item]) throws {
        let records = items.map {
            ProposalRecord(
                $0, substanceName: listed.name(of: ExactText($0.proposal.substance)),
                isRestricted: isRestricted($0.proposal))
        }
        switch command.printed {
        case .table: if !records.isEmpty { try Console.output(ProposalTable.text(records) + "\n") }
        case .csv:
            try Console.output(
                ([ProposalRecord.csvHeader] + records.map(\.csv)).joined(separator: "\n") + "\n")
        case .ndjson:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            var bytes: [UInt8] = []
            for record in records {
                bytes += try encoder.encode(record)
                bytes.append(0x0A)
                if bytes.count > 1 << 16 {
                    try Console.output(bytes)
                    bytes.removeAll(keepingCapacity: true)
                }
            }
            try Console.output(bytes)
        }
    }
}
