/// Reads one line of NDJSON: an object whose members become texts, in the order in which they stand.
///
/// Numbers and words are taken as written; a list of texts is joined with `, `; members of an inner object are named
/// `outer.inner`. Bounded in depth and in the number of members.
struct JSONRecord {
    static let depthMax = 16
    static let membersMax = 1_000

    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private(set) var members: [(name: String, text: String)] = []

    /// The members of an object; nil where the line is none.
    static func members(of bytes: ArraySlice<UInt8>) -> [(name: String, text: String)]? {
        var record = JSONRecord(bytes)
        record.skipSpace()
        guard record.peek() == UInt8(ascii: "{"), record.object("", depth: 0) else { return nil }
        record.skipSpace()
        return record.index == record.bytes.endIndex ? record.members : nil
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    private func peek() -> UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 32 || byte == 9 || byte == 13 || byte == 10 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    private mutating func object(_ prefix: String, depth: Int) -> Bool {
        guard depth < Self.depthMax, take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            skipSpace()
            guard let key = string(), take(UInt8(ascii: ":")) else { return false }
            let name = prefix.isEmpty ? key : prefix + "." + key
            skipSpace()
            if peek() == UInt8(ascii: "{") {
                guard object(name, depth: depth + 1) else { return false }
                continue
            }
            var texts: [String] = []
            guard value(&texts, depth: depth + 1) else { return false }
            guard members.count < Self.membersMax else { return false }
            members.append((name, texts.joined(separator: ", ")))
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    /// A value as texts; objects inside lists give the texts of their members.
    private mutating func value(_ texts: inout [String], depth: Int) -> Bool {
        skipSpace()
        guard depth < Self.depthMax, let byte = peek() else { return false }
        switch byte {
        case UInt8(ascii: "\""):
            guard let text = string() else { return false }
            if !text.isEmpty { texts.append(text) }
            return true
        case UInt8(ascii: "["):
            index += 1
            if take(UInt8(ascii: "]")) { return true }
            repeat {
                guard value(&texts, depth: depth + 1) else { return false }
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "]"))
        case UInt8(ascii: "{"):
            index += 1
            if take(UInt8(ascii: "}")) { return true }
            repeat {
                skipSpace()
                guard string() != nil, take(UInt8(ascii: ":")), value(&texts, depth: depth + 1) else {
                    return false
                }
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "}"))
        default: return plain(&texts)
        }
    }

    /// A number, `true`, `false` or `null`, which is nothing.
    private mutating func plain(_ texts: inout [String]) -> Bool {
        let start = index
        while let byte = peek(), !",]} \t\r\n".utf8.contains(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        switch text {
        case "null": return true
        case "true", "false":
            texts.append(text)
            return true
        default:
            guard Double(text) != nil, text.utf8.first.map({ $0 == 45 || (48...57).contains($0) }) ?? false
            else {
                return false
            }
            texts.append(text)
            return true
        }
    }

    private mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var content: [UInt8] = []
        while let byte = peek() {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: content, as: UTF8.self)
            case UInt8(ascii: "\\"): guard escape(&content) else { return nil }
            case 0..<32: return nil
            default: content.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(_ content: inout [UInt8]) -> Bool {
        guard let byte = peek() else { return false }
        index += 1
        switch byte {
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "u"):
            guard var value = codeUnit() else { return false }
            if (0xD800..<0xDC00).contains(value) {
                guard peek() == UInt8(ascii: "\\") else { return false }
                index += 1
                guard peek() == UInt8(ascii: "u") else { return false }
                index += 1
                guard let low = codeUnit(), (0xDC00..<0xE000).contains(low) else { return false }
                value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { return false }
            content.append(contentsOf: Array(String(scalar).utf8))
        default: return false
        }
        return true
    }

    private mutating func codeUnit() -> UInt32? {
        guard index + 4 <= bytes.endIndex else { return nil }
        let digits = String(decoding: bytes[index..<(index + 4)], as: UTF8.self)
        index += 4
        return digits.utf8.allSatisfy({ $0 != 43 && $0 != 45 }) ? UInt32(digits, radix: 16) : nil
    }
}
