#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Finds the record that starts at a place in a run of bytes, and its cells.
///
/// Reads what spreadsheets write and not only RFC 4180: records end at CR LF, LF or CR; a quote that does not start
/// its cell is a byte like any other; what follows a closing quote belongs to the cell. A record may span lines
/// inside quotes.
package enum RecordScanner {
    package enum Outcome: Sendable, Hashable {
        /// The record and its line end reach up to `next`; `lines` line ends stand in it, its own included.
        case record(next: Int, lines: Int)
        /// The same, but the bytes end without a line end.
        case lastRecord(next: Int, lines: Int)
        /// An empty line.
        case blank(next: Int)
        /// The record does not end in these bytes, and more may follow.
        case incomplete
        /// A quote that was opened in this record is never closed.
        case unclosedQuote
    }

    /// Scans one record. `cells` then holds its cells, complete ones only where the record is not.
    ///
    /// - Parameters:
    ///   - bytes: the bytes at hand.
    ///   - start: where the record starts; below `bytes.count`.
    ///   - atEnd: whether nothing follows these bytes.
    package static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, atEnd: Bool, dialect: Dialect,
        cells: inout RecordCells
    ) -> Outcome {
        cells.removeAll()
        var index = start
        var hadQuotes = false
        while true {
            var end: Int
            let cellStart = index
            // because the first condition keeps the index below the count.
            if index < bytes.count, unsafe bytes[index] == Dialect.quote {
                hadQuotes = true
                switch unsafe quotedCell(bytes, from: index, atEnd: atEnd, dialect: dialect) {
                case .plain(let inner):
                    cells.append(start: cellStart + 1, end: inner)
                    end = inner + 1
                case .escaped(let outer):
                    cells.append(start: cellStart, end: outer, isEscaped: true)
                    end = outer
                case .open: return atEnd ? .unclosedQuote : .incomplete
                case .unknown: return .incomplete
                }
            } else {
                end = unsafe plainCellEnd(bytes, from: index, dialect: dialect)
                if end < bytes.count || atEnd { cells.append(start: cellStart, end: end) }
            }
            if end == bytes.count {
                guard atEnd else { return .incomplete }
                return .lastRecord(
                    next: end, lines: hadQuotes ? unsafe lineEnds(bytes, from: start, to: end) : 0)
            }
            // because the end of the bytes was dealt with above.
            if unsafe bytes[end] == dialect.delimiter {
                index = end + 1
                continue
            }
            guard let next = unsafe afterLineEnd(bytes, at: end, atEnd: atEnd) else { return .incomplete }
            if cells.count == 1, end == start { return .blank(next: next) }
            return .record(next: next, lines: hadQuotes ? unsafe lineEnds(bytes, from: start, to: next) : 1)
        }
    }

    /// The place after the line end at `index`; nil when a CR is the last byte at hand and an LF may follow.
    package static func afterLineEnd(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, atEnd: Bool
    )
        -> Int?
    {
        // because `index` is the place of a line end, and the next one is read only below the count.
        guard unsafe bytes[index] == UInt8(ascii: "\r") else { return index + 1 }
        if index + 1 == bytes.count { return atEnd ? index + 1 : nil }
        // because the line above leaves only indexes with another one after them.
        return unsafe bytes[index + 1] == UInt8(ascii: "\n") ? index + 2 : index + 1
    }

    /// The place of the first `byte` at or after `start`, or nil.
    package static func first(
        _ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        // because memchr reads exactly the bytes from `start` to the count.
        guard let found = unsafe memchr(base + start, Int32(byte), bytes.count - start) else { return nil }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private enum QuotedCell {
        /// Ends at the closing quote at this place, with nothing to unescape.
        case plain(Int)
        /// Ends before this place.
        case escaped(Int)
        case open
        /// The byte after a quote decides and is not at hand.
        case unknown
    }

    private static func quotedCell(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, atEnd: Bool, dialect: Dialect
    ) -> QuotedCell {
        var index = start + 1
        var doubled = false
        while true {
            guard let quote = unsafe first(Dialect.quote, in: bytes, from: index) else { return .open }
            let after = quote + 1
            if after == bytes.count {
                if !atEnd { return .unknown }
                return doubled ? .escaped(after) : .plain(quote)
            }
            // because `after` is below the count here.
            let byte = unsafe bytes[after]
            if byte == Dialect.quote {
                doubled = true
                index = after + 1
                continue
            }
            if byte == dialect.delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                return doubled ? .escaped(after) : .plain(quote)
            }
            let end = unsafe plainCellEnd(bytes, from: after, dialect: dialect)
            return end == bytes.count && !atEnd ? .unknown : .escaped(end)
        }
    }

    /// Where an unquoted cell ends: at a delimiter, a line end or the end of the bytes.
    private static func plainCellEnd(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, dialect: Dialect
    )
        -> Int
    {
        var index = start
        let delimiter = dialect.delimiter
        while index < bytes.count {
            // because the loop keeps the index below the count.
            let byte = unsafe bytes[index]
            if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            index += 1
        }
        return index
    }

    /// How many line ends (CR LF counts once) stand in a range.
    package static func lineEnds(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        // because the range lies within the bytes.
        let range = unsafe UnsafeBufferPointer(rebasing: bytes[..<end])
        var count = 0
        var index = start
        while let found = unsafe first(UInt8(ascii: "\n"), in: range, from: index) {
            count += 1
            index = found + 1
        }
        index = start
        while let found = unsafe first(UInt8(ascii: "\r"), in: range, from: index) {
            index = found + 1
            // because the place after a CR is compared with the end first.
            if unsafe index == end || range[index] != UInt8(ascii: "\n") { count += 1 }
        }
        return count
    }
}
