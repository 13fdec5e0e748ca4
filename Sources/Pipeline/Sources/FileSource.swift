import Catalogue
import Feeds
import Journal
import Purchases

/// One file, or standard input, read as it grows.
///
/// A file goes on where the journal's last commit came to, unless it is another file by now: then, and where the feed
/// makes its line numbers from what came before, it is read from its beginning, which changes nothing that is known.
package final class FileSource: LineSource {
    package enum Notice: Sendable, Hashable {
        /// It goes on after what was committed.
        case resumed(SourcePosition)
        /// What stands before the committed place is not what was read there.
        case changed
        /// The name leads to another file, or the file was cut; it is read from its beginning.
        case replaced
    }

    private let path: String
    private let follow: Bool
    private let reading: FileReading
    private let notice: (Notice) -> Void
    private var reader: FeedReader
    private var isLeaving = false

    /// Opens the source; does not wait for its first line.
    ///
    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - follow: whether more may be written to the file.
    ///   - reading: how it is decoded, and what its lines are screened by.
    ///   - kept: what the journal keeps of a source of this name.
    ///   - notice: is told what a person may want to know.
    /// - Throws: `FeedError`.
    package init(
        path: String, follow: Bool, reading: FileReading, kept: KeptPosition?,
        notice: @escaping (Notice) -> Void
    ) throws {
        self.path = path
        self.follow = follow
        self.reading = reading
        self.notice = notice
        var start: SourcePosition?
        if path != InputName.standardInput, let kept, let mark = kept.mark, !reading.feed.linesFromContent {
            let isSame = InputMark.of(path, before: kept.position.offset) == mark
            if isSame { start = kept.position }
            notice(isSame ? .resumed(kept.position) : .changed)
        }
        reader = try reading.reader(path, follow: follow, from: start)
    }

    package var window: AcceptanceWindow { reading.window }

    package var descriptor: Int32? { reader.descriptor }

    /// Nothing tells that a file grew.
    package var patience: Int32 { reader.descriptor == nil ? 250 : -1 }

    package func next(into batch: inout DecodedBatch, lines: Int) throws -> SourceStep {
        if try reader.next(into: &batch, lines: lines) { return .batch }
        if reader.isPaused {
            guard reader.isReplaced, !isLeaving else { return .nothingYet }
            // What is left of the old file comes to its end first.
            isLeaving = true
            reader.endHere()
            return try next(into: &batch, lines: lines)
        }
        guard isLeaving else { return .ended }
        notice(.replaced)
        isLeaving = false
        reader = try reading.reader(path, follow: follow, from: nil)
        return try next(into: &batch, lines: lines)
    }

    package func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue) {
        reading.screening = (screen, catalogue)
        reader.screen(by: screen, catalogue)
    }

    package func mark(before place: SourcePosition) -> [UInt8]? { reader.mark(before: place) }
}
