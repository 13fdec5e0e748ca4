/// Trade item numbers, GTIN-8, 12 (UPC), 13 (EAN) and 14: whether a text is one, what is wrong with it, and one form of it.
///
/// Blanks and hyphens between the digits do not count.
package enum GTIN {
    package enum Check: Hashable, Sendable {
        case valid
        /// The last digit is wrong; the right one.
        case wrongDigit(expected: Int)
        /// Not 8, 12, 13 or 14 digits: another kind of number, or one that a spreadsheet has spoilt.
        case notGTIN
    }

    package static let lengths: Set<Int> = [8, 12, 13, 14]

    /// Checks a number as it is written; one of zeros alone is valid.
    package static func check(_ text: String) -> Check { digits(of: text).map(check) ?? .notGTIN }

    /// What is wrong with a text that stands for a GTIN; nil where it is one, or stands for none (empty, or zeros alone).
    package static func problem(_ text: String) -> String? {
        guard let digits = digits(of: text) else { return "is no GTIN, which has 8, 12, 13 or 14 digits" }
        if digits.allSatisfy({ $0 == 0 }) { return nil }
        switch check(digits) {
        case .valid: return nil
        case .wrongDigit(let expected): return "has a wrong check digit: \(expected) would be right"
        case .notGTIN:
            let count = digits.count
            let lost = (lengths.sorted().first { $0 > count } ?? count) - count
            guard lost > 0, count > 6, check([Int](repeating: 0, count: lost) + digits) == .valid else {
                return "has \(count) digits; a GTIN has 8, 12, 13 or 14"
            }
            return "has \(count) digits, and is right with \(lost) zero\(lost == 1 ? "" : "s") in front,"
                + " which may have been lost"
        }
    }

    /// The GTIN in 14 digits, so that one GTIN is one text; nil where it is none, zeros alone, or its check digit is wrong.
    package static func normal(_ text: String) -> String? {
        guard let digits = digits(of: text), check(digits) == .valid, digits.contains(where: { $0 != 0 })
        else { return nil }
        return String(repeating: "0", count: 14 - digits.count) + digits.map(String.init).joined()
    }

    private static func check(_ digits: [Int]) -> Check {
        guard lengths.contains(digits.count), let last = digits.last else { return .notGTIN }
        // From the right the digits count three times and once in turn.
        let sum = digits.dropLast().reversed().enumerated().reduce(0) {
            $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1)
        }
        let expected = (10 - sum % 10) % 10
        return expected == last ? .valid : .wrongDigit(expected: expected)
    }

    /// The digits of a text; nil where it holds anything else, or very much.
    private static func digits(of text: String) -> [Int]? {
        guard text.utf8.count <= 60 else { return nil }
        var digits: [Int] = []
        for byte in text.utf8 where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
            guard (48...57).contains(byte) else { return nil }
            digits.append(Int(byte) - 48)
        }
        return digits
    }
}
