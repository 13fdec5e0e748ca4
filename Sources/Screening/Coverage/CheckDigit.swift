/// What GTINs are: whether a text is one, what is wrong with it, and one form of it.
package enum CheckDigit {
    package static let lengths: Set<Int> = [8, 12, 13, 14]

    /// What is wrong with a text that stands for a GTIN; nil where it is one, or stands for none (empty, or zeros alone).
    package static func problem(_ text: String) -> String? {
        guard let digits = digits(text) else { return "is no GTIN, which has 8, 12, 13 or 14 digits" }
        if digits.allSatisfy({ $0 == "0" }) { return nil }
        switch GTIN.check(digits) {
        case .valid: return nil
        case .wrongDigit(let expected): return "has a wrong check digit: \(expected) would be right"
        case .notGTIN:
            let count = digits.utf8.count
            let lost = (lengths.sorted().first { $0 > count } ?? count) - count
            let padded = String(repeating: "0", count: lost) + digits
            guard lost > 0, count > 6, GTIN.check(padded) == .valid else {
                return "has \(count) digits; a GTIN has 8, 12, 13 or 14"
            }
            return "has \(count) digits, and is right with \(lost) zero\(lost == 1 ? "" : "s") in front,"
                + " which may have been lost"
        }
    }

    /// The GTIN in 14 digits, so that one GTIN is one text; nil where it is none or its check digit is wrong.
    package static func normal(_ text: String) -> String? {
        guard let digits = digits(text), GTIN.check(digits) == .valid, digits.contains(where: { $0 != "0" })
        else { return nil }
        return String(repeating: "0", count: 14 - digits.utf8.count) + digits
    }

    /// The digits of a text, without blanks and hyphens between them; nil where it holds anything else, or very many.
    private static func digits(_ text: String) -> String? {
        guard text.utf8.count <= 60 else { return nil }
        let digits = text.filter { $0 != " " && $0 != "-" }
        return digits.utf8.allSatisfy { (48...57).contains($0) } ? digits : nil
    }
}
