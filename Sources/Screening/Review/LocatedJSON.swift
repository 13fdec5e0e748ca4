import Documents

/// Reads JSON into a tree with places, in which every scalar is the text that stands there.
///
/// Strict (RFC 8259), of a bounded depth; repeated keys are refused. `null` is an empty text.
package enum LocatedJSON {
    package static let depthMax = 16

    /// - Returns: the tree; nil, with an error at its place, where the text is no JSON.
    package static func read(_ findings: Findings) -> YAMLNode? {
        let bytes = findings.source.bytes
        guard String(validating: bytes, as: UTF8.self) != nil else {
            findings.error(
                .notUTF8, at: nil, "the file is not UTF-8", help: "take the file as the sheet saved it")
            return nil
        }
        var parser = Parser(bytes: bytes)
        do throws(Parser.Fault) {
            return try parser.document()
        } catch {
            findings.error(
                .sheetNotJSON, at: findings.source.place(at: error.offset), "no JSON: \(error.message)",
                help: "take the file as the sheet saved it")
            return nil
        }
    }

    private struct Parser {
        struct Fault: Error {
            let offset: Int
            let message: String
        }

        let bytes: [UInt8]
        var offset = 0
        /// The place of a byte up to which lines and columns are counted; it only goes forward.
        private var counted = 0
        private var reached = YAMLPlace(line: 1, column: 1)

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func document() throws(Fault) -> YAMLNode {
            let value = try value(depth: 0)
            skipSpace()
            if offset < bytes.count { throw fault("something stands after the end") }
            return value
        }

        private mutating func value(depth: Int) throws(Fault) -> YAMLNode {
            guard depth < LocatedJSON.depthMax else { throw fault("nested too deep") }
            skipSpace()
            let start = place()
            switch peek {
            case UInt8(ascii: "{"): return try object(start, depth)
            case UInt8(ascii: "["): return try list(start, depth)
            case UInt8(ascii: "\""): return YAMLNode(place: start, kind: .scalar(try string()))
            case nil: throw fault("the text ends where a value is wanted")
            default: return YAMLNode(place: start, kind: .scalar(try word()))
            }
        }

        private mutating func object(_ start: YAMLPlace, _ depth: Int) throws(Fault) -> YAMLNode {
            offset += 1
            var members: [YAMLEntry] = []
            var keys: Set<String> = []
            skipSpace()
            if take("}") { return YAMLNode(place: start, kind: .mapping(members)) }
            while true {
                skipSpace()
                let at = offset
                let keyPlace = place()
                guard peek == UInt8(ascii: "\"") else { throw fault("a key in double quotes is wanted") }
                let key = try string()
                guard keys.insert(key).inserted else {
                    throw Fault(offset: at, message: "\(quoted(key)) stands here a second time")
                }
                skipSpace()
                guard take(":") else { throw fault("`:` is wanted") }
                members.append(YAMLEntry(key: key, keyPlace: keyPlace, value: try value(depth: depth + 1)))
                skipSpace()
                if take("}") { return YAMLNode(place: start, kind: .mapping(members)) }
                guard take(",") else { throw fault("`,` or `}` is wanted") }
            }
        }

        private mutating func list(_ start: YAMLPlace, _ depth: Int) throws(Fault) -> YAMLNode {
            offset += 1
            var values: [YAMLNode] = []
            skipSpace()
            if take("]") { return YAMLNode(place: start, kind: .sequence(values)) }
            while true {
                values.append(try value(depth: depth + 1))
                skipSpace()
                if take("]") { return YAMLNode(place: start, kind: .sequence(values)) }
                guard take(",") else { throw fault("`,` or `]` is wanted") }
            }
        }

        /// A number, `true`, `false` or `null`.
        private mutating func word() throws(Fault) -> String {
            let start = offset
            while let byte = peek, byte > 0x20, !",]}:\"{[".utf8.contains(byte) { offset += 1 }
            let text = String(decoding: bytes[start..<offset], as: UTF8.self)
            if text == "null" { return "" }
            if text == "true" || text == "false"
                || text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil
            {
                return text
            }
            throw Fault(offset: start, message: "\(quoted(text)) is no value")
        }

        private mutating func string() throws(Fault) -> String {
            let start = offset
            offset += 1
            var text: [UInt8] = []
            while let byte = peek {
                offset += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"): try escape(into: &text)
                case 0..<0x20:
                    offset -= 1
                    throw fault("a control character stands in a text")
                default: text.append(byte)
                }
            }
            throw Fault(offset: start, message: "the text that begins here does not end")
        }

        private mutating func escape(into text: inout [UInt8]) throws(Fault) {
            let simple: [UInt8: UInt8] = [
                0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
                0x74: 0x09,
            ]
            let at = offset - 1
            guard let byte = peek else { throw fault("the text ends in an escape") }
            offset += 1
            if let plain = simple[byte] {
                text.append(plain)
                return
            }
            guard byte == UInt8(ascii: "u"), let first = unit() else {
                throw Fault(offset: at, message: "there is no such escape")
            }
            var value = UInt32(first)
            if (0xD800..<0xDC00).contains(first), peek == UInt8(ascii: "\\"), offset + 1 < bytes.count,
                bytes[offset + 1] == UInt8(ascii: "u")
            {
                offset += 2
                guard let second = unit(), (0xDC00..<0xE000).contains(second) else {
                    throw Fault(offset: at, message: "half of a character stands alone")
                }
                value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw Fault(offset: at, message: "half of a character stands alone")
            }
            text += Array(String(Character(scalar)).utf8)
        }

        /// Four hex digits.
        private mutating func unit() -> UInt16? {
            guard offset + 4 <= bytes.count else { return nil }
            let digits = bytes[offset..<(offset + 4)]
            guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }) else {
                return nil
            }
            offset += 4
            return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        }

        private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

        private mutating func take(_ letter: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: letter) else { return false }
            offset += 1
            return true
        }

        private mutating func skipSpace() {
            while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                offset += 1
            }
        }

        /// The place of the byte at hand.
        private mutating func place() -> YAMLPlace {
            while counted < offset {
                let byte = bytes[counted]
                counted += 1
                let endsLine =
                    byte == 0x0A || byte == 0x0D && !(counted < bytes.count && bytes[counted] == 0x0A)
                if endsLine {
                    reached = YAMLPlace(line: reached.line + 1, column: 1)
                } else if byte & 0xC0 != 0x80 {
                    reached.column += 1
                }
            }
            return reached
        }

        private func fault(_ message: String) -> Fault { Fault(offset: offset, message: message) }
    }
}
