import Catalogue
import Documents
import Feeds
import Fetching
import Journal
import Logging
import Purchases
import Push
import Queries
import Spool

/// The sources of a service, asked in turn, one batch each: none keeps another one waiting.
///
/// A source that fails is told and opened again later, with growing pauses, as long as others go on. Used by the thread
/// that reads.
final class SourceSet {
    private struct Place {
        let config: RunConfig.Source
        let reading: FileReading
        var source: (any LineSource)?
        var hasEnded = false
        var failures = 0
        /// When it is opened again.
        var retry = EventTime.distantPast
    }

    private var places: [Place]
    private let queues: [String: PushQueue]
    private let now: () -> EventTime
    private let logger: Logger
    /// Where the next round begins.
    private var turn = 0
    /// The source that gave the last batch.
    private var last: Int?

    /// Opens all sources.
    ///
    /// - Parameters:
    ///   - queues: of the sources that are sent lines, by their names.
    ///   - reading: how the lines of a source are read.
    /// - Throws: what keeps the first one that fails from being opened.
    init(
        _ sources: [RunConfig.Source], queues: [String: PushQueue], logger: Logger,
        now: @escaping () -> EventTime,
        reading: (RunConfig.Source) -> FileReading
    ) throws {
        self.queues = queues
        self.now = now
        self.logger = logger
        places = sources.map { Place(config: $0, reading: reading($0)) }
        for index in places.indices { try open(index) }
    }

    /// Whether nothing will come any more.
    var hasEnded: Bool { places.allSatisfy(\.hasEnded) }

    /// Reads a batch from the next source that has one; nil when none has.
    ///
    /// - Throws: what the only source fails with; where there are several the others go on.
    func next(into batch: inout DecodedBatch, lines: Int) throws -> (any LineSource)? {
        if let last { places[last].source?.committed() }
        last = nil
        for step in places.indices {
            let index = (turn + step) % places.count
            guard try ask(index, &batch, lines) else { continue }
            turn = index + 1
            last = index
            return places[index].source
        }
        return nil
    }

    /// The source that gave the last batch.
    var lastConfig: RunConfig.Source? { last.map { places[$0].config } }

    /// What a wait for more can poll.
    var descriptors: [Int32] { places.compactMap { $0.source?.descriptor } }

    /// After how many milliseconds at most some source is to be asked again; -1 is never.
    var patience: Int32 {
        let time = now().microseconds
        let waits = places.compactMap { place -> Int32? in
            if place.hasEnded { return nil }
            guard let source = place.source else {
                return Int32(clamping: max(0, place.retry.microseconds - time) / 1_000 + 1)
            }
            return source.patience < 0 ? nil : source.patience
        }
        return waits.min() ?? -1
    }

    /// Tells all sources that they are not asked any more; what was not committed is not acknowledged.
    func end() {
        for place in places { place.source?.end() }
    }

    /// Screens by other products from the next record of each source on.
    func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue) {
        for place in places {
            place.reading.screening = (screen, catalogue)
            place.source?.screen(by: screen, catalogue)
        }
    }

    private func ask(_ index: Int, _ batch: inout DecodedBatch, _ lines: Int) throws -> Bool {
        if places[index].hasEnded { return false }
        do {
            if places[index].source == nil {
                guard now() >= places[index].retry else { return false }
                try open(index)
            }
            switch try places[index].source?.next(into: &batch, lines: lines) {
            case .batch:
                places[index].failures = 0
                return true
            case .nothingYet, nil: return false
            case .ended:
                logger.info("the source is at its end", metadata: ["source": "\(places[index].config.name)"])
                places[index].hasEnded = true
                places[index].source = nil
                return false
            }
        } catch let error as FeedError where places.count > 1 {
            fail(index, error)
            return false
        }
    }

    private func fail(_ index: Int, _ error: FeedError) {
        places[index].source = nil
        places[index].failures += 1
        let pause = min(600, 5 << min(places[index].failures - 1, 7))
        places[index].retry = EventTime(microseconds: now().microseconds + Int64(pause) * 1_000_000)
        logger.error(
            "a source cannot be read; the others go on",
            metadata: [
                "source": "\(places[index].config.name)", "again_in": "\(pause)s",
                "error": "\(error.diagnostic.rendered(color: false))",
            ])
    }

    private func open(_ index: Int) throws {
        let config = places[index].config
        let notices = SourceNotices(name: config.name, logger: logger)
        switch config.kind {
        case .file(let path, let follow):
            places[index].source = try places[index].reading.open(path, follow: follow) {
                notices.tell($0, of: path)
            }
        case .folder(let plan):
            places[index].source = FolderSource(
                plan: plan, reading: places[index].reading, now: now, notice: notices.tell)
        case .push:
            places[index].source = queues[config.name].map {
                PushSource(name: config.name, reading: places[index].reading, queue: $0)
            }
        case .pull(let plan):
            places[index].source = try SpoolSource(
                spool: SpoolFolder(path: plan.spool), filler: plan.filler, every: .seconds(plan.every),
                reading: places[index].reading, now: now, notice: notices.tell)
        case .query(let plan):
            places[index].source = try SpoolSource(
                spool: SpoolFolder(path: plan.spool), filler: QueryFiller(plan: plan),
                every: .seconds(plan.every), reading: places[index].reading, now: now, notice: notices.tell)
        }
        logger.info("reading", metadata: ["source": "\(config.name)", "from": "\(config.kind.place)"])
    }
}
