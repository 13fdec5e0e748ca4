import Delivery
import Documents
import Feeds
import Foundation
import Journal
import Logging
import Pipeline
import Purchases
import Webhooks

/// One `scan` from its opened journal to its exit code.
struct ScanSession: Sendable {
    private let command: ScanCommand
    private let setup: Setup
    private let inputs: [String]
    private let pseudonyms: Pseudonyms
    private let journal: Journal
    private let stop = StopFlag()

    /// Checks what is left to check, and opens the journal.
    init(command: ScanCommand, setup: Setup) throws {
        self.command = command
        self.setup = setup
        inputs = try Self.inputs(command.inputs)
        try WrittenFiles(options: [
            ("--quarantine", command.quarantine), ("--summary-json", command.summaryJson),
        ]).check(
            against: inputs + command.files.rules + [command.files.catalogue, command.files.feed]
                + [command.journal, command.tokenKeyFile, command.delivery.secretFile].compactMap { $0 })
        let key = try Self.tokenKey(command)
        pseudonyms = Pseudonyms(key: key)
        do {
            journal = try JournalSetup.open(
                path: command.journal, installation: command.installation, setup: setup, tokenKey: key)
        } catch let error as JournalError {
            throw Failure(error)
        }
    }

    /// Scans, delivers, reports.
    ///
    /// - Returns: the exit code where it is not 0.
    func run(endpoint: Endpoint?) async throws -> Int32? {
        let signals = SignalWatch(stop: stop)
        defer { signals.end() }
        let summary = try command.summaryJson.map { try SummaryFile(path: $0) }
        guard let endpoint else {
            let scanned = try await scan(announce: {})
            return try await finish(scanned, delivered: nil, summary)
        }
        let courier = try Self.courier(journal, endpoint)
        async let running: Void = courier.run()
        do {
            let scanned = try await scan(announce: { courier.announce() })
            if !scanned.stopped {
                Console.message("waiting for the endpoint, \(command.delivery.deliverTimeout) s at most")
            }
            let patience: Duration = scanned.stopped ? .zero : .seconds(command.delivery.deliverTimeout)
            let report = await courier.drain(within: patience)
            try? await running
            return try await finish(scanned, delivered: report, summary)
        } catch {
            _ = await courier.drain(within: .zero)
            try? await running
            throw error
        }
    }

    /// What the scan itself came to.
    private struct Scanned: Sendable {
        var totals: ScanTotals
        var counts: DetectionCounts
        var levels: LevelOrder
        var stopped: Bool
        var elapsed: Duration
    }

    private func scan(announce: @escaping @Sendable () -> Void) async throws -> Scanned {
        do {
            return try await onOwnThread(named: "tillwatch.scan") { try scanHere(announce) }
        } catch let error as FeedError {
            throw Failure(error)
        } catch let error as JournalError {
            throw Failure(error)
        }
    }

    private func scanHere(_ announce: () -> Void) throws -> Scanned {
        let printsEvents = !command.ledger && !command.output.printsTable
        let quarantine = try command.quarantine.map { try QuarantineFile(path: $0) }
        var progress = Progress(shown: Console.errorIsTerminal)
        let sizes = InputSizes(inputs)
        let run = try ScanRun(
            setup: setup, journal: journal, pseudonyms: pseudonyms, batchLines: command.batchLines,
            rejudge: command.rejudge)
        let redaction = try command.files.reveal.redaction(of: journal)
        if !run.loaded.isEmpty {
            announce()
            if printsEvents {
                try Console.output(
                    run.loaded.flatMap { EventEncoding.json(redaction.redacted($0)) + [0x0A] })
            }
        }
        var stopped = false
        for (index, input) in inputs.enumerated() where !stopped {
            let ending = try run.read(input, stop: stop) { report in
                if !report.events.isEmpty {
                    announce()
                    if printsEvents {
                        progress.clear()
                        try Console.output(
                            report.events.flatMap { EventEncoding.json(redaction.redacted($0)) + [0x0A] })
                    }
                }
                try quarantine?.append(report.quarantined)
                let events = run.totals.raised + run.totals.updated + run.totals.withdrawn
                progress.show(
                    lines: run.totals.read, bytes: sizes.before(index) + report.bytesRead, total: sizes.total,
                    events: events)
            }
            progress.clear()
            if let note = ending?.note { Console.message("\(visible(input)): \(note.message)") }
            stopped = ending == nil
        }
        progress.clear()
        return Scanned(
            totals: run.totals, counts: run.counts(), levels: LevelOrder(run.versions.live), stopped: stopped,
            elapsed: progress.elapsed)
    }

    private func finish(
        _ scanned: Scanned, delivered: DeliveryReport?, _ file: SummaryFile?
    ) async throws -> Int32? {
        do {
            return try await onOwnThread(named: "tillwatch.report") {
                try report(scanned, delivered: delivered, file)
            }
        } catch let error as JournalError {
            throw Failure(error)
        }
    }

    private func report(_ scanned: Scanned, delivered: DeliveryReport?, _ file: SummaryFile?) throws -> Int32?
    {
        let redaction = try command.files.reveal.redaction(of: journal)
        let standing = try journal.standingEvents().map { redaction.redacted($0) }
        if command.output.printsTable {
            try Console.output(alertTable(standing) + "\n")
        } else if command.ledger {
            try Console.output(standing.flatMap { EventEncoding.json($0) + [0x0A] })
        }
        let levels = scanned.levels
        var alerts = Dictionary(levels.names.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
        for alert in standing { alerts[alert.data.level, default: 0] += 1 }
        let summary = ScanSummary(
            totals: scanned.totals, counts: scanned.counts, alerts: alerts, stopped: scanned.stopped)
        try file?.write(summary)
        let waiting = command.journal == nil ? nil : try journal.outboxCounts()
        Console.message(
            SummaryText(
                summary: summary, levels: levels.names, elapsed: scanned.elapsed, outbox: waiting,
                delivered: delivered
            ).text)
        return exitCode(scanned, standing, delivered)
    }

    private func exitCode(_ scanned: Scanned, _ standing: [AlertEvent], _ delivered: DeliveryReport?)
        -> Int32?
    {
        if scanned.stopped { return Ending.interrupted }
        if scanned.totals.passed > 0, scanned.totals.journalled == 0 {
            Console.message(
                Failure(
                    "NOTHING_JOURNALLED",
                    "\(scanned.totals.passed) lines passed the screen and not one could be journalled",
                    help:
                        "look at the reasons above, or at the lines with --quarantine FILE; usually the feed file names the wrong column or time format"
                ).text)
            return Failure.Status.failed.rawValue
        }
        if let failure = delivered?.failure {
            Console.message(Failure(failure.code.rawValue, failure.message, help: failure.hint).text)
            return Failure.Status.failed.rawValue
        }
        if let delivered, delivered.waiting > 0 || delivered.refused > 0 {
            return Failure.Status.failed.rawValue
        }
        if let bound = command.failOn,
            standing.contains(where: {
                scanned.levels.isAsHigh($0.data.pack, level: $0.data.level, as: bound)
            })
        {
            return Ending.failOn
        }
        return nil
    }

    private static func inputs(_ given: [String]) throws -> [String] {
        if given.isEmpty {
            guard isatty(STDIN_FILENO) == 0 else {
                throw Failure(
                    "NO_INPUT", "no input", help: "name files, or pipe an export into `tillwatch scan … -`",
                    status: .unusable)
            }
            return ["-"]
        }
        return try InputName.expand(given)
    }

    private static func courier(_ journal: Journal, _ endpoint: Endpoint) throws -> Courier {
        do {
            let logger = ProgramLog.logger("tillwatch.courier")
            return try Courier(
                outbox: EndpointOutbox.alerts(journal), endpoint: endpoint,
                redaction: JournalRedaction(journal),
                policy: .brief,
                logger: logger)
        } catch {
            throw Failure(error.code.rawValue, error.message, help: error.hint)
        }
    }

    private static func tokenKey(_ command: ScanCommand) throws -> [UInt8] {
        do {
            let environment = ProcessInfo.processInfo.environment
            if let key = try TokenKey.load(file: command.tokenKeyFile, environment: environment) {
                return key
            }
        } catch {
            throw Failure("TOKEN_KEY", error.what, at: error.place, help: error.hint, status: .unusable)
        }
        guard command.journal == nil else {
            throw Failure(
                "TOKEN_KEY_MISSING",
                "a journal needs a token key: without one, the same buyer is somebody else next time",
                help:
                    "make one with `tillwatch key new --out token.key`, then give --token-key-file token.key or set \(TokenKey.environmentName)",
                status: .unusable)
        }
        return TokenKey.random()
    }
}
