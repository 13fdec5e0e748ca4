/// The cells of one record, as places in the bytes that it was found in.
///
/// Reused from record to record: once warm it allocates nothing.
package struct RecordCells: Sendable {
    /// One cell. Positions count from the start of the scanned bytes.
    package struct Cell: Sendable, Hashable {
        package var start: Int
        package var end: Int
        /// Whether the bytes from `start` to `end` still have their quotes and must go through `unescape`.
        package var isEscaped: Bool
    }

    package private(set) var cells: [Cell] = []

    package init() { cells.reserveCapacity(64) }

    package var count: Int { cells.count }

    package subscript(index: Int) -> Cell { cells[index] }

    package mutating func removeAll() { cells.removeAll(keepingCapacity: true) }

    package mutating func append(start: Int, end: Int, isEscaped: Bool = false) {
        cells.append(Cell(start: start, end: end, isEscaped: isEscaped))
    }
}

/// Appends the content of a quoted cell: doubled quotes once, and what follows the closing quote as it stands.
///
/// - Parameter bytes: the cell from its opening quote to its end.
package func unescape(_ bytes: UnsafeBufferPointer<UInt8>, into content: inout [UInt8]) {
    var index = 1
    var inside = true
    while index < bytes.count {
        // because the loop keeps the index below the count.
        let byte = unsafe bytes[index]
        if inside && byte == Dialect.quote {
            // because the condition before it keeps the next index below the count.
            if index + 1 < bytes.count, unsafe bytes[index + 1] == Dialect.quote {
                content.append(byte)
                index += 1
            } else {
                inside = false
            }
        } else {
            content.append(byte)
        }
        index += 1
    }
}
