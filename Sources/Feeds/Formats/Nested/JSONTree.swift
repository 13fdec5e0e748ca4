/// One JSON value, read strictly (RFC 8259), as a flat list of its parts.
///
/// Nothing is copied: a part says where its text stands, so that numbers keep every digit.
struct JSONTree {
    /// Objects and arrays in each other, at most.
    static let depthMax = 64

    enum Kind: UInt8 { case object, array, string, escapedString, number, yes, no, null }

    struct Node {
        var kind: Kind
        /// Whether its name is written with escapes.
        var isNameEscaped = false
        /// Where its text stands: of strings what is between the quotes.
        var text: Range<Int32>
        /// Where its name stands in its object; empty for what has none.
        var name: Range<Int32>
        /// After its last descendant.
        var end: Int32
    }

    enum Failure: Error, Equatable {
        /// No JSON at this byte.
        case malformed(Int)
        case tooDeep
        /// A name that is asked for stands twice in one object.
        case repeated(String)
    }

    let bytes: [UInt8]
    private(set) var nodes: [Node] = []
    private var index = 0

    /// Reads a value with nothing after it but white space.
    init(_ bytes: [UInt8]) throws(Failure) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 16)
        try value(name: 0..<0, isNameEscaped: false, depth: 0)
        skipWhite()
        if index < bytes.count { throw .malformed(index) }
    }

    private mutating func skipWhite() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipWhite()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(
        name: Range<Int32>, isNameEscaped: Bool, depth: Int
    ) throws(Failure) {
        skipWhite()
        guard index < bytes.count else { throw .malformed(index) }
        let place = nodes.count
        let start = Int32(truncatingIfNeeded: index)
        nodes.append(
            Node(kind: .null, isNameEscaped: isNameEscaped, text: start..<start, name: name, end: 0))
        switch bytes[index] {
        case UInt8(ascii: "{"):
            nodes[place].kind = .object
            try object(depth: depth + 1)
            nodes[place].text = start..<Int32(truncatingIfNeeded: index)
        case UInt8(ascii: "["):
            nodes[place].kind = .array
            try array(depth: depth + 1)
            nodes[place].text = start..<Int32(truncatingIfNeeded: index)
        case UInt8(ascii: "\""):
            let (text, isEscaped) = try string()
            nodes[place].kind = isEscaped ? .escapedString : .string
            nodes[place].text = text
        case UInt8(ascii: "t"): try word(JSONTree.yes, .yes, place)
        case UInt8(ascii: "f"): try word(JSONTree.no, .no, place)
        case UInt8(ascii: "n"): try word(JSONTree.null, .null, place)
        default:
            nodes[place].kind = .number
            nodes[place].text = try number()
        }
        nodes[place].end = Int32(truncatingIfNeeded: nodes.count)
    }

    private mutating func object(depth: Int) throws(Failure) {
        if depth > JSONTree.depthMax { throw .tooDeep }
        index += 1
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipWhite()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw .malformed(index) }
            let (name, isEscaped) = try string()
            guard take(UInt8(ascii: ":")) else { throw .malformed(index) }
            try value(name: name, isNameEscaped: isEscaped, depth: depth)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw .malformed(index) }
    }

    private mutating func array(depth: Int) throws(Failure) {
        if depth > JSONTree.depthMax { throw .tooDeep }
        index += 1
        if take(UInt8(ascii: "]")) { return }
        repeat {
            try value(name: 0..<0, isNameEscaped: false, depth: depth)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw .malformed(index) }
    }

    private static let yes = Array("true".utf8)
    private static let no = Array("false".utf8)
    private static let null = Array("null".utf8)

    private mutating func word(_ text: [UInt8], _ kind: Kind, _ place: Int) throws(Failure) {
        guard bytes[index...].starts(with: text) else { throw .malformed(index) }
        nodes[place].kind = kind
        nodes[place].text = Int32(truncatingIfNeeded: index)..<Int32(truncatingIfNeeded: index + text.count)
        index += text.count
    }

    private mutating func string() throws(Failure) -> (Range<Int32>, Bool) {
        index += 1
        let start = index
        var isEscaped = false
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return (Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: index - 1), isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try escape()
            case 0x00..<0x20: throw .malformed(index)
            default: index += 1
            }
        }
        throw .malformed(index)
    }

    private mutating func escape() throws(Failure) {
        index += 1
        guard index < bytes.count else { throw .malformed(index) }
        switch bytes[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 1
        case UInt8(ascii: "u"):
            for place in (index + 1)...(index + 4) {
                guard place < bytes.count, isHexDigit(bytes[place]) else { throw .malformed(place) }
            }
            index += 5
        default: throw .malformed(index)
        }
    }

    private func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private mutating func number() throws(Failure) -> Range<Int32> {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let first = index
        let whole = digits()
        if whole == 0 || (whole > 1 && bytes[first] == UInt8(ascii: "0")) { throw .malformed(first) }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            if digits() == 0 { throw .malformed(index) }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            if digits() == 0 { throw .malformed(index) }
        }
        return Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: index)
    }

    private mutating func digits() -> Int {
        let start = index
        while index < bytes.count, decimalDigit(bytes[index]) != nil { index += 1 }
        return index - start
    }
}
