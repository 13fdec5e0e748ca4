import Catalogue
import Documents
import Feeds
import Journal
import Logging
import Purchases
import Push
import ServiceLifecycle

/// The thread that reads, judges and commits, until its source ends or the service does.
///
/// A setup that is put into the mailbox is taken up between two batches; a source that is silent is waited for without
/// keeping anybody else waiting.
package final class ScanService: Service {
    private let config: RunConfig
    private let journal: Journal
    private let pseudonyms: Pseudonyms
    private let setup: Setup
    private let rejudge: Bool
    private let logger: Logger
    private let announce: @Sendable () -> Void
    private let announceHealth: @Sendable () -> Void
    private let figures: ServiceFigures?
    private let now: @Sendable () -> EventTime
    private let stop = StopFlag()
    let wakeup: Wakeup
    let mailbox = Mailbox()
    /// Of the sources that are sent lines, by their names.
    private let queues: [String: PushQueue]

    /// - Parameters:
    ///   - now: the clock by which days end.
    ///   - figures: counts what is done.
    ///   - announce: called after each commit that made events.
    ///   - announceHealth: called when events about feeds are in the outbox.
    package init(
        config: RunConfig, setup: Setup, journal: Journal, pseudonyms: Pseudonyms, rejudge: Bool,
        logger: Logger, figures: ServiceFigures? = nil,
        now: @escaping @Sendable () -> EventTime = { EventTime.now },
        announce: @escaping @Sendable () -> Void, announceHealth: @escaping @Sendable () -> Void = {}
    ) throws {
        self.config = config
        self.setup = setup
        self.journal = journal
        self.pseudonyms = pseudonyms
        self.rejudge = rejudge
        self.logger = logger
        self.announce = announce
        self.announceHealth = announceHealth
        self.figures = figures
        self.now = now
        let wakeup = try Wakeup()
        self.wakeup = wakeup
        var queues: [String: PushQueue] = [:]
        for case (let name, .push(let plan)) in config.sources.map({ ($0.name, $0.kind) }) {
            queues[name] = PushQueue(bytesMax: plan.waitingMax) { wakeup.wake() }
        }
        self.queues = queues
    }

    /// The servers of the sources that are sent lines; they go on answering until after this service has ended.
    ///
    /// - Throws: `ServiceError` where tokens or certificates cannot be used.
    package func pushServers(logger: Logger) throws -> [PushServer] {
        try config.sources.compactMap { source in
            guard case .push(let plan) = source.kind, let queue = queues[source.name] else { return nil }
            return PushServer(plan: try plan.server(), queue: queue, logger: logger) { port in
                logger.info(
                    "listening",
                    metadata: [
                        "source": "\(source.name)", "address": "\(plan.host):\(port)", "path": "\(plan.path)",
                    ])
            }
        }
    }

    package func run() async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await onOwnThread(named: "tillwatch.scan") {
                    defer {
                        self.mailbox.close()
                        for queue in self.queues.values { queue.close() }
                    }
                    try self.work()
                }
            } onGracefulShutdown: {
                self.end()
            }
        } onCancel: {
            end()
        }
    }

    private func end() {
        stop.set()
        wakeup.wake()
    }

    private func work() throws {
        let run = try ScanRun(
            setup: setup, journal: journal, pseudonyms: pseudonyms, batchLines: config.batchLines,
            rejudge: rejudge)
        if !run.loaded.isEmpty { announce() }
        let names = PackNames(run.versions, catalogue: setup.catalogue.version)
        logger.info("judging", metadata: names.metadata(events: run.loaded.count))
        let watches = setup.articles.map { articles in
            setup.feeds.map { UnknownWatch(UnknownProducts(known: articles, feed: $0), now: now, tell: tell) }
        }
        defer { for watch in watches ?? [] { watch.end() } }
        let health = try config.health.map {
            try HealthWatch(
                $0, sources: config.sources.map(\.name), delivers: !config.feedDeliveries.isEmpty,
                journal: journal, now: now, logger: logger,
                announce: announceHealth)
        }
        figures?.count(run.loaded)
        let patience = DiskPatience(journal, figures: figures, logger: logger, wait: waitForRoom)
        let retention = config.retain.map { DailyRetention($0, now: now, logger: logger) }
        try retain(retention, run, nil, patience)
        let sources = try open(run, watches)
        defer { sources.end() }
        figures?.begun()
        var batch = DecodedBatch()
        while !stop.isSet {
            while let request = mailbox.take() { load(request, run, sources, watches ?? []) }
            for watch in watches ?? [] { watch.look() }
            try retain(retention, run, sources, patience)
            if let health { try patience.doing { try health.look() } }
            if let health { figures?.set(findings: health.open) }
            if let source = try sources.next(into: &batch, lines: config.batchLines) {
                try commit(batch, run, source, sources.lastConfig.map { ($0, health) }, patience)
            } else if sources.hasEnded {
                return report(run)
            } else {
                let longest = health?.wait(atMost: sources.patience) ?? sources.patience
                let most = retention?.wait(atMost: longest) ?? longest
                wakeup.wait(
                    for: sources.descriptors, milliseconds: watches?.first?.wait(atMost: most) ?? most)
            }
        }
        report(run)
    }

    /// Deletes what is kept for long enough, where it is time; the products of which nothing is left are screened out again.
    private func retain(
        _ retention: DailyRetention?, _ run: ScanRun, _ sources: SourceSet?, _ patience: DiskPatience
    ) throws {
        guard let retention else { return }
        let report = try retention.look { plan, time in
            try patience.doing(takingBack: run.recover) { try run.retain(plan, now: time) }
        }
        guard let report else { return }
        figures?.retained(at: now())
        figures?.count(report.events)
        let (screen, catalogue) = run.screening
        sources?.screen(by: screen, catalogue)
        if !report.events.isEmpty { announce() }
    }

    private func open(_ run: ScanRun, _ watches: [UnknownWatch]?) throws -> SourceSet {
        let feeds = config.feeds
        return try SourceSet(config.sources, queues: queues, logger: logger, now: now) { source in
            let place = feeds.firstIndex(of: source.feed) ?? 0
            return FileReading(
                feed: setup.feeds[place], pseudonyms: pseudonyms, screening: run.screening,
                unknown: watches?[place].products, journalled: run.journalledKeys,
                observes: config.health != nil,
                kept: journal.keptPosition)
        }
    }

    private func commit(
        _ batch: DecodedBatch, _ run: ScanRun, _ source: any LineSource,
        _ watched: (config: RunConfig.Source, health: HealthWatch?)?, _ patience: DiskPatience
    ) throws {
        let write = watched.flatMap { $0.health?.take(batch.sights, from: $0.config) }
        let before = run.totals
        let mark = source.mark(before: batch.end)
        let report = try patience.doing(takingBack: run.recover) {
            try run.take(batch, mark: mark, window: source.window, health: write, bytesRead: 0)
        }
        watched?.health?.committed()
        if let config = watched?.config {
            figures?.count(
                config.name, before, run.totals, events: report.events, newest: batch.newest, now: now())
        }
        if !report.events.isEmpty { announce() }
        logger.debug(
            "batch",
            metadata: [
                "read": "\(batch.read)", "watched": "\(batch.arrived.count)",
                "events": "\(report.events.count)",
            ])
    }

    /// A moment in which the disk is full: who asks for a reload is told so.
    private func waitForRoom(_ error: JournalError) throws {
        while let request = mailbox.take() { request.answer(.failure(error)) }
        guard !stop.isSet else { throw error }
        wakeup.wait(for: [], milliseconds: 1000)
        guard !stop.isSet else { throw error }
    }

    /// Takes up another setup; one that cannot be taken up changes nothing.
    private func load(
        _ request: Mailbox.Request, _ run: ScanRun, _ sources: SourceSet, _ watches: [UnknownWatch]
    ) {
        do {
            let events = try run.load(request.setup, rejudge: request.rejudge)
            figures?.count(events)
            let (screen, catalogue) = run.screening
            sources.screen(by: screen, catalogue)
            if let articles = request.setup.articles {
                for watch in watches { watch.products.know(articles) }
            }
            if !events.isEmpty { announce() }
            let names = PackNames(run.versions, catalogue: catalogue.version)
            request.answer(.success(Mailbox.Loaded(versions: names, events: events)))
        } catch {
            request.answer(.failure(error))
        }
    }

    private func tell(_ counts: UnknownProducts.Counts) {
        let examples = counts.examples.map { "\(quoted($0.product)) (\($0.lines))" }
        logger.log(
            level: counts.lines > 0 ? .notice : .info, "products at the tills that nobody knows",
            metadata: [
                "products": "\(counts.products)", "lines": "\(counts.lines)", "beyond": "\(counts.beyond)",
                "most": "\(examples.joined(separator: ", "))",
            ])
    }

    private func report(_ run: ScanRun) {
        let totals = run.totals
        logger.info(
            "scanned",
            metadata: [
                "read": "\(totals.read)", "screened": "\(totals.screened)",
                "journalled": "\(totals.journalled)",
                "quarantined": "\(totals.quarantined)", "raised": "\(totals.raised)",
                "updated": "\(totals.updated)",
                "withdrawn": "\(totals.withdrawn)", "masked": "\(totals.masked)",
            ])
    }
}

extension DecodedBatch {
    /// The latest time of its lines: of all, where all are looked at, else of those that are watched.
    var newest: EventTime? {
        let seen = sights.tills.lazy.compactMap { $0.receipts.lazy.map(\.time).max() }.max()
        return seen ?? arrived.lazy.map(\.line.time).max()
    }
}

extension PackNames {
    func metadata(events: Int) -> Logger.Metadata {
        [
            "packs": "\(live.joined(separator: ", "))", "shadow": "\(shadow.joined(separator: ", "))",
            "catalogue": "\(catalogue)", "events": "\(events)",
        ]
    }
}
