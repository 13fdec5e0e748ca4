import Catalogue
import Feeds
import Journal
import Purchases

/// What it takes to read the files of one source: its feed, and what its lines are screened by.
///
/// Used by the thread that reads.
package final class FileReading {
    package let feed: FeedFile
    package let pseudonyms: Pseudonyms
    package var screening: (screen: WatchedProducts, catalogue: ProductCatalogue)
    /// Counts the lines whose product nobody knows.
    package let unknown: UnknownProducts?
    /// Whether every line is looked at for what it tells of the feed.
    private let observes: Bool
    /// The keys that a correction may have; nil where the feed needs none.
    private let journalled: JournalledKeys?
    /// What the journal keeps of a source of this name.
    private let kept: (String) throws -> KeptPosition?

    package init(
        feed: FeedFile, pseudonyms: Pseudonyms,
        screening: (screen: WatchedProducts, catalogue: ProductCatalogue), unknown: UnknownProducts? = nil,
        journalled: JournalledKeys? = nil, observes: Bool = false,
        kept: @escaping (String) throws -> KeptPosition?
    ) {
        self.feed = feed
        self.pseudonyms = pseudonyms
        self.screening = screening
        self.unknown = unknown
        self.observes = observes
        self.journalled = journalled
        self.kept = kept
    }

    /// Which times are accepted of lines that were not read before (2.7).
    var window: AcceptanceWindow { AcceptanceWindow(maxSkew: feed.maxSkew, maxAge: feed.maxAge) }

    /// Opens a file, or standard input, behind what was committed of it; does not wait for its first line.
    ///
    /// - Throws: `FeedError`, `JournalError`.
    package func open(
        _ path: String, follow: Bool, notice: @escaping (FileSource.Notice) -> Void
    ) throws -> FileSource {
        try FileSource(
            path: path, follow: follow, reading: self,
            kept: path == InputName.standardInput ? nil : try kept(path), notice: notice)
    }

    /// Whether a file is one that was read to its end, and has not changed since.
    func isFinished(_ path: String, size: Int64) throws -> Bool {
        guard let kept = try kept(path), let mark = kept.mark, kept.position.offset == size else {
            return false
        }
        return InputMark.of(path, before: size) == mark
    }

    /// Reads a body that is there already.
    func reader(of body: [UInt8], named name: String) throws(FeedError) -> FeedReader {
        try FeedReader(
            feed: feed, bytes: body, named: name, screen: screening.screen, catalogue: screening.catalogue,
            pseudonyms: pseudonyms, limits: limits, unknown: unknown, journalled: journalled,
            observes: observes)
    }

    /// What is kept of the lines that are looked at grows with them until the batch is committed.
    private var limits: FeedReader.Limits {
        observes ? FeedReader.Limits(read: 100_000) : FeedReader.Limits()
    }

    func reader(_ path: String, follow: Bool, from start: SourcePosition?) throws(FeedError) -> FeedReader {
        try FeedReader(
            feed: feed, source: path, screen: screening.screen, catalogue: screening.catalogue,
            pseudonyms: pseudonyms, limits: limits, from: start, waiting: follow ? .follows : .returns,
            unknown: unknown, journalled: journalled, observes: observes)
    }
}
