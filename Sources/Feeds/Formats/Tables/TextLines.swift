/// A line of an input, without its line end.
struct TextLine {
    var place: RecordPlace
    /// Empty where the line is too long.
    var bytes: [UInt8]
    var isTooLong: Bool
    /// Whether a line end stands after it.
    var isEnded: Bool

    /// Whether nothing but white space stands in it.
    var isBlank: Bool { !isTooLong && bytes.allSatisfy(isWhite) }
}

/// Cuts bytes that come piece by piece into lines, which end at LF, CR LF or CR.
///
/// Holds one line, of as many bytes as `bound` allows.
struct TextLines {
    private let bound: Int
    private var kept: [UInt8] = []
    private var isTooLong = false
    private var start = RecordPlace(line: 1, offset: 0)
    private var offset: Int64 = 0
    /// The last byte was a CR: an LF that follows belongs to it.
    private var endsInReturn = false

    init(bound: Int) { self.bound = bound }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into lines: inout [TextLine]) {
        var index = 0
        // because the first condition keeps the index below the count.
        if endsInReturn, index < bytes.count, unsafe bytes[index] == UInt8(ascii: "\n") {
            index = 1
            start.offset += 1
        }
        if bytes.count > 0 { endsInReturn = false }
        while index < bytes.count {
            var end = index
            // because the loop keeps the place below the count.
            while end < bytes.count, unsafe bytes[end] != 0x0A, unsafe bytes[end] != 0x0D { end += 1 }
            unsafe keep(UnsafeBufferPointer(rebasing: bytes[index..<end]))
            guard end < bytes.count else { break }
            index = end + 1
            // because the place is below the count here, and the next one is compared first.
            if unsafe bytes[end] == UInt8(ascii: "\r") {
                if index == bytes.count {
                    endsInReturn = true
                } else if unsafe bytes[index] == UInt8(ascii: "\n") {
                    index += 1
                }
            }
            close(&lines, isEnded: true, next: offset + Int64(index))
        }
        offset += Int64(bytes.count)
    }

    /// Takes the end of the input.
    mutating func finish(into lines: inout [TextLine]) {
        guard isTooLong || !kept.isEmpty else { return }
        close(&lines, isEnded: false, next: offset)
    }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        if kept.count + bytes.count > bound {
            isTooLong = true
            kept.removeAll()
        }
        // because the array copies the bytes at once.
        if !isTooLong { unsafe kept.append(contentsOf: bytes) }
    }

    private mutating func close(_ lines: inout [TextLine], isEnded: Bool, next: Int64) {
        lines.append(TextLine(place: start, bytes: kept, isTooLong: isTooLong, isEnded: isEnded))
        kept.removeAll()
        isTooLong = false
        start = RecordPlace(line: start.line + 1, offset: next)
    }
}
