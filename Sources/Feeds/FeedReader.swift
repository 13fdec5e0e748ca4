import Catalogue
import Delimited
import Documents
import Purchases

/// Reads one input of a feed, batch by batch: bytes in, lines that passed the screen out.
///
/// Synchronous, and blocking unless told to return where nothing is there yet; used by one thread at a time. Memory is bounded by the buffer (about 1.3 MB), the batch and,
/// for feeds whose line parts are made from the content, the watched lines of the input.
package final class FeedReader {
    /// Something about an input that is no error and that a person wants to know.
    package enum Note: Sendable, Hashable {
        case empty
        case headerOnly
        /// Lines were there, and not one was.
        case blankLinesOnly
        /// An archive with nothing in it that may hold lines.
        case noMembers

        package var message: String {
            switch self {
            case .empty: "is empty: no lines"
            case .headerOnly: "has a header and no lines"
            case .blankLinesOnly: "holds blank lines only"
            case .noMembers: "is an archive that holds no file to read"
            }
        }
    }

    /// Bounds that tests make small.
    package struct Limits: Sendable, Hashable {
        package var bounds: RecordBounds
        /// Bytes of one read.
        package var chunk: Int
        /// Lines read into one batch at most.
        package var read: Int
        /// Quarantined lines of one batch at most.
        package var quarantined: Int
        /// Bytes of the lines of one batch that passed; for the rest of its last receipt as many again.
        package var kept: Int64
        /// Lines read on at most to find the end of the batch's last receipt.
        package var receipt: Int
        package var unpacking: UnpackBounds

        package init(
            bounds: RecordBounds = RecordBounds(), chunk: Int = 1 << 18, read: Int = 1_000_000,
            quarantined: Int = 10_000, kept: Int64 = 16 << 20, receipt: Int = 1_000,
            unpacking: UnpackBounds = UnpackBounds()
        ) {
            self.bounds = bounds
            self.chunk = chunk
            self.read = read
            self.quarantined = quarantined
            self.kept = kept
            self.receipt = receipt
            self.unpacking = unpacking
        }
    }

    /// A decoded line that belongs to the next batch.
    private struct Held {
        var line: ArrivedLine
        var unreadable: [String: Int]
        var masked: Int
        var sight: LineSight?
        /// Where another reading goes on with it.
        var start: SourcePosition
    }

    package let source: String
    private let feed: FeedFile
    private let input: InputBuffer
    private var screen: WatchedProducts
    private let limits: Limits
    private let start: SourcePosition?
    private let pseudonyms: Pseudonyms
    private let unknown: UnknownProducts?
    /// Whether every line is looked at for what it tells of the feed.
    private let observes: Bool
    /// One of them is there; not an enum, so that each is changed in place and never copied.
    private var delimited: DelimitedSource?
    private var jsonLines: JSONLinesSource?
    private var parsed: ParsedSource?
    private var decoder: LineDecoder
    private var held: Held?
    private var linesRead: Int64 = 0
    private var isOpened = false
    private var isAtEnd = false
    /// An archive without anything to read.
    private var hasNoMember = false
    /// What the members of an archive before this one came to.
    private var before: Int64 = 0
    /// What ended reading; thrown after the batch of what came before it.
    private var failure: FeedError?
    /// Whether the last call of `next` ended because nothing more was there yet.
    package private(set) var isPaused = false

    /// Opens an input and, where reading blocks, reads its header; blocks until that is there.
    ///
    /// - Parameters:
    ///   - source: a file, or `-` for standard input.
    ///   - screen: the products of the catalogue and of the journal.
    ///   - start: where to go on after the header, in a file that was read so far before.
    ///   - waiting: what to do where nothing is there yet.
    ///   - unknown: counts the lines that are dropped and whose product nobody knows.
    ///   - journalled: the keys that the journal may hold, by which `corrections: any` tells corrections where the feed has
    ///     no revisions. Keys of lines that arrive are put in.
    ///   - observes: fills `sights`; then no line is dropped before its cells were read.
    /// - Throws: what makes the whole input unreadable.
    package convenience init(
        feed: FeedFile, source: String, screen: WatchedProducts, catalogue: ProductCatalogue,
        pseudonyms: Pseudonyms, limits: Limits = Limits(), from start: SourcePosition? = nil,
        waiting: InputWaiting = .blocks, unknown: UnknownProducts? = nil, journalled: JournalledKeys? = nil,
        observes: Bool = false
    ) throws(FeedError) {
        let input = try InputBuffer(
            source: source, kept: limits.bounds.record + 4, chunk: limits.chunk, waiting: waiting,
            unpacking: limits.unpacking)
        try self.init(
            feed, input, source, screen, catalogue, pseudonyms, limits, from: start, unknown, journalled,
            observes)
    }

    /// Reads bytes that are there already, such as the body of a request.
    ///
    /// - Parameter source: what stands as the source of its lines.
    /// - Throws: what makes the whole input unreadable.
    package convenience init(
        feed: FeedFile, bytes: [UInt8], named source: String, screen: WatchedProducts,
        catalogue: ProductCatalogue, pseudonyms: Pseudonyms, limits: Limits = Limits(),
        unknown: UnknownProducts? = nil, journalled: JournalledKeys? = nil, observes: Bool = false
    ) throws(FeedError) {
        let input = try InputBuffer(
            source: source, bytes: bytes, kept: limits.bounds.record + 4,
            chunk: max(4_096, min(limits.chunk, bytes.count)), unpacking: limits.unpacking)
        try self.init(
            feed, input, source, screen, catalogue, pseudonyms, limits, from: nil, unknown, journalled,
            observes)
    }

    private init(
        _ feed: FeedFile, _ input: InputBuffer, _ source: String, _ screen: WatchedProducts,
        _ catalogue: ProductCatalogue, _ pseudonyms: Pseudonyms, _ limits: Limits,
        from start: SourcePosition?, _ unknown: UnknownProducts?, _ journalled: JournalledKeys?,
        _ observes: Bool
    ) throws(FeedError) {
        self.feed = feed
        self.input = input
        self.source = source
        self.screen = screen
        self.pseudonyms = pseudonyms
        self.limits = limits
        self.start = start
        self.unknown = unknown
        self.observes = observes
        decoder = LineDecoder(
            feed: feed, screen: screen, catalogue: catalogue, pseudonyms: pseudonyms,
            journalled: feed.corrections == .any ? journalled ?? JournalledKeys(count: 0) : nil)
        if input.waiting == .blocks { try open() }
    }

    /// How many bytes of the input were read, as it is: of one that is compressed, compressed bytes.
    package var bytesRead: Int64 {
        input.layers?.isArchive == true ? min(input.bytesRead, totalBytes ?? .max) : input.bytesRead
    }
    /// Nil where the input is no file.
    package var totalBytes: Int64? { input.totalBytes }

    /// What to say about an input that was read to its end and held no lines; else nil.
    package var note: Note? {
        guard isAtEnd, linesRead == 0 else { return nil }
        if hasNoMember { return .noMembers }
        if before + input.textRead == 0 { return .empty }
        return delimited?.hasHeader == true ? .headerOnly : .blankLinesOnly
    }

    /// Reads the next batch, which replaces what `batch` held.
    ///
    /// A batch ends when `lines` lines arrived and the next one to arrive belongs to another receipt, at a bound of
    /// `Limits`, or, where reading does not block, when nothing more is there yet.
    /// - Returns: false when the batch holds nothing: the input is at its end, or `isPaused`.
    package func next(into batch: inout DecodedBatch, lines: Int) throws(FeedError) -> Bool {
        batch.removeAll()
        isPaused = false
        if let failure { throw failure }
        do throws(FeedError) {
            if !isOpened { try open() }
        } catch {
            guard error.isPause else { throw error }
            isPaused = true
            return false
        }
        if let held {
            self.held = nil
            batch.read = 1
            take(held, &batch)
        }
        var counts = LineCounts(read: batch.read, screened: 0)
        var kept: Int64 = 0
        while !isAtEnd, batch.quarantined.count < limits.quarantined, kept < limits.kept * 2 {
            let isFull = batch.arrived.count >= lines || kept >= limits.kept
            if isFull, batch.arrived.count >= lines, batch.arrived.count - lines >= limits.receipt { break }
            let limit = isFull ? min(limits.read, counts.read + limits.receipt) : limits.read
            let noted = unknown?.noted
            let next: RecordStep
            do throws(FeedError) {
                next = try step(&counts, limit: limit)
            } catch {
                if error.isPause {
                    isPaused = true
                } else if counts.read > 0 {
                    failure = located(error)
                } else {
                    throw located(error)
                }
                break
            }
            guard case .passed(let place) = next else { break }
            kept += self.place.offset - place.offset
            let position = SourcePosition(source: input.source, line: place.line, offset: place.offset)
            if let next = decode(position, isUnknown: unknown?.noted != noted, &batch, &counts) {
                if isFull, next.line.line.key.receipt != batch.arrived.last?.line.key.receipt {
                    held = next
                    counts.read -= 1
                    break
                }
                take(next, &batch)
            }
        }
        batch.read = counts.read
        batch.screened = counts.screened
        linesRead += Int64(counts.read)
        let end = delimited?.end ?? jsonLines?.end ?? parsed?.place ?? RecordPlace(line: 1, offset: 0)
        batch.end = held?.start ?? position(of: end)
        return batch.read > 0
    }

    /// Screens by another catalogue from the next record on; what was read already keeps its rows.
    package func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue) {
        self.screen = screen
        decoder.screen = screen
        decoder.catalogue = catalogue
        let codes = Screen(feed: feed, products: screen, unknown: unknown)
        delimited?.screen(by: codes)
        jsonLines?.screen(by: codes)
        parsed?.screen(by: screen)
    }

    /// What tells when there is more to read; nil for a file, whose growth nothing tells.
    package var descriptor: Int32? { input.isFile ? nil : input.descriptor }

    /// Whether the file's name leads to another file now, or the file became shorter than what was read of it.
    package var isReplaced: Bool { input.isReplaced }

    /// What the file looks like before a place that was read; nil for what is no file.
    package func mark(before place: SourcePosition) -> [UInt8]? {
        input.isFile ? InputMark.of(input.descriptor, before: place.offset) : nil
    }

    /// Takes the end of what is there for the end of the input, whatever is written to it later.
    package func endHere() {
        if input.waiting == .follows { input.waiting = .returns }
    }

    private func open() throws(FeedError) {
        if !input.isPrepared, try !input.prepare(feed) {
            isOpened = true
            isAtEnd = true
            hasNoMember = true
            return
        }
        if input.waiting != .blocks, feed.format == .csv {
            // The header is read in one go: a pause within it would begin it again.
            while !input.isAtEnd, !input.isFull, !input.holds(lines: feed.skippedLines + 2) {
                try input.more(keepingFrom: 0)
            }
        }
        try openText()
    }

    /// Begins to read the text of the input or of a member, where an earlier reading ended in it.
    private func openText() throws(FeedError) {
        let codes = Screen(feed: feed, products: screen, unknown: unknown)
        switch feed.format {
        case .csv:
            delimited = try DelimitedSource(
                feed: feed, input: input, screen: codes, bounds: limits.bounds, everyLine: observes)
        case .ndjson where feed.linesPath == nil:
            jsonLines = try JSONLinesSource(
                feed: feed, input: input, screen: codes, bounds: limits.bounds, everyLine: observes)
        default:
            let parser = try RecordParsers.parser(feed, source: input.source, bounds: limits.bounds)
            parsed = try ParsedSource(
                feed: feed, input: input, parser: parser, screen: screen, unknown: unknown,
                everyLine: observes)
        }
        isOpened = true
        guard let start, start.offset - before > place.offset else { return }
        let resumed = RecordPlace(line: start.line, offset: start.offset - before)
        try delimited?.resume(at: resumed)
        try jsonLines?.resume(at: resumed)
        parsed?.resume(at: resumed)
    }

    /// Goes on with the next member of an archive; false where there is none.
    private func openNextMember() throws(FeedError) -> Bool {
        let read = input.textRead
        guard try input.nextMember(feed) else { return false }
        before += read
        decoder = LineDecoder(
            feed: feed, screen: screen, catalogue: decoder.catalogue, pseudonyms: pseudonyms,
            journalled: decoder.journalled)
        try openText()
        return true
    }

    /// Where another reading goes on, counted through all members of an archive.
    private func position(of place: RecordPlace) -> SourcePosition {
        SourcePosition(source: source, line: place.line, offset: before + place.offset)
    }

    /// The same error with the line that was come to, where it ended reading without a place.
    private func located(_ error: FeedError) -> FeedError {
        var error = error
        if error.line == 0, error.code == .inputDamaged || error.code == .inputTooLarge {
            error.line = place.line
            error.source = input.source
        }
        return error
    }

    private var place: RecordPlace {
        delimited?.place ?? jsonLines?.place ?? parsed?.place ?? RecordPlace(line: 1, offset: 0)
    }

    private func step(_ counts: inout LineCounts, limit: Int) throws(FeedError) -> RecordStep {
        var step = RecordStep.end
        if let next = try delimited?.next(&counts, limit: limit) { step = next }
        if let next = try jsonLines?.next(&counts, limit: limit) { step = next }
        if let next = try parsed?.next(&counts, limit: limit) { step = next }
        guard case .end = step else { return step }
        if try openNextMember() { return try self.step(&counts, limit: limit) }
        isAtEnd = true
        return step
    }

    /// Decodes the record that passed last; nil where it was screened out or quarantined, which is counted.
    private func decode(
        _ position: SourcePosition, isUnknown: Bool, _ batch: inout DecodedBatch,
        _ counts: inout LineCounts
    ) -> Held? {
        switch delimited?.values() ?? jsonLines?.values() ?? parsed?.values() ?? .values([]) {
        case .refused where passedUnwatched:
            // What cannot be read and is no line of a watched product corrects nothing.
            counts.screened += 1
            if observes { batch.sights.noteUnreadable() }
        case .refused(let reason, let detail):
            if observes { batch.sights.noteUnreadable() }
            batch.quarantined.append(QuarantinedLine(reason: reason, detail: detail, position: position))
        case .values(let texts):
            var unreadable: [String: Int] = [:]
            switch decoder.decode(texts, unreadable: &unreadable) {
            case .screened:
                counts.screened += 1
                if observes { note(decoder.sight(texts, isUnknown: isUnknown), &batch) }
            case .quarantined(let reason, let detail):
                if observes { batch.sights.noteUnreadable() }
                batch.quarantined.append(
                    QuarantinedLine(
                        reason: reason, detail: detail, position: position, fields: decoder.shown(texts)))
                batch.masked += decoder.masked
            case .arrived(let line, let rows, let isCorrection):
                var arrived = ArrivedLine(line: line, position: position, rows: rows)
                arrived.isCorrection = isCorrection
                arrived.needsJournalledKey = isCorrection && feed.corrections == .any && !feed.maps(.revision)
                return Held(
                    line: arrived, unreadable: unreadable, masked: decoder.masked,
                    sight: observes ? decoder.sight(texts, isUnknown: isUnknown) : nil,
                    start: self.position(of: RecordPlace(line: position.line, offset: position.offset)))
            }
        }
        return nil
    }

    /// Whether the record that passed last is of no watched product.
    private var passedUnwatched: Bool {
        delimited?.passedUnwatched ?? jsonLines?.passedUnwatched ?? parsed?.passedUnwatched ?? false
    }

    private func take(_ held: Held, _ batch: inout DecodedBatch) {
        batch.arrived.append(held.line)
        batch.masked += held.masked
        for (name, count) in held.unreadable { batch.unreadable[name, default: 0] += count }
        if observes { note(held.sight, &batch) }
    }

    private func note(_ sight: LineSight?, _ batch: inout DecodedBatch) {
        if let sight { batch.sights.note(sight) } else { batch.sights.noteUnreadable() }
    }
}
