/// Writes lines of CSV as RFC 4180 and PostgreSQL do: an empty text in quotes, nothing for no value.
package struct CSVLine {
    package enum Cell: Sendable, Hashable {
        case empty
        /// A number.
        case plain(String)
        case text(String)
    }

    private var bytes: [UInt8] = []
    private var isFirst = true

    package init() {}

    package mutating func add(_ cell: Cell) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        switch cell {
        case .empty: break
        case .plain(let text): bytes += text.utf8
        case .text(let text):
            let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13]
            guard text.isEmpty || text.utf8.contains(where: special.contains) else {
                bytes += text.utf8
                return
            }
            bytes.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// The line with its end; the next one begins.
    package mutating func ended() -> [UInt8] {
        defer {
            bytes.removeAll(keepingCapacity: true)
            isFirst = true
        }
        return bytes + [10]
    }
}
