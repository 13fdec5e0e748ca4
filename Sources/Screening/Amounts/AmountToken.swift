/// A piece of a text as the amounts reader sees it.
struct AmountToken {
    enum Kind {
        /// Digits, with marks between them.
        case number(NumberText)
        /// Letters, folded: lower case, without diacritics, Arabic letters in one form.
        case word(String)
        /// Any other character; signs of the same meaning are one (`–` is `-`, `٪` is `%`).
        case mark(Unicode.Scalar)
    }

    /// What stands before a token.
    enum Gap {
        case none, blank
        /// A blank at which lines do not break, as it stands inside numbers.
        case hard
    }

    var kind: Kind
    /// UTF-8 offsets into the text.
    var start: Int
    var end: Int
    var gap: Gap
    /// Whether the word has a capital letter first.
    var isCapital = false

    var word: String? { if case .word(let word) = kind { word } else { nil } }
    var number: NumberText? { if case .number(let number) = kind { number } else { nil } }

    func isMark(_ scalar: Unicode.Scalar) -> Bool {
        if case .mark(let own) = kind { own == scalar } else { false }
    }
}

/// Cuts a text into tokens.
///
/// Characters that are not seen (bidirectional controls, joiners, soft hyphens) count for nothing, and neither do Arabic
/// vowel signs. Linear in the length of the text.
struct AmountTokenizer {
    private let scalars: String.UnicodeScalarView
    private var index: String.UnicodeScalarView.Index
    private var offset = 0
    private var gap = AmountToken.Gap.none
    private(set) var tokens: [AmountToken] = []

    /// Whether a text may hold an amount at all: it has a digit. Looks at bytes only.
    static func mayHoldAmount(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.contains { byte in
                // Digits; D9 and DB begin Arabic ones, C2 the fractions, EF those of full width.
                (48...57).contains(byte) || byte == 0xD9 || byte == 0xDB || byte == 0xC2 || byte == 0xEF
            }
        }
    }

    static func tokens(of text: String) -> [AmountToken] {
        var tokenizer = AmountTokenizer(text)
        tokenizer.run()
        return tokenizer.tokens
    }

    private init(_ text: String) {
        scalars = text.unicodeScalars
        index = scalars.startIndex
    }

    private mutating func run() {
        while let scalar = peek() {
            switch CharacterFolding.sort(of: scalar) {
            case .ignored: advance()
            case .blank:
                advance()
                if gap != .hard { gap = .blank }
            case .hardBlank:
                advance()
                gap = .hard
            case .digit: number(startsWithMark: false)
            case .fraction(let millionths):
                let start = offset
                advance()
                append(.number(NumberText(fraction: millionths)), from: start)
            case .letter(let folded): word(folded)
            case .mark(let mark):
                if mark == "." || mark == ",", startsNumber() {
                    number(startsWithMark: true)
                } else {
                    let start = offset
                    advance()
                    append(.mark(mark), from: start)
                }
            }
        }
    }

    private func peek() -> Unicode.Scalar? { index < scalars.endIndex ? scalars[index] : nil }

    private mutating func advance() {
        offset += UTF8.width(scalars[index])
        index = scalars.index(after: index)
    }

    private mutating func append(_ kind: AmountToken.Kind, from start: Int, isCapital: Bool = false) {
        tokens.append(AmountToken(kind: kind, start: start, end: offset, gap: gap, isCapital: isCapital))
        gap = .none
    }

    /// Whether the mark at hand begins a number (`.5`): a digit follows, and no letter or digit stands right before.
    private func startsNumber() -> Bool {
        let next = scalars.index(after: index)
        guard next < scalars.endIndex, case .digit = CharacterFolding.sort(of: scalars[next]) else {
            return false
        }
        guard gap == .none, let last = tokens.last else { return true }
        if case .mark = last.kind { return true }
        return false
    }

    private mutating func number(startsWithMark: Bool) {
        let start = offset
        var text = NumberText()
        if startsWithMark { text.beginsWithMark(of: scalars[index]) }
        if startsWithMark { advance() }
        while let scalar = peek() {
            switch CharacterFolding.sort(of: scalar) {
            case .digit(let digit):
                text.add(digit)
                advance()
            case .ignored: advance()
            case .mark(let mark):
                guard let separator = NumberText.Separator(mark), digitFollows() else {
                    append(.number(text), from: start)
                    return
                }
                text.add(separator)
                advance()
            default:
                append(.number(text), from: start)
                return
            }
        }
        append(.number(text), from: start)
    }

    private func digitFollows() -> Bool {
        let next = scalars.index(after: index)
        guard next < scalars.endIndex else { return false }
        if case .digit = CharacterFolding.sort(of: scalars[next]) { return true }
        return false
    }

    private mutating func word(_ first: Unicode.Scalar) {
        let start = offset
        let isCapital = peek() != first
        var word = String.UnicodeScalarView()
        var end = offset
        loop: while let scalar = peek() {
            switch CharacterFolding.sort(of: scalar) {
            case .letter(let folded):
                word.append(folded)
                advance()
                end = offset
            case .ignored: advance()
            default: break loop
            }
        }
        tokens.append(
            AmountToken(
                kind: .word(String(word)), start: start, end: end, gap: gap, isCapital: isCapital))
        gap = .none
    }
}
