import CLineIndex
import Catalogue
import Delimited
import Documents
import Purchases

/// Records of a CSV input.
///
/// The usual line, without quotes, is found by `LineIndex` together with its product cell, and nothing else of it is looked
/// at. Every other record, and every one that passes, goes through `RecordScanner`.
struct DelimitedSource {
    /// What is known of the record last scanned.
    struct Current {
        var end = 0
        var lines = 0
        /// Nothing, not even a line end, comes after it.
        var isLast = false
        var problem: QuarantineReason?
        var detail = ""
    }

    let feed: FeedFile
    let input: InputBuffer
    private var screen: Screen
    let bounds: RecordBounds
    var header: DelimitedHeader?
    var position = 0
    var line = 1
    var cells = RecordCells()
    var current = Current()
    private var mustSkip = false
    /// Where the record last read starts.
    private var start = RecordPlace(line: 1, offset: 0)
    private var scratch: [UInt8] = []
    /// Of the bytes that the input holds; nil before the header is read.
    private var index: LineIndex?
    /// What rows take from the rows before them; nil where the feed carries nothing.
    private var carried: CarriedCells?
    /// Lines of products that are not watched pass too: they may be corrections, or are looked at for the feed's health.
    private let everyLinePasses: Bool
    /// The record that passed last is of no watched product.
    private(set) var passedUnwatched = false
    /// With carried cells, reading begins anew and leaves out what stands before it.
    private var resumed = RecordPlace(line: 1, offset: 0)

    /// Reads the header. An empty input has none, and no lines.
    init(
        feed: FeedFile, input: InputBuffer, screen: Screen, bounds: RecordBounds, everyLine: Bool,
        way: LineIndex.Way = .chosen
    ) throws(FeedError) {
        everyLinePasses = everyLine || feed.corrections != .none
        self.feed = feed
        self.input = input
        self.screen = screen
        self.bounds = bounds
        scratch.reserveCapacity(1024)
        position = try input.start()
        header = try readHeader()
        carried = header?.carried
        index = header.map {
            LineIndex(
                way, delimiter: feed.dialect.delimiter, column: $0.product, longest: bounds.record)
        }
    }

    /// Screens by other products from the next record on.
    mutating func screen(by screen: Screen) { self.screen = screen }

    /// Goes on at a place that an earlier reading of the same input came to.
    ///
    /// Where cells are carried, the input is read again from its header to that place, since what a row takes over may stand
    /// anywhere before it.
    mutating func resume(at place: RecordPlace) throws(FeedError) {
        guard carried == nil else {
            resumed = place
            return
        }
        try input.seek(to: place.offset)
        position = 0
        line = place.line
        index?.forget()
    }

    /// Whether the input has a header.
    var hasHeader: Bool { header != nil && feed.header == .firstLine }

    /// Where reading goes on.
    var place: RecordPlace { RecordPlace(line: line, offset: input.base + Int64(position)) }

    /// Where another reading goes on: not within a line of which the rest is still to be left.
    var end: RecordPlace {
        let end = mustSkip ? start : place
        return end.offset < resumed.offset ? resumed : end
    }

    /// Reads on to the next record that passes the screen.
    mutating func next(_ counts: inout LineCounts, limit: Int) throws(FeedError) -> RecordStep {
        guard let header else { return .end }
        while true {
            if mustSkip { try skipLine() }
            if isPlain { skipUnwatched(header, &counts, limit: limit) }
            if counts.read >= limit { return .limit }
            guard try scanRecord() else { return .end }
            start = place
            position = current.end
            line += current.lines
            if current.lines == 0, !current.isLast { mustSkip = true }
            if cells.count == 0, current.problem == nil { continue }
            if carried != nil {
                carryOn(header)
                if start.offset < resumed.offset { continue }
            }
            counts.read += 1
            let isWatched = passes(header)
            if isWatched || everyLinePasses {
                passedUnwatched = !isWatched
                return .passed(start)
            }
            counts.screened += 1
        }
    }

    /// The mapped texts of the record that passed last.
    func values() -> RecordValues {
        guard let header else { return .values([]) }
        if let problem = current.problem { return .refused(problem, current.detail) }
        // because the buffer is not read on before the caller asks for the next record.
        let bytes = unsafe input.bytes
        if cells.count < header.count, current.isLast {
            return .refused(
                .cutOff,
                "the last line ends after \(cells.count) of \(header.count) cells, without a line end")
        }
        let lacks = header.required.contains { $0 >= cells.count && carried?.content(of: $0) == nil }
        if lacks || (feed.header != .firstLine && cells.count < header.count) {
            return .refused(.tooFewCells, countsOfCells(header))
        }
        if unsafe hasTooManyCells(header, bytes) { return .refused(.tooManyCells, countsOfCells(header)) }
        for index in 0..<cells.count where cells[index].end - cells[index].start > bounds.cell {
            return .refused(.cellTooLong, "cell \(index + 1) has more than \(bounds.cell) bytes")
        }
        var values: [String?] = []
        for cell in header.cells {
            let own = cell < cells.count ? unsafe content(cells[cell], bytes) : []
            guard let text = feed.encoding.decode(own), let before = carriedText(cell) else {
                return .refused(.badEncoding, "cell \(cell + 1) is not \(feed.encoding.rawValue)")
            }
            values.append(bare(text) ?? trimmed(before))
        }
        return .values(values)
    }

    /// Whether the product of a line stands in its own bytes as it is.
    private var isPlain: Bool {
        carried == nil && !feed.stripsApostrophes && !everyLinePasses
    }

    /// The trimmed text of a cell, without an apostrophe before it where the feed says so.
    private func bare(_ text: String) -> String? {
        guard let text = trimmed(text), feed.stripsApostrophes, text.utf8.first == UInt8(ascii: "'") else {
            return trimmed(text)
        }
        return trimmed(String(text.unicodeScalars.dropFirst()))
    }

    /// `trim`, and past an apostrophe where the feed says so.
    private static func bare(_ bytes: UnsafeBufferPointer<UInt8>, strips: Bool) -> Range<Int> {
        let range = unsafe trim(bytes, 0..<bytes.count)
        // because the range lies within the bytes and is not empty.
        guard strips, !range.isEmpty, unsafe bytes[range.lowerBound] == UInt8(ascii: "'") else {
            return range
        }
        return unsafe trim(bytes, (range.lowerBound + 1)..<range.upperBound)
    }

    private func countsOfCells(_ header: DelimitedHeader) -> String {
        let whose = feed.header == .firstLine ? "the header" : "the feed file names"
        return "the line has \(cells.count) cells, \(whose) \(header.count)"
    }

    private func hasTooManyCells(_ header: DelimitedHeader, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in min(header.count, cells.count)..<cells.count where unsafe !isBlank(index, bytes) {
            return true
        }
        return false
    }

    // MARK: Carried cells

    /// Keeps what the rows after the scanned record take over from it.
    private mutating func carryOn(_ header: DelimitedHeader) {
        // because the buffer is not read on in here.
        let bytes = unsafe input.bytes
        carried?.passOver()
        guard current.problem == nil, unsafe !hasTooManyCells(header, bytes) else { return }
        for index in 0..<cells.count where cells[index].end - cells[index].start > bounds.cell { return }
        let cells = cells
        let source = self
        let strips = feed.stripsApostrophes
        carried?.take { index in
            guard index < cells.count else { return [] }
            // because the bytes are those that the record was scanned in.
            let content = unsafe source.content(cells[index], bytes)
            return unsafe content.withUnsafeBufferPointer {
                unsafe Array($0[DelimitedSource.bare($0, strips: strips)])
            }
        }
    }

    /// The text that a row takes over for an empty cell; nil where the encoding has no such text.
    private func carriedText(_ cell: Int) -> String? {
        guard let content = carried?.content(of: cell) else { return "" }
        return feed.encoding.decode(content)
    }

    /// Whether the scanned record passes the screen by what it takes over, where its own product is missing.
    private func passesByCarried(_ header: DelimitedHeader) -> Bool {
        func passes(_ cell: Int, _ test: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool? {
            // because the pointer does not leave the closure.
            carried?.content(of: cell).map { unsafe $0.withUnsafeBufferPointer { unsafe test($0) } }
        }
        if let isWatched = unsafe passes(header.product, { unsafe screen.passes($0) }) { return isWatched }
        return header.kind.flatMap { unsafe passes($0, { unsafe screen.isVoidOrReturn($0) }) } ?? false
    }

    // MARK: The usual line

    /// Drops lines without quotes whose product is not watched, and blank ones; stops before any other.
    private mutating func skipUnwatched(_ header: DelimitedHeader, _ counts: inout LineCounts, limit: Int) {
        guard let index else { return }
        // because the buffer is not read on in here.
        let bytes = unsafe input.bytes
        // Apart from the rest: going through `self` would copy all of it for every line.
        let (screen, kind) = (screen, header.kind.map { (cell: $0, delimiter: feed.dialect.delimiter) })
        var (place, passed, dropped) = (position, 0, 0)
        while counts.read + dropped < limit, let line = unsafe index.line(at: place, of: bytes) {
            if line.end > line.start {
                guard unsafe Self.isUnwatched(line, bytes, screen, kind) else { break }
                dropped += 1
            }
            passed += 1
            place = line.next
        }
        position = place
        line += passed
        counts.read += dropped
        counts.screened += dropped
    }

    /// Whether the screen drops a line without quotes; false also where its product is not to be found.
    private static func isUnwatched(
        _ line: tillwatch_line, _ bytes: UnsafeBufferPointer<UInt8>, _ screen: Screen,
        _ kind: (cell: Int, delimiter: UInt8)?
    ) -> Bool {
        guard line.cell_start <= line.end else { return false }
        let product = unsafe trim(bytes, line.cell_start..<line.cell_end)
        if !product.isEmpty {
            // because the range lies within the bytes.
            return unsafe !screen.passes(UnsafeBufferPointer(rebasing: bytes[product]))
        }
        guard let kind, let cell = unsafe plainCell(kind.cell, bytes, line.start..<line.end, kind.delimiter)
        else { return true }
        let text = unsafe trim(bytes, cell)
        // because the range lies within the bytes.
        return unsafe !screen.isVoidOrReturn(UnsafeBufferPointer(rebasing: bytes[text]))
    }

    /// The cell of a line without quotes; nil where it has fewer.
    private static func plainCell(
        _ number: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ delimiter: UInt8
    ) -> Range<Int>? {
        var start = range.lowerBound
        var left = number
        while left > 0 {
            // because the place stays below the end of the range, which lies within the bytes.
            while start < range.upperBound, unsafe bytes[start] != delimiter { start += 1 }
            if start == range.upperBound { return nil }
            start += 1
            left -= 1
        }
        var end = start
        // because the place stays below the end of the range, which lies within the bytes.
        while end < range.upperBound, unsafe bytes[end] != delimiter { end += 1 }
        return start..<end
    }

    // MARK: Every other record

    /// Scans the next record into `cells` and `current`; false at the end of the input. Blank lines leave no cells.
    mutating func scanRecord() throws(FeedError) -> Bool {
        while true {
            // because the buffer is read on only after the pointer was used.
            let bytes = unsafe input.bytes
            if position >= bytes.count {
                if input.isAtEnd { return false }
                try readOn()
                continue
            }
            // No more than a record may have, so that what is found never depends on how the bytes came.
            let end = min(bytes.count, position + bounds.record + 2)
            let isWhole = input.isAtEnd && end == bytes.count
            // because the end is at most the count.
            let outcome = unsafe RecordScanner.scan(
                UnsafeBufferPointer(rebasing: bytes[..<end]), from: position, atEnd: isWhole,
                dialect: feed.dialect, cells: &cells)
            switch outcome {
            case .blank(let next):
                cells.removeAll()
                current = Current(end: next, lines: 1)
            case .record(let next, let lines): current = Current(end: next, lines: lines)
            case .lastRecord(let next, let lines): current = Current(end: next, lines: lines, isLast: true)
            case .incomplete:
                if end == bytes.count, !input.isAtEnd, end < position + bounds.record + 2 {
                    try readOn()
                    continue
                }
                current = Current(
                    end: position, problem: .lineTooLong,
                    detail: "the line has more than \(bounds.record) bytes")
                // because the end is at most the count.
                if unsafe RecordScanner.lineEnds(bytes, from: position, to: end) > 0 {
                    current.problem = .notDecodable
                    current.detail =
                        "a quote that opens in this line is not closed within \(bounds.record) bytes"
                }
            case .unclosedQuote:
                current = Current(
                    end: position, problem: .notDecodable,
                    detail: "a quote that opens in this line is never closed")
                // because the bytes are still the same.
                if unsafe RecordScanner.lineEnds(bytes, from: position, to: bytes.count) == 0 {
                    current.problem = .cutOff
                    current.detail = "the last line ends within a quoted cell"
                }
            }
            return true
        }
    }

    private mutating func readOn() throws(FeedError) {
        try input.more(keepingFrom: position)
        position = 0
        index?.forget()
    }

    /// Leaves the rest of a line that could not be read to its end.
    private mutating func skipLine() throws(FeedError) {
        let base = input.base
        // Its progress is kept where a pause breaks it off.
        defer { if input.base != base { index?.forget() } }
        _ = try input.skipLine(from: &position, endsAtReturn: true)
        line += 1
        mustSkip = false
    }

    /// Whether the scanned record passes the screen. Allocates nothing once warm.
    private mutating func passes(_ header: DelimitedHeader) -> Bool {
        // because the buffer is not read on in here.
        let bytes = unsafe input.bytes
        if header.product >= cells.count {
            return carried?.content(of: header.product) == nil || passesByCarried(header)
        }
        // The last cell before a cut may itself be cut.
        if current.isLast, header.product == cells.count - 1, cells.count < header.count { return true }
        let screen = screen
        let isWatched: Bool? = unsafe withContent(header.product, bytes) { product in
            unsafe product.isEmpty ? nil : screen.passes(product)
        }
        if let isWatched { return isWatched }
        if carried != nil, passesByCarried(header) { return true }
        guard let kind = header.kind, kind < cells.count else { return false }
        return unsafe withContent(kind, bytes) { unsafe screen.isVoidOrReturn($0) }
    }

    /// Calls with the trimmed content of a cell.
    private mutating func withContent<Result>(
        _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let cell = cells[index]
        let strips = feed.stripsApostrophes
        // because ranges of cells lie within the bytes, and no pointer leaves the closures.
        let raw = unsafe UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
        guard cell.isEscaped else {
            return unsafe body(UnsafeBufferPointer(rebasing: raw[DelimitedSource.bare(raw, strips: strips)]))
        }
        scratch.removeAll(keepingCapacity: true)
        unsafe unescape(raw, into: &scratch)
        return unsafe scratch.withUnsafeBufferPointer {
            unsafe body(UnsafeBufferPointer(rebasing: $0[DelimitedSource.bare($0, strips: strips)]))
        }
    }

    func content(_ cell: RecordCells.Cell, _ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        // because ranges of cells lie within the bytes.
        guard cell.isEscaped else { return unsafe Array(bytes[cell.start..<cell.end]) }
        var content: [UInt8] = []
        unsafe unescape(UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end]), into: &content)
        return content
    }

    private func isBlank(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe content(cells[index], bytes).allSatisfy(isWhite)
    }
}
