import Feeds
import Journal
import Pipeline
import Purchases
import Rules

/// The past that packs are tried on: the accepted lines of inputs or of a journal, in order of acceptance.
///
/// Held in memory once, however many packs are tried on it.
package struct Past: Sendable {
    package var lines: [JournalledLine]
    package var summary: PastSummary

    /// - Parameter totals: what became of the lines that were read; nil for those of a journal.
    package init(lines: [JournalledLine], totals: ScanTotals?) {
        self.lines = lines
        summary = PastSummary(lines: lines, totals: totals)
    }

    /// All that a journal holds. Blocks on the disk.
    ///
    /// - Returns: nil when it was stopped.
    package static func read(_ journal: Journal, stop: StopFlag) throws -> Past? {
        try read(journal, totals: nil, stop: stop)
    }

    private static func read(_ journal: Journal, totals: ScanTotals?, stop: StopFlag) throws -> Past? {
        var lines: [JournalledLine] = []
        try journal.replay { part in if !stop.isSet { lines += part } }
        return stop.isSet ? nil : Past(lines: lines, totals: totals)
    }

    /// Decodes inputs once, and accepts their lines as a scan does. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - setup: without packs, since nothing is judged yet.
    ///   - journal: an empty one in memory.
    ///   - each: called after every batch with what was read so far, the index of the input and the bytes read of it.
    ///   - note: called with an input that held no lines, and what to say about it.
    /// - Returns: nil when it was stopped before the end.
    package static func read(
        _ inputs: [String], setup: Setup, journal: Journal, pseudonyms: Pseudonyms, stop: StopFlag,
        each: (ScanTotals, Int, Int64) -> Void, note: (String, FeedReader.Note) -> Void
    ) throws -> Past? {
        let run = try ScanRun(setup: setup, journal: journal, pseudonyms: pseudonyms, batchLines: 1000)
        for (index, input) in inputs.enumerated() {
            let ending = try run.read(input, stop: stop) { report in
                each(run.totals, index, report.bytesRead)
            }
            guard let ending else { return nil }
            if let said = ending.note { note(input, said) }
        }
        return try read(journal, totals: run.totals, stop: stop)
    }
}

/// How much past there is.
package struct PastSummary: Sendable, Encodable, Hashable {
    /// Of the inputs; nil for a journal, which does not know what was screened out.
    package var read: Int?
    package var screened: Int?
    package var quarantined: Int?
    package var duplicates: Int?
    package var reasons: [String: Int]?
    /// Accepted versions of watched lines.
    package var lines: Int
    package var receipts: Int
    /// Stores and weeks with a watched line.
    package var stores: Int
    package var weeks: Int
    package var first: EventTime?
    package var last: EventTime?

    init(lines: [JournalledLine], totals: ScanTotals?) {
        read = totals?.read
        screened = totals?.screened
        quarantined = totals?.quarantined
        duplicates = totals?.duplicates
        reasons = totals?.reasons
        self.lines = lines.count
        receipts = Set(lines.lazy.map(\.line.key.receipt)).count
        stores = Set(lines.lazy.map(\.line.store)).count
        weeks = Set(lines.lazy.map { Week(of: $0.line.local.day) }).count
        first = lines.lazy.map(\.line.time).min()
        last = lines.lazy.map(\.line.time).max()
    }
}
