import Catalogue

/// Registry and transport numbers in a text: `7722-84-1`, `231-765-0`, `UN 2014`.
package struct NumberMatch {
    package var kind: Evidence.Kind
    package var number: String
    /// Tokens.
    package var first: Int
    package var last: Int
}

extension NumberMatch {
    /// Every CAS and EC number with a right check digit, and every UN number, in order of place.
    package static func all(_ bytes: [UInt8], _ original: [UInt8], _ text: FoldedText, _ tokens: [Token])
        -> [NumberMatch]
    {
        var found: [NumberMatch] = []
        for index in tokens.indices {
            if tokens[index].kind == .digits {
                if let match = registry(bytes, tokens, index) { found.append(match) }
            } else if tokens[index].kind == .letters, tokens[index].count == 2 {
                if let match = transport(bytes, original, text, tokens, index) { found.append(match) }
            }
        }
        return found
    }

    private static func registry(_ bytes: [UInt8], _ tokens: [Token], _ index: Int) -> NumberMatch? {
        guard index + 2 < tokens.count, tokens[index + 2].count == 1, (2...7).contains(tokens[index].count),
            isHyphen(bytes, tokens, index + 1), isHyphen(bytes, tokens, index + 2),
            !(index > 0 && isHyphen(bytes, tokens, index) && tokens[index - 1].kind == .digits),
            !(index + 3 < tokens.count && isHyphen(bytes, tokens, index + 3)
                && tokens[index + 3].kind == .digits)
        else { return nil }
        let range = Int(tokens[index].start)..<Int(tokens[index + 2].end)
        let number = String(decoding: bytes[range], as: UTF8.self)
        if CASNumber.isValid(number) {
            return NumberMatch(kind: .cas, number: number, first: index, last: index + 2)
        }
        if ECNumber.isValid(number) {
            return NumberMatch(kind: .ec, number: number, first: index, last: index + 2)
        }
        return nil
    }

    private static func isHyphen(_ bytes: [UInt8], _ tokens: [Token], _ index: Int) -> Bool {
        tokens[index].kind == .digits && index > 0 && tokens[index].start - tokens[index - 1].end == 1
            && bytes[Int(tokens[index].start) - 1] == UInt8(ascii: "-")
    }

    /// `UN` in capitals, for it is a word in some languages; at most `No.` between it and four digits.
    private static func transport(
        _ bytes: [UInt8], _ original: [UInt8], _ text: FoldedText, _ tokens: [Token], _ index: Int
    ) -> NumberMatch? {
        let start = text.origin(of: Int(tokens[index].start))
        guard start + 1 < original.count, original[start] == UInt8(ascii: "U"),
            original[start + 1] == UInt8(ascii: "N")
        else { return nil }
        var last = index + 1
        if last < tokens.count, tokens[last].kind == .letters,
            ["no", "nr", "n"].contains(word(bytes, tokens[last]))
        {
            last += 1
        }
        guard last < tokens.count, tokens[last].kind == .digits, tokens[last].count == 4,
            tokens[last].gap.isDisjoint(with: .stop)
        else { return nil }
        return NumberMatch(kind: .un, number: word(bytes, tokens[last]), first: index, last: last)
    }

    private static func word(_ bytes: [UInt8], _ token: Token) -> String {
        String(decoding: bytes[token.range], as: UTF8.self)
    }
}
