import Catalogue
import Feeds
import Journal
import Purchases

/// One file, or standard input, read as it grows.
///
/// A file goes on where the journal's last commit came to, unless it is another file by now: then, and where the feed
/// makes its line numbers from what came before, it is read from its beginning, which changes nothing that is known.
/// What a followed file held when it was moved away is read to its end before the one that took its name, also where that
/// happened while nothing was reading.
package final class FileSource: LineSource {
    package enum Notice: Sendable, Hashable {
        /// It goes on after what was committed.
        case resumed(SourcePosition)
        /// What stands before the committed place is not what was read there.
        case changed
        /// The name leads to another file, or the file was cut; it is read from its beginning.
        case replaced
        /// A file of that path was it once, and holds lines that were not read.
        case leftOver(String)
        /// Such a file cannot be read; what it holds is left out.
        case leftOut(String, FeedError)
    }

    private let path: String
    private let follow: Bool
    private let reading: FileReading
    private let notice: (Notice) -> Void
    private var reader: FeedReader
    private var isLeaving = false
    /// Files that are read before the one of the path.
    private var rotated: [RotatedFiles.Part] = []
    private var isInRotated = false
    /// Those that were read since the file was left, as they were then.
    private var finished: [String: FileStatus] = [:]
    /// Where reading of the file came to, by which it is known again under another name.
    private var known: KeptPosition?

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
        var isSame = true
        if path != InputName.standardInput, let kept, let mark = kept.mark {
            isSame = InputMark.of(path, before: kept.position.offset) == mark
            if isSame { known = kept }
            if !reading.feed.linesFromContent {
                if isSame { start = kept.position }
                notice(isSame ? .resumed(kept.position) : .changed)
            }
        }
        reader = try reading.reader(path, follow: follow, from: start)
        if follow, !isSame, let kept { leave(kept) }
    }

    package var window: AcceptanceWindow { reading.window }

    package var descriptor: Int32? { reader.descriptor }

    /// Nothing tells that a file grew.
    package var patience: Int32 { reader.descriptor == nil ? 250 : -1 }

    package func next(into batch: inout DecodedBatch, lines: Int) throws -> SourceStep {
        if follow, isRewritten { try beginAgain() }
        do throws(FeedError) {
            if try reader.next(into: &batch, lines: lines) { return .batch }
        } catch {
            guard isInRotated else { throw error }
            notice(.leftOut(reader.source, error))
        }
        if reader.isPaused {
            guard reader.isReplaced, !isLeaving else { return .nothingYet }
            // What is left of the old file comes to its end first.
            isLeaving = true
            reader.endHere()
            return try next(into: &batch, lines: lines)
        }
        guard isLeaving || isInRotated else { return .ended }
        if isLeaving {
            try beginAgain()
        } else if !openRotated() {
            try openNewest()
        }
        return try next(into: &batch, lines: lines)
    }

    package func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue) {
        reading.screening = (screen, catalogue)
        reader.screen(by: screen, catalogue)
    }

    package func mark(before place: SourcePosition) -> [UInt8]? {
        let mark = reader.mark(before: place)
        known = KeptPosition(position: place, mark: mark)
        if !isInRotated { finished.removeAll() }
        return mark
    }

    /// Whether the file was cut and written anew, by now beyond the place that reading came to.
    private var isRewritten: Bool {
        guard !isInRotated, !isLeaving, !reader.isReplaced, let known, let mark = known.mark else {
            return false
        }
        return InputMark.of(path, before: known.position.offset) != mark
    }

    /// Reads the file that has the name now, after what was left of the one that had it.
    private func beginAgain() throws {
        notice(.replaced)
        isLeaving = false
        try openNewest()
    }

    /// Opens the file that has the name now, and before it whatever was moved away until then.
    private func openNewest() throws {
        // In this order: one that is moved away in between is listed.
        reader = try reading.reader(path, follow: follow, from: nil)
        isInRotated = false
        if let known { leave(known) }
    }

    /// Goes to what was left unread when the file of that place was moved away.
    private func leave(_ kept: KeptPosition) {
        known = kept
        rotated = RotatedFiles.unread(of: path, after: kept).filter { finished[$0.path] != $0.status }
        if reading.feed.linesFromContent { for index in rotated.indices { rotated[index].start = nil } }
        isInRotated = openRotated()
        if !isInRotated { known = nil }
    }

    /// Opens the next file that was moved away; false where there is none.
    private func openRotated() -> Bool {
        while !rotated.isEmpty {
            let part = rotated.removeFirst()
            finished[part.path] = part.status
            do throws(FeedError) {
                reader = try reading.reader(part.path, follow: false, from: part.start)
                notice(.leftOver(part.path))
                return true
            } catch {
                notice(.leftOut(part.path, error))
            }
        }
        return false
    }
}
