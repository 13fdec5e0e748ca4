import Catalogue
import Detection
import Feeds
import Foundation
import Journal
import Purchases
import Rules

/// Takes batches of lines through the flow: decoded and screened, journalled, judged, committed.
///
/// One run belongs to one thread, and every call blocks on the disk. A batch is committed whole or not at all; when
/// a commit fails the run must not be used before `recover`, because the detector may be ahead of the journal.
package final class ScanRun {
    /// What one batch came to, after its commit.
    package struct BatchReport {
        package var events: [AlertEvent]
        /// Lines that were quarantined in this batch, in the order of the input.
        package var quarantined: [QuarantinedLine]
        /// Bytes read of the input in hand.
        package var bytesRead: Int64
    }

    /// The end of an input, with what to say about one that held no lines.
    package struct Ending {
        package var note: FeedReader.Note?
    }

    package private(set) var totals = ScanTotals()
    /// What the packs that it was made with changed of a journal that others had judged.
    package private(set) var loaded: [AlertEvent] = []
    private var setup: Setup
    private let journal: Journal
    private let pseudonyms: Pseudonyms
    private var screen: WatchedProducts
    private let batchLines: Int
    /// The keys that a correction may have; nil where the feed needs none.
    package let journalledKeys: JournalledKeys?
    private var detector: Detector

    /// Replays the journal, so that detection goes on from there, and takes up the packs of the setup.
    ///
    /// - Parameters:
    ///   - batchLines: watched lines of one batch; at least 1.
    ///   - rejudge: whether alerts that stand may be judged anew by packs that the journal does not know (7.1).
    /// - Throws: `JournalError` when the journal cannot be read, or its packs cannot be changed so.
    package init(
        setup: Setup, journal: Journal, pseudonyms: Pseudonyms, batchLines: Int, rejudge: Bool = false
    ) throws {
        self.setup = setup
        self.journal = journal
        self.pseudonyms = pseudonyms
        self.batchLines = batchLines
        screen = WatchedProducts(setup.catalogue, journalled: try journal.products())
        journalledKeys = try ScanRun.keys(setup.feeds, journal)
        let change = try PackChange(setup, journal)
        detector = try Detector.replaying(
            journal, packs: change.kept, shadow: change.keptShadow, catalogue: setup.catalogue.version)
        loaded = try take(change, setup, rejudge: rejudge)
        loaded += try takeAccepted()
    }

    /// Journals and judges what operators accepted since the last run; `journal` knows the rest already.
    private func takeAccepted() throws -> [AlertEvent] {
        let lines = try journal.acceptedByHand()
        var events: [AlertEvent] = []
        for start in stride(from: 0, to: lines.count, by: max(1, batchLines)) {
            let input = BatchInput(
                arrived: Array(lines[start..<min(lines.count, start + max(1, batchLines))]), recorded: .now,
                deliver: journal.path != nil)
            let result = try journal.commit(batch: input) { lines in detector.apply(lines) }
            totals.add(result.events)
            events += result.events
        }
        return events
    }

    /// A filter with room for as many keys again as are journalled.
    private static func keys(_ feeds: [FeedFile], _ journal: Journal) throws -> JournalledKeys? {
        guard feeds.contains(where: { $0.corrections == .any && !$0.maps(.revision) }) else { return nil }
        let keys = JournalledKeys(count: max(1_000_000, try journal.counts().lines * 2))
        try journal.keys { for key in $0 { keys.insert(key) } }
        return keys
    }

    /// Judges and screens by another setup from the next batch on. The feed file stays.
    ///
    /// Nothing changes when it fails, but where the disk fails.
    ///
    /// - Returns: what became of the alerts, committed.
    /// - Throws: `JournalError`.
    package func load(_ setup: Setup, rejudge: Bool) throws -> [AlertEvent] {
        let change = try PackChange(setup, journal)
        let events = try take(change, setup, rejudge: rejudge)
        if setup.catalogue.version != self.setup.catalogue.version {
            screen = WatchedProducts(setup.catalogue, journalled: try journal.products())
        }
        self.setup = setup
        return events
    }

    /// Takes the detector back to what is committed, after a commit that failed; the run can then be used again.
    ///
    /// - Throws: `JournalError` when the journal cannot be read.
    package func recover() throws {
        let change = try PackChange(setup, journal)
        detector = try Detector.replaying(
            journal, packs: change.kept, shadow: change.keptShadow, catalogue: setup.catalogue.version)
    }

    /// Deletes what is kept for long enough; detection goes on from what is left.
    ///
    /// When it fails the run must not be used before `recover`.
    ///
    /// - Throws: `JournalError`.
    package func retain(_ plan: RetentionPlan, now: EventTime) throws -> RetentionReport {
        let change = try PackChange(setup, journal)
        let done = try Retention(journal, plan, now: now).run(
            packs: change.kept, shadow: change.keptShadow, catalogue: setup.catalogue.version)
        if let next = done.detector {
            detector = next
            screen = WatchedProducts(setup.catalogue, journalled: try journal.products())
        }
        totals.add(done.report.events)
        return done.report
    }

    /// The versions that judge now, and the shadow packs, by id and `from`.
    package private(set) var versions: (live: [Pack], shadow: [Pack]) = ([], [])

    private func take(_ change: PackChange, _ setup: Setup, rejudge: Bool) throws -> [AlertEvent] {
        var next = detector
        var events: [AlertEvent] = []
        if !change.isNothing || setup.catalogue.version != self.setup.catalogue.version {
            if !rejudge { try change.checkReach(of: detector, journal) }
            let changes = next.load(
                packs: change.live, shadow: change.shadow, catalogue: setup.catalogue.version)
            if !change.isNothing || !changes.isEmpty {
                events = try journal.adopt(
                    change.records, changes: changes, closings: next.closings, recorded: .now,
                    deliver: journal.path != nil)
            }
        }
        detector = next
        totals.add(events)
        let ordered = { (packs: [Pack]) in
            packs.sorted { $0.id == $1.id ? Pack.precedes($0, $1) : $0.id < $1.id }
        }
        versions = (ordered(change.live), ordered(change.shadow))
        return events
    }

    /// Reads one input to its end, batch by batch, which are decoded on a thread beside.
    ///
    /// - Parameters:
    ///   - input: a path, or `-` for standard input.
    ///   - stop: looked at between batches.
    ///   - each: called after the commit of every batch.
    /// - Returns: how the input ended; nil when it was stopped before its end.
    /// - Throws: `FeedError`, `JournalError`, or what `each` throws.
    package func read(
        _ input: String, stop: StopFlag, each: (BatchReport) throws -> Void
    ) throws -> Ending? {
        totals.inputs += 1
        let (setup, screen, pseudonyms, keys) = (setup, screen, pseudonyms, journalledKeys)
        let reading = ReadAhead(lines: batchLines) { () throws(FeedError) in
            try FeedReader(
                feed: setup.feed, source: input, screen: screen, catalogue: setup.catalogue,
                pseudonyms: pseudonyms, journalled: keys)
        }
        defer { reading.cancel() }
        while !stop.isSet {
            switch reading.next() {
            case .batch(let batch, let bytesRead): try each(try commit(batch, bytesRead: bytesRead))
            case .ended(let note): return Ending(note: note)
            case .failed(let error): throw error
            }
        }
        return nil
    }

    /// What a source screens by now.
    package var screening: (screen: WatchedProducts, catalogue: ProductCatalogue) {
        (screen, setup.catalogue)
    }

    /// Takes a batch of a source that is read by others.
    ///
    /// - Parameters:
    ///   - mark: what the source looks like before the end of the batch.
    ///   - window: which times are accepted of lines that were not read before; nil, as in `scan`, accepts every time.
    ///   - health: what is kept with it of how the feed is.
    package func take(
        _ batch: DecodedBatch, mark: [UInt8]?, window: AcceptanceWindow? = nil,
        health: HealthWrite? = nil, bytesRead: Int64
    ) throws -> BatchReport {
        try commit(batch, mark: mark, window: window, health: health, bytesRead: bytesRead)
    }

    /// How the ledger of the packs stands now.
    package func counts() -> DetectionCounts { detector.counts() }

    private func commit(
        _ batch: DecodedBatch, mark: [UInt8]? = nil, window: AcceptanceWindow? = nil,
        health: HealthWrite? = nil, bytesRead: Int64
    ) throws -> BatchReport {
        var input = BatchInput(
            arrived: batch.arrived, quarantined: batch.quarantined, position: batch.end, mark: mark,
            recorded: .now,
            deliver: journal.path != nil, window: window)
        input.health = health
        let result = try journal.commit(batch: input) { lines in detector.apply(lines) }
        totals.batches += 1
        totals.read += batch.read
        totals.screened += batch.screened + result.screened
        totals.masked += batch.masked
        totals.journalled += result.journalled
        totals.duplicates += result.duplicates
        totals.corrections += result.corrections
        totals.older += result.older
        totals.closed += result.closed
        for (field, count) in batch.unreadable { totals.unreadable[field, default: 0] += count }
        let quarantined = batch.quarantined + result.quarantined
        totals.quarantined += quarantined.count
        for line in quarantined { totals.reasons[line.reason.rawValue, default: 0] += 1 }
        totals.add(result.events)
        return BatchReport(events: result.events, quarantined: quarantined, bytesRead: bytesRead)
    }
}

extension EventTime {
    /// The clock of this machine; stamps when something was recorded, and never takes part in detection.
    static var now: EventTime {
        EventTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
