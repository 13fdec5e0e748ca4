import Bench
import Catalogue
import Documents
import Feeds
import Foundation
import Journal
import Pipeline
import Purchases
import Rules
import Synchronization
import Webhooks

/// One `backtest` from its checked files to its exit code.
struct BacktestSession: Sendable {
    private let command: BacktestCommand
    private let files: BacktestFiles
    private let question: BacktestQuestion
    private let inputs: [String]
    /// What the past is read from instead of inputs.
    private let journal: String?
    private let tokenKey: [UInt8]
    private let stop = StopFlag()

    /// Reads and checks everything but the past.
    init(_ command: BacktestCommand) throws {
        self.command = command
        journal = command.shadow ?? command.journal
        inputs = journal == nil ? try Self.inputs(command.inputs) : []
        try WrittenFiles(options: [("--html", command.html), ("--alerts", command.alerts)]).check(
            against: inputs + command.rules + command.against
                + [command.catalogue, command.feed, journal, command.tokenKeyFile, command.labels]
                .compactMap(\.self))
        files = try Self.files(command)
        if !command.reveal {
            try refuseConfidential(files.packs + (files.against ?? []), "a report shows its rules")
        }
        Console.show(files.warnings, color: command.messages.colorsMessages)
        question = BacktestQuestion(
            packs: files.packs, against: files.against, isShadow: command.shadow != nil,
            sweeps: try Self.sweeps(command, files.packs), labels: try command.labels.map(Self.labels),
            budget: command.budget)
        tokenKey = try Self.tokenKey(command)
    }

    private static func files(_ command: BacktestCommand) throws -> BacktestFiles {
        guard let shadow = command.shadow else {
            var reading: (catalogue: String, feed: String)?
            if command.journal == nil, let catalogue = command.catalogue, let feed = command.feed {
                reading = (catalogue, feed)
            }
            return try BacktestFiles.load(packs: command.rules, against: command.against, inputs: reading)
        }
        do {
            let journal = try Journal.open(
                path: shadow, installation: command.installation, access: .reading)
            if let files = try BacktestFiles.shadow(of: journal) { return files }
        } catch let error as JournalError {
            throw Failure(error)
        }
        throw Failure(
            "NO_SHADOW_PACKS", "the journal keeps no shadow packs", at: shadow,
            help:
                "name them under `shadow:` in the configuration of `tillwatch run`, or give --rules and --journal",
            status: .unusable)
    }

    /// Reads the past, judges it and reports.
    ///
    /// - Returns: the exit code where it is not 0.
    func run() async throws -> Int32? {
        let signals = SignalWatch(stop: stop)
        defer { signals.end() }
        let page = try command.html.map { try ResultFile(path: $0, what: "report") }
        let ledger = try command.alerts.map { try ResultFile(path: $0, what: "alerts") }
        do {
            guard let (past, installation) = try await past() else { return Ending.interrupted }
            let (report, alerts) = try await judged(past, installation)
            try await onOwnThread(named: "tillwatch.report") {
                try ledger?.write(lines(alerts, installation))
                try write(report, page)
            }
            return report.exceedsBudget ? Ending.failOn : nil
        } catch is VariantRunner.Stopped {
            return Ending.interrupted
        } catch let error as FeedError {
            throw Failure(error)
        } catch let error as JournalError {
            throw Failure(error)
        }
    }

    private func judged(
        _ past: Past, _ installation: String
    ) async throws -> (BacktestReport, [StandingAlert]) {
        if past.lines.isEmpty {
            Console.message("no watched line was accepted: there is nothing to judge")
        }
        let runner = VariantRunner(
            past, installation: installation, catalogue: files.reading?.catalogue.version ?? "", stop: stop)
        let progress = Mutex(Progress(shown: Console.errorIsTerminal))
        let finished = Atomic(0)
        let all = question.variants
        let judged = try await Backtest(question, past: past, runner: runner).report {
            let number = finished.add(1, ordering: .relaxed).newValue
            progress.withLock { $0.show(part: number, of: all, what: "variants judged") }
        }
        progress.withLock { $0.clear() }
        return judged
    }

    // MARK: The past

    /// Nil when it was stopped.
    private func past() async throws -> (Past, String)? {
        try await onOwnThread(named: "tillwatch.past") {
            if let path = journal {
                let journal = try Journal.open(
                    path: path, installation: command.installation, access: .reading)
                return try Past.read(journal, stop: stop).map { ($0, journal.installation) }
            }
            return try pastOfInputs()
        }
    }

    private func pastOfInputs() throws -> (Past, String)? {
        guard let setup = files.reading else { return nil }
        let journal = try JournalSetup.open(
            path: nil, installation: command.installation, setup: setup, tokenKey: tokenKey)
        var progress = Progress(shown: Console.errorIsTerminal)
        let sizes = InputSizes(inputs)
        let past = try Past.read(
            inputs, setup: setup, journal: journal, pseudonyms: Pseudonyms(key: tokenKey), stop: stop,
            each: { totals, index, bytes in
                progress.show(
                    lines: totals.read, bytes: sizes.before(index) + bytes, total: sizes.total, events: nil)
            },
            note: { input, note in
                progress.clear()
                Console.message("\(visible(input)): \(note.message)")
            })
        progress.clear()
        return past.map { ($0, journal.installation) }
    }

    // MARK: The report

    /// In the form of `scan --ledger`: each as its first event.
    private func lines(_ alerts: [StandingAlert], _ installation: String) -> [UInt8] {
        let now = EventTime(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
        return alerts.flatMap { alert -> [UInt8] in
            var data = alert.data
            data.revision = 1
            let event = AlertEvent(
                installation: installation, type: .raised, subject: alert.subject, time: alert.time,
                recordedtime: now, data: data)
            return EventEncoding.json(event) + [0x0A]
        }
    }

    private func write(_ report: BacktestReport, _ page: ResultFile?) throws {
        if let page { try page.write(Array(BacktestPage(report).html.utf8)) }
        if command.printsText {
            try Console.output(BacktestText(report: report).text + "\n")
        } else {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try Console.output([UInt8](try encoder.encode(report)) + [0x0A])
        }
        if let limit = report.budget.limit, report.exceedsBudget {
            let count = report.budget.exceeded.count
            let first = report.budget.exceeded[0]
            Console.message(
                "the budget of \(limit) alerts for each store and week is exceeded in \(count) of them, most in store"
                    + " \(visible(first.store.string)) in \(first.week) with \(first.alerts)")
        }
    }

    // MARK: Options

    private static func inputs(_ given: [String]) throws -> [String] {
        if given.isEmpty, isatty(STDIN_FILENO) != 0 {
            throw Failure(
                "NO_INPUT", "no past to judge",
                help: "name files, pipe an export into `tillwatch backtest … -`, or give --journal FILE",
                status: .unusable)
        }
        return try InputName.expand(given)
    }

    /// Nothing is kept, so that a key of this run alone will do.
    private static func tokenKey(_ command: BacktestCommand) throws -> [UInt8] {
        do {
            let environment = ProcessInfo.processInfo.environment
            return try TokenKey.load(file: command.tokenKeyFile, environment: environment)
                ?? TokenKey.random()
        } catch {
            throw Failure("TOKEN_KEY", error.what, at: error.place, help: error.hint, status: .unusable)
        }
    }

    private static func sweeps(_ command: BacktestCommand, _ packs: [Pack]) throws -> [Sweep] {
        var sweeps: [Sweep] = []
        var failures: [Failure] = []
        for text in command.sweep {
            do throws(Sweep.Problem) {
                sweeps.append(try Sweep.parse(text, packs: packs))
            } catch {
                failures.append(
                    Failure(
                        "SWEEP_INVALID", error.what, at: "--sweep \(text)", help: error.help,
                        status: .unusable))
            }
        }
        for failure in failures.dropLast() { Console.message(failure.text) }
        if let last = failures.last { throw last }
        return sweeps
    }

    private static func labels(_ path: String) throws -> Labels {
        let bytes: [UInt8]
        do throws(DocumentFile.Problem) {
            bytes = try DocumentFile.read(path, sizeMax: Labels.sizeMax)
        } catch {
            throw DiagnosticReport([error.diagnostic(file: path)])
        }
        let (labels, problems) = Labels.read(bytes)
        let failures = problems.prefix(20).map { problem in
            Failure(
                "LABELS_INVALID", problem.what, at: "\(path):\(problem.line):1", help: problem.help,
                status: .unusable
            )
        }
        for failure in failures.dropLast() { Console.message(failure.text) }
        if let last = failures.last { throw last }
        return labels
    }
}
