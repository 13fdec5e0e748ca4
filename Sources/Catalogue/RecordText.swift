import Delimited
import Documents

/// What CSV files that a person may edit have in common: the text of a cell, its place, and what is wrong with a row.
extension Findings {
    /// A cell as trimmed text; nil, with a diagnostic, when it is not UTF-8.
    package func text(of cell: [UInt8], at place: YAMLPlace) -> String? {
        if let text = String(validating: trimmed(cell), as: UTF8.self) { return text }
        error(.notUTF8, at: place, "the cell is not UTF-8", help: "save the file as UTF-8")
        return nil
    }
}

/// Without the white space of ASCII around it, as all text is compared.
package func trimmed(_ cell: [UInt8]) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
    guard let first = cell.firstIndex(where: { !isSpace($0) }),
        let last = cell.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return cell[first...last]
}

extension DelimitedReader.Problem {
    /// In words, for a message.
    package var text: String {
        switch self {
        case .recordTooLong: "the row is too long"
        case .cellTooLong: "a cell of the row is too long"
        case .unclosedQuote: "a double quote is opened in this row and never closed"
        }
    }
}

extension SourceText {
    /// Where a cell of a record begins: after so many commas that stand outside quotes.
    package func place(of cell: Int, in record: DelimitedReader.Record) -> YAMLPlace {
        var offset = record.offset
        var left = cell
        var inQuotes = false
        var atStart = true
        while left > 0, offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\""), atStart || inQuotes {
                inQuotes.toggle()
                // A doubled quote closes and opens again.
                atStart = !inQuotes && offset + 1 < bytes.count && bytes[offset + 1] == byte
            } else if byte == UInt8(ascii: ","), !inQuotes {
                left -= 1
                atStart = true
            } else {
                atStart = false
            }
            offset += 1
        }
        return place(at: offset)
    }
}
