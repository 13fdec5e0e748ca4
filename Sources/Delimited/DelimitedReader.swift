/// Reads a small delimited file that is held in memory, such as a catalogue, record by record.
///
/// For exports of any size see the feed reader; this one copies each cell out.
package struct DelimitedReader: Sendable {
    package struct Record: Sendable, Hashable {
        /// The line at which the record starts, from 1.
        package var line: Int
        /// The byte at which the record starts, from 0.
        package var offset: Int
        package var cells: [[UInt8]]
        /// What keeps the record from being taken as it is; its cells are then those before the problem.
        package var problem: Problem?
    }

    package enum Problem: Sendable, Hashable {
        case recordTooLong, cellTooLong
        /// Reading goes on at the line after the one with the quote.
        case unclosedQuote
    }

    private let bytes: [UInt8]
    private let dialect: Dialect
    private let bounds: RecordBounds
    private var position = 0
    private var line = 1
    private var cells = RecordCells()

    /// - Parameter bytes: the whole file; a UTF-8 byte order mark is skipped.
    package init(bytes: [UInt8], dialect: Dialect = .comma, bounds: RecordBounds = RecordBounds()) {
        self.bytes = bytes
        self.dialect = dialect
        self.bounds = bounds
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next record; nil at the end of the file. Empty lines are no records.
    package mutating func next() -> Record? {
        while position < bytes.count {
            // because the pointer does not leave the closure.
            let outcome = unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe RecordScanner.scan(
                    bytes, from: position, atEnd: true, dialect: dialect, cells: &cells)
            }
            var record = Record(line: line, offset: position, cells: [])
            let start = position
            switch outcome {
            case .blank(let next):
                position = next
                line += 1
                continue
            case .record(let next, let lines), .lastRecord(let next, let lines):
                position = next
                line += lines
            case .unclosedQuote, .incomplete:
                record.problem = .unclosedQuote
                skipLine()
            }
            if position - start > bounds.record + 2 { record.problem = .recordTooLong }
            for index in 0..<cells.count {
                let cell = cells[index]
                if cell.end - cell.start > bounds.cell { record.problem = record.problem ?? .cellTooLong }
            }
            if record.problem == nil || record.problem == .unclosedQuote {
                record.cells = (0..<cells.count).map(content)
            }
            return record
        }
        return nil
    }

    private mutating func skipLine() {
        // because the pointer does not leave the closure.
        unsafe bytes.withUnsafeBufferPointer { bytes in
            while position < bytes.count {
                let byte = unsafe bytes[position]
                if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
                position += 1
            }
            if position < bytes.count {
                position =
                    unsafe RecordScanner.afterLineEnd(bytes, at: position, atEnd: true) ?? bytes.count
            }
        }
        line += 1
    }

    private func content(_ index: Int) -> [UInt8] {
        let cell = cells[index]
        guard cell.isEscaped else { return Array(bytes[cell.start..<cell.end]) }
        var content: [UInt8] = []
        // because the slice is of the bytes that were scanned, and the pointer does not leave the closure.
        unsafe bytes[cell.start..<cell.end].withUnsafeBufferPointer { unsafe unescape($0, into: &content) }
        return content
    }
}
