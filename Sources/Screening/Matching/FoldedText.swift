/// A text in the one form that all spellings of it share, with the way back to the original.
package struct FoldedText: Sendable {
    /// See `FoldingTable`.
    package let bytes: [UInt8]
    /// For each byte and the end: where in the original's UTF-8 it comes from. Empty where the two are the same.
    private let origins: [Int32]
    /// Whether the text went on after what was looked at.
    package let isCut: Bool

    /// - Parameters:
    ///   - text: any text.
    ///   - limit: how many bytes of its UTF-8 are looked at, at most; whole characters only.
    package init(_ text: String, limit: Int = .max) {
        var text = text
        (bytes, origins, isCut) = text.withUTF8 { utf8 in
            var end = min(utf8.count, limit)
            while end < utf8.count, end > 0, utf8[end] & 0xC0 == 0x80 { end -= 1 }
            let looked = UnsafeBufferPointer(rebasing: utf8[0..<end])
            let isASCII = looked.allSatisfy { $0 < 0x80 }
            let folded = isASCII ? (looked.map(FoldingTable.lowered), []) : Self.fold(looked)
            return (folded.0, folded.1, end < utf8.count)
        }
    }

    /// Where a place in the folded text is in the original's UTF-8.
    package func origin(of index: Int) -> Int { origins.isEmpty ? index : Int(origins[index]) }

    private static func fold(_ utf8: UnsafeBufferPointer<UInt8>) -> ([UInt8], [Int32]) {
        var bytes: [UInt8] = []
        var origins: [Int32] = []
        bytes.reserveCapacity(utf8.count)
        origins.reserveCapacity(utf8.count + 1)
        var index = 0
        while index < utf8.count {
            let first = utf8[index]
            if first < 0x80 {
                bytes.append(FoldingTable.lowered(first))
                origins.append(Int32(index))
                index += 1
                continue
            }
            let (scalar, width) = scalar(utf8, at: index)
            var packed = FoldingTable.bytes(of: scalar)
            while packed != 0 {
                bytes.append(UInt8(truncatingIfNeeded: packed))
                origins.append(Int32(index))
                packed >>= 8
            }
            index += width
        }
        origins.append(Int32(utf8.count))
        return (bytes, origins)
    }

    /// A scalar of more than one byte. A `String` is always valid UTF-8, and one cut between characters is too.
    private static func scalar(
        _ utf8: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (Unicode.Scalar, Int) {
        let first = utf8[index]
        let width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard index + width <= utf8.count else { return ("\u{FFFD}", utf8.count - index) }
        var value = UInt32(first) & (0x7F >> UInt32(width))
        for offset in 1..<width { value = value << 6 | UInt32(utf8[index + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", width)
    }
}
