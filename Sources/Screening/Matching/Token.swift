/// A run of letters, a run of digits, or a percent sign of a folded text.
package struct Token: Sendable {
    package enum Kind: Sendable { case letters, digits, percent }

    /// What stands between a token and the one before it.
    package struct Gap: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// A hyphen, an apostrophe, a dot, and what has no meaning of its own.
        package static let mark = Gap(rawValue: 1)
        package static let space = Gap(rawValue: 2)
        /// A comma, a slash, a plus: the members of a list.
        package static let list = Gap(rawValue: 4)
        package static let bracket = Gap(rawValue: 8)
        /// A semicolon, a bar, the end of a line: something new begins.
        package static let stop = Gap(rawValue: 16)
        /// A dot right behind the token before: it may have been cut short, or a sentence has ended.
        package static let dot = Gap(rawValue: 32)
    }

    package var start: Int32
    package var end: Int32
    package var kind: Kind
    package var gap: Gap
    /// A dot stands right behind it.
    package var hasDot = false

    package var count: Int { Int(end - start) }
    package var range: Range<Int> { Int(start)..<Int(end) }
}

extension Token {
    /// Cuts a folded text into tokens; digits that are glued to letters are tokens of their own.
    package static func tokens(of bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(bytes.count / 5 + 4)
        var gap: Gap = []
        var index = 0
        while index < bytes.count {
            let kind = classes[Int(bytes[index])]
            guard let tokenKind = kind.tokenKind else {
                if tokens.isEmpty || kind != .dot || bytes[index - 1] == bytes[index] {
                    gap.formUnion(kind.gap)
                } else {
                    if gap.isEmpty {
                        tokens[tokens.count - 1].hasDot = true
                        gap.insert(.dot)
                    }
                    gap.insert(.mark)
                }
                index += 1
                continue
            }
            let start = index
            index += 1
            if tokenKind != .percent {
                while index < bytes.count, classes[Int(bytes[index])] == kind { index += 1 }
            }
            tokens.append(Token(start: Int32(start), end: Int32(index), kind: tokenKind, gap: gap))
            gap = []
        }
        return tokens
    }

    private enum ByteClass: UInt8 {
        case letter, digit, percent, mark, dot, space, list, bracket, stop

        var tokenKind: Kind? {
            switch self {
            case .letter: .letters
            case .digit: .digits
            case .percent: .percent
            default: nil
            }
        }

        var gap: Gap {
            switch self {
            case .space: .space
            case .list: .list
            case .bracket: .bracket
            case .stop: .stop
            default: .mark
            }
        }
    }

    private static let classes: [ByteClass] = (0...255).map { value in
        let byte = UInt8(value)
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...: return .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return .digit
        case UInt8(ascii: "%"): return .percent
        case UInt8(ascii: "."): return .dot
        case UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "&"), UInt8(ascii: ":"):
            return .list
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"): return .bracket
        case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "!"), UInt8(ascii: "?"), 0x0A, 0x0D:
            return .stop
        case UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: "*"), UInt8(ascii: "\""):
            return .mark
        default: return .space
        }
    }
}
