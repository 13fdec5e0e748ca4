import Catalogue
import Documents
import Feeds
import Journal
import Logging
import Purchases
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
    private let now: @Sendable () -> EventTime
    private let stop = StopFlag()
    let wakeup: Wakeup
    let mailbox = Mailbox()

    /// - Parameters:
    ///   - now: the clock by which days end.
    ///   - announce: called after each commit that made events.
    package init(
        config: RunConfig, setup: Setup, journal: Journal, pseudonyms: Pseudonyms, rejudge: Bool,
        logger: Logger, now: @escaping @Sendable () -> EventTime = { EventTime.now },
        announce: @escaping @Sendable () -> Void
    ) throws {
        self.config = config
        self.setup = setup
        self.journal = journal
        self.pseudonyms = pseudonyms
        self.rejudge = rejudge
        self.logger = logger
        self.announce = announce
        self.now = now
        wakeup = try Wakeup()
    }

    package func run() async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await onOwnThread(named: "tillwatch.scan") {
                    defer { self.mailbox.close() }
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
            window: AcceptanceWindow(maxSkew: setup.feed.maxSkew, maxAge: setup.feed.maxAge),
            rejudge: rejudge)
        if !run.loaded.isEmpty { announce() }
        let names = PackNames(run.versions, catalogue: setup.catalogue.version)
        logger.info("judging", metadata: names.metadata(events: run.loaded.count))
        let unknown = setup.articles.map { articles in
            UnknownWatch(UnknownProducts(known: articles, feed: setup.feed), now: now, tell: tell)
        }
        defer { unknown?.end() }
        let source = try open(run, unknown?.products)
        var batch = DecodedBatch()
        while !stop.isSet {
            while let request = mailbox.take() { load(request, run, source, unknown?.products) }
            unknown?.look()
            switch try source.next(into: &batch, lines: config.batchLines) {
            case .batch: try commit(batch, run, source)
            case .nothingYet:
                let most: Int32 = source.descriptor == nil ? 250 : -1
                wakeup.wait(for: source.descriptor, milliseconds: unknown?.wait(atMost: most) ?? most)
            case .ended:
                logger.info("the source is at its end", metadata: ["source": "\(config.source.path)"])
                return report(run)
            }
        }
        report(run)
    }

    private func open(_ run: ScanRun, _ unknown: UnknownProducts?) throws -> any LineSource {
        let logger = logger
        let path = config.source.path
        let kept = path == InputName.standardInput ? nil : try journal.keptPosition(of: path)
        let source = try FileSource(
            path: path, follow: config.source.follow, feed: setup.feed, pseudonyms: pseudonyms,
            screening: run.screening, kept: kept, unknown: unknown,
            journalled: run.journalledKeys
        ) { notice in
            let metadata: Logger.Metadata = ["source": "\(path)"]
            switch notice {
            case .resumed(let position):
                logger.info("the source goes on at line \(position.line)", metadata: metadata)
            case .changed:
                logger.warning(
                    "the source is not the file that was read before; it is read from its beginning",
                    metadata: metadata)
            case .replaced:
                logger.notice("the source was replaced; it is read from its beginning", metadata: metadata)
            }
        }
        logger.info("reading", metadata: ["source": "\(path)", "follow": "\(config.source.follow)"])
        return source
    }

    private func commit(_ batch: DecodedBatch, _ run: ScanRun, _ source: any LineSource) throws {
        let report = try run.take(batch, mark: source.mark(before: batch.end), bytesRead: 0)
        if !report.events.isEmpty { announce() }
        logger.debug(
            "batch",
            metadata: [
                "read": "\(batch.read)", "watched": "\(batch.arrived.count)",
                "events": "\(report.events.count)",
            ])
    }

    /// Takes up another setup; one that cannot be taken up changes nothing.
    private func load(
        _ request: Mailbox.Request, _ run: ScanRun, _ source: any LineSource, _ unknown: UnknownProducts?
    ) {
        do {
            let events = try run.load(request.setup, rejudge: request.rejudge)
            let (screen, catalogue) = run.screening
            source.screen(by: screen, catalogue)
            if let articles = request.setup.articles { unknown?.know(articles) }
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
                "withdrawn": "\(totals.withdrawn)",
            ])
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
