/// ASCII white space: space, tab, LF, VT, FF, CR.
func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

/// The text without white space around it; nil when nothing is left.
func trimmed(_ text: String?) -> String? {
    guard let text else { return nil }
    let bytes = text.utf8
    guard let first = bytes.firstIndex(where: { !isWhite($0) }),
        let last = bytes.lastIndex(where: { !isWhite($0) })
    else { return nil }
    if first == bytes.startIndex, bytes.index(after: last) == bytes.endIndex { return text }
    return String(text[first...last])
}

/// Moves both ends of a range inwards past white space.
func trim(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    // because the range lies within the bytes, and both ends stay in it.
    while start < end, unsafe isWhite(bytes[start]) { start += 1 }
    while end > start, unsafe isWhite(bytes[end - 1]) { end -= 1 }
    return start..<end
}
