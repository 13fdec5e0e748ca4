import Catalogue
import Detection
import Feeds
import Foundation
import Journal
import Purchases

/// Takes batches of lines through the flow: decoded and screened, journalled, judged, committed.
///
/// One run belongs to one thread, and every call blocks on the disk. A batch is committed whole or not at all; when
/// a commit fails the run must not be used any further, because the detector may be ahead of the journal.
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
    private let setup: Setup
    private let journal: Journal
    private let pseudonyms: Pseudonyms
    private let screen: WatchedProducts
    private let batchLines: Int
    private var detector: Detector

    /// Replays the journal, so that detection goes on from there.
    ///
    /// - Parameter batchLines: watched lines of one batch; at least 1.
    /// - Throws: `JournalError` when the journal cannot be read, or was made with other packs.
    package init(setup: Setup, journal: Journal, pseudonyms: Pseudonyms, batchLines: Int) throws {
        self.setup = setup
        self.journal = journal
        self.pseudonyms = pseudonyms
        self.batchLines = batchLines
        screen = WatchedProducts(setup.catalogue, journalled: try journal.products())
        detector = try Detector.replaying(
            journal, packs: setup.packs, catalogue: setup.catalogue.version)
    }

    /// Reads one input to its end, batch by batch.
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
        let reader = try FeedReader(
            feed: setup.feed, source: input, screen: screen, catalogue: setup.catalogue,
            pseudonyms: pseudonyms)
        totals.inputs += 1
        var batch = DecodedBatch()
        while true {
            if stop.isSet { return nil }
            guard try reader.next(into: &batch, lines: batchLines) else { return Ending(note: reader.note) }
            try each(try commit(batch, bytesRead: reader.bytesRead))
        }
    }

    /// How the ledger of the packs stands now.
    package func counts() -> DetectionCounts { detector.counts() }

    private func commit(_ batch: DecodedBatch, bytesRead: Int64) throws -> BatchReport {
        let input = BatchInput(
            arrived: batch.arrived, quarantined: batch.quarantined, position: batch.end, recorded: .now,
            deliver: journal.path != nil)
        let result = try journal.commit(batch: input) { lines in detector.apply(lines) }
        totals.batches += 1
        totals.read += batch.read
        totals.screened += batch.screened
        totals.journalled += result.journalled
        totals.duplicates += result.duplicates
        totals.corrections += result.corrections
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
