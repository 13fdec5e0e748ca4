/// One text of an article with everything that was found in it.
package struct FieldScan {
    package let field: String
    package let text: String
    package let folded: FoldedText
    package let tokens: [Token]
    /// What the tokens are for negations and percentages.
    package let roles: [Lexicon.Flags]
    private(set) var matches: [TermMatch]
    package let numbers: [NumberMatch]
    private let original: [UInt8]

    /// How much of one text is looked at, in bytes.
    package static let bytesMax = 4_096

    package init(field: String, text: String, _ index: TermIndex) {
        self.field = field
        self.text = text
        folded = FoldedText(text, limit: Self.bytesMax)
        tokens = Token.tokens(of: folded.bytes)
        original = Array(text.utf8.prefix(Self.bytesMax))
        let matcher = TermMatcher(index, folded, original: original, tokens: tokens)
        matches = matcher.matches
        roles = matcher.roles
        numbers = NumberMatch.all(folded.bytes, original, folded, tokens)
    }

    package var isCut: Bool { folded.isCut }

    /// The place of some tokens in the text as it is written.
    package func span(_ first: Int, _ last: Int) -> TextSpan {
        let start = folded.origin(of: Int(tokens[first].start))
        let end = max(start, folded.origin(of: Int(tokens[last].end)))
        return TextSpan(
            field: field, start: start, end: end, text: String(decoding: original[start..<end], as: UTF8.self)
        )
    }

    /// The tokens that begin within a span of the text; nil when none does.
    package func tokens(in span: TextSpan) -> ClosedRange<Int>? {
        let inside = tokens.indices.filter {
            let start = folded.origin(of: Int(tokens[$0].start))
            return start >= span.start && start < span.end
        }
        guard let first = inside.first, let last = inside.last else { return nil }
        return first...last
    }

    package func bytes(_ token: Int) -> ArraySlice<UInt8> { folded.bytes[tokens[token].range] }
}
