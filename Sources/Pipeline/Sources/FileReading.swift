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
    /// The keys that a correction may have; nil where the feed needs none.
    private let journalled: JournalledKeys?
    /// What the journal keeps of a source of this name.
    private let kept: (String) throws -> KeptPosition?

    package init(
        feed: FeedFile, pseudonyms: Pseudonyms,
        screening: (screen: WatchedProducts, catalogue: ProductCatalogue), unknown: UnknownProducts? = nil,
        journalled: JournalledKeys? = nil, kept: @escaping (String) throws -> KeptPosition?
    ) {
        self.feed = feed
        self.pseudonyms = pseudonyms
        self.screening = screening
        self.unknown = unknown
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
            pseudonyms: pseudonyms, unknown: unknown, journalled: journalled)
    }

    func reader(_ path: String, follow: Bool, from start: SourcePosition?) throws(FeedError) -> FeedReader {
        try FeedReader(
            feed: feed, source: path, screen: screening.screen, catalogue: screening.catalogue,
            pseudonyms: pseudonyms, from: start, waiting: follow ? .follows : .returns, unknown: unknown,
            journalled: journalled)
    }
}
