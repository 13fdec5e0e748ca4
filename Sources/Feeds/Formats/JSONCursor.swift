import Delimited

/// Walks the bytes of one JSON text without making anything of them.
///
/// Finds where values start and end, which is what the screen needs and what keeps numbers exact: their text is taken as it
/// stands. It accepts more than JSON; whoever keeps what it finds has the text validated first.
/// Safe to use because it checks every index against the range that it was made with.
@safe struct JSONCursor {
    /// A value's place. For strings the place is what stands between the quotes.
    struct Value: Equatable {
        enum Kind { case string, escapedString, number, object, other }

        var kind: Kind
        var range: Range<Int>
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let end: Int
    private(set) var index: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        unsafe self.bytes = unsafe bytes
        index = range.lowerBound
        end = range.upperBound
    }

    private mutating func skipWhite() {
        // because the index stays below the end, which lies within the bytes.
        while index < end, unsafe isWhite(bytes[index]) { index += 1 }
    }

    /// Whether the next byte that is no white space is this one; then it is consumed.
    mutating func take(_ byte: UInt8) -> Bool {
        skipWhite()
        // because the index is below the end.
        guard index < end, unsafe bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// The name of the next member and the colon after it; nil where there is none.
    mutating func name() -> Value? {
        guard take(UInt8(ascii: "\"")), let name = string(), take(UInt8(ascii: ":")) else { return nil }
        return name
    }

    /// The next value; nil where there is none or it does not end. An object's place is where its first byte stands, and
    /// the cursor stays behind that byte: enter it, or call `skipContainer`.
    mutating func value() -> Value? {
        skipWhite()
        guard index < end else { return nil }
        let start = index
        // because the index is below the end.
        switch unsafe bytes[index] {
        case UInt8(ascii: "\""):
            index += 1
            return string()
        case UInt8(ascii: "{"):
            index += 1
            return Value(kind: .object, range: start..<index)
        case UInt8(ascii: "["):
            index += 1
            return skipContainer() ? Value(kind: .other, range: start..<index) : nil
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            skipPlain()
            return Value(kind: .number, range: start..<index)
        case UInt8(ascii: "a")...UInt8(ascii: "z"):
            skipPlain()
            return Value(kind: .other, range: start..<index)
        default: return nil
        }
    }

    /// Goes to the end of an object or array whose first byte was consumed; false where it does not end.
    mutating func skipContainer() -> Bool {
        var depth = 1
        while index < end {
            // because the index is below the end.
            let byte = unsafe bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): if string() == nil { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return true }
            default: break
            }
        }
        return false
    }

    /// The rest of a string whose opening quote was consumed.
    private mutating func string() -> Value? {
        let start = index
        var kind = Value.Kind.string
        while index < end {
            // because the index is below the end.
            let byte = unsafe bytes[index]
            if byte == Dialect.quote {
                index += 1
                return Value(kind: kind, range: start..<(index - 1))
            }
            if byte == UInt8(ascii: "\\") {
                kind = .escapedString
                index += 1
            }
            index += 1
        }
        index = end
        return nil
    }

    /// Goes to the end of a number or word.
    private mutating func skipPlain() {
        while index < end {
            // because the index is below the end.
            switch unsafe bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"),
                UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), 0x09...0x0D, 0x20:
                return
            default: index += 1
            }
        }
    }
}

/// Appends what an escaped JSON string says, in UTF-8; false where an escape is none.
func unescapeJSON(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into text: inout [UInt8]
) -> Bool {
    var index = range.lowerBound
    func code() -> UInt32? {
        guard index + 4 <= range.upperBound else { return nil }
        var value: UInt32 = 0
        for place in index..<(index + 4) {
            // because the range lies within the bytes.
            guard let digit = unsafe hexDigit(bytes[place]) else { return nil }
            value = value << 4 | digit
        }
        index += 4
        return value
    }
    while index < range.upperBound {
        // because the index lies in the range, which lies within the bytes.
        let byte = unsafe bytes[index]
        index += 1
        guard byte == UInt8(ascii: "\\") else {
            text.append(byte)
            continue
        }
        guard index < range.upperBound else { return false }
        let escape = unsafe bytes[index]
        index += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            guard var value = code() else { return false }
            if value >> 10 == 0xD800 >> 10 {
                // because the condition keeps both indexes in the range.
                guard index + 6 <= range.upperBound, unsafe bytes[index] == UInt8(ascii: "\\"),
                    unsafe bytes[index + 1] == UInt8(ascii: "u")
                else { return false }
                index += 2
                guard let low = code(), low >> 10 == 0xDC00 >> 10 else { return false }
                value = 0x1_0000 + ((value & 0x3FF) << 10) + (low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else { return false }
            text.append(contentsOf: encoded)
        default: return false
        }
    }
    return true
}

private func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
