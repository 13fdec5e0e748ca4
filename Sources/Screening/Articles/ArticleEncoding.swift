/// How the bytes of an article file are text.
enum ArticleEncoding: Sendable {
    case utf8
    case windows1252

    /// UTF-8 where the file has its mark, is UTF-8, or holds more of its sequences than bytes that do not fit.
    ///
    /// An export in Windows-1252 has single bytes above 127 and hardly a sequence of UTF-8; a file in UTF-8 with a spoilt
    /// cell has it the other way round.
    static func of(_ bytes: [UInt8]) -> ArticleEncoding {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        var sequences = 0
        var others = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let length = sequenceLength(bytes, index)
            if length > 0 { sequences += 1 } else { others += 1 }
            index += max(length, 1)
        }
        return others == 0 || sequences > others ? .utf8 : .windows1252
    }

    /// The length of the UTF-8 sequence that begins here; 0 where none does.
    private static func sequenceLength(_ bytes: [UInt8], _ index: Int) -> Int {
        let length =
            switch bytes[index] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        guard length > 0, index + length <= bytes.count,
            bytes[(index + 1)..<(index + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { return 0 }
        return length
    }

    /// The text of these bytes without the white space around it; nil where they are none in this encoding.
    func text(_ bytes: [UInt8]) -> String? {
        let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        let trimmed = bytes[first...last]
        switch self {
        case .utf8: return String(validating: trimmed, as: UTF8.self)
        case .windows1252:
            var text = String.UnicodeScalarView()
            for byte in trimmed { text.append(Self.scalar(byte)) }
            return String(text)
        }
    }

    /// 0x80 to 0x9F of Windows-1252, from the table of the Unicode Consortium; what it leaves out is itself.
    private static let upper: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
        0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161,
        0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        return Unicode.Scalar(upper[Int(byte) - 0x80]) ?? "\u{FFFD}"
    }
}
