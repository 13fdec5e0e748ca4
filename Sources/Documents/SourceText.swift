/// A text file as it was read, cut into lines for messages.
///
/// Lines end at LF, CR or CR LF; columns count Unicode scalars from 1.
package struct SourceText: Sendable {
    package let file: String
    /// The file without the mark that some editors put at the front; it is no part of the text.
    package let bytes: [UInt8]
    private let lineStarts: [Int]

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() {
            let isReturn = byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
            if byte == 0x0A || isReturn { starts.append(index + 1) }
        }
        lineStarts = starts
    }

    /// The text of a line (from 1) without its end; nil beyond the file.
    package func line(at number: Int) -> String? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The same place; past the end of the text, that of the end of its last line that says something.
    package func placeInText(_ place: YAMLPlace) -> YAMLPlace {
        guard place.line >= lineStarts.count else { return place }
        var number = lineStarts.count
        while number > 1, line(at: number)?.isEmpty ?? true { number -= 1 }
        guard number < place.line else { return place }
        return YAMLPlace(line: number, column: (line(at: number)?.unicodeScalars.count ?? 0) + 1)
    }

    /// The line and column (from 1) of a byte offset.
    package func place(at offset: Int) -> YAMLPlace {
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        let end = max(lineStarts[low], min(offset, bytes.count))
        // Every byte but a continuation byte begins a scalar.
        let column = bytes[lineStarts[low]..<end].reduce(into: 1) { if $1 & 0xC0 != 0x80 { $0 += 1 } }
        return YAMLPlace(line: low + 1, column: column)
    }
}
