import Delimited

/// A row of a table, without its line end.
struct TableRow {
    enum Problem {
        case tooLong
        case unclosedQuote
    }

    var place: RecordPlace
    /// The content of its cells.
    var cells: [[UInt8]]
    /// Then there are no cells.
    var problem: Problem?
    /// Whether a line end stands after it.
    var isEnded = true
}

/// Cuts bytes that come piece by piece into rows and their cells.
///
/// Holds the bytes of one call and one row, of at most `bound` bytes. A row that is longer, or whose quote is not closed
/// within that, costs its line.
struct TableRows {
    private let dialect: Dialect
    private let bound: Int
    private var kept: [UInt8] = []
    private var start = 0
    /// The place of the first byte kept.
    private var base: Int64 = 0
    private var line = 1
    private var isSkipping = false
    private var cells = RecordCells()

    init(dialect: Dialect, bound: Int) {
        self.dialect = dialect
        self.bound = bound
    }

    /// Whether nothing was taken so far.
    var isEmpty: Bool { base == 0 && kept.isEmpty }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        kept.removeFirst(start)
        base += Int64(start)
        start = 0
        // because the array copies the bytes at once.
        unsafe kept.append(contentsOf: bytes)
    }

    /// The next row, blank ones left out; nil where more bytes are needed, or none are left.
    ///
    /// - Parameter isMarkup: gives the line as one cell, and reads no quotes.
    mutating func next(atEnd: Bool, isMarkup: Bool) -> TableRow? {
        while start < kept.count {
            if isSkipping, !skipLine(atEnd: atEnd) { return nil }
            guard start < kept.count else { return nil }
            if isMarkup {
                guard let row = markup(atEnd: atEnd) else { return nil }
                if !row.cells.isEmpty || row.problem != nil { return row }
                continue
            }
            let end = min(kept.count, start + bound + 2)
            let isWhole = atEnd && end == kept.count
            // because no pointer leaves the closure, and the end is at most the count.
            let outcome = unsafe kept.withUnsafeBufferPointer { bytes in
                unsafe RecordScanner.scan(
                    UnsafeBufferPointer(rebasing: bytes[..<end]), from: start, atEnd: isWhole,
                    dialect: dialect,
                    cells: &cells)
            }
            var row = TableRow(place: RecordPlace(line: line, offset: base + Int64(start)), cells: [])
            switch outcome {
            case .blank(let next):
                start = next
                line += 1
                continue
            case .record(let next, let lines):
                row.cells = contents()
                start = next
                line += lines
            case .lastRecord(let next, let lines):
                row.cells = contents()
                row.isEnded = false
                start = next
                line += lines
            case .incomplete:
                if !atEnd, end == kept.count, end < start + bound + 2 { return nil }
                row.problem = .tooLong
                isSkipping = true
            case .unclosedQuote:
                row.problem = .unclosedQuote
                isSkipping = true
            }
            return row
        }
        return nil
    }

    private mutating func markup(atEnd: Bool) -> TableRow? {
        var row = TableRow(place: RecordPlace(line: line, offset: base + Int64(start)), cells: [])
        guard let end = lineEnd() else {
            if kept.count - start > bound {
                row.problem = .tooLong
                isSkipping = true
                return row
            }
            guard atEnd else { return nil }
            row.cells = [Array(kept[start...])]
            start = kept.count
            return row
        }
        var next = end + 1
        if kept[end] == UInt8(ascii: "\r") {
            if next == kept.count, !atEnd { return nil }
            if next < kept.count, kept[next] == UInt8(ascii: "\n") { next += 1 }
        }
        if end - start <= bound { row.cells = end > start ? [Array(kept[start..<end])] : [] }
        start = next
        line += 1
        return row
    }

    /// Goes past the next line end; false where it is not there yet.
    private mutating func skipLine(atEnd: Bool) -> Bool {
        guard let end = lineEnd() else {
            start = kept.count
            return false
        }
        if kept[end] == UInt8(ascii: "\r"), end + 1 == kept.count, !atEnd {
            // An LF that belongs to it may follow.
            start = end
            return false
        }
        start = end + 1
        if kept[end] == UInt8(ascii: "\r"), start < kept.count, kept[start] == UInt8(ascii: "\n") {
            start += 1
        }
        line += 1
        isSkipping = false
        return true
    }

    private func lineEnd() -> Int? {
        kept[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }

    private func contents() -> [[UInt8]] {
        (0..<cells.count).map { index in
            let cell = cells[index]
            guard cell.isEscaped else { return Array(kept[cell.start..<cell.end]) }
            var content: [UInt8] = []
            // because the slice is of the bytes that were scanned, and the pointer does not leave the closure.
            unsafe kept[cell.start..<cell.end].withUnsafeBufferPointer { unsafe unescape($0, into: &content) }
            return content
        }
    }
}
