/// Check digits of trade item numbers: GTIN-8, 12 (UPC), 13 (EAN) and 14.
package enum GTIN {
    package enum Check: Hashable, Sendable {
        case valid
        /// The last digit is wrong; the right one.
        case wrongDigit(expected: Int)
        /// Not 8, 12, 13 or 14 digits: another kind of number, or one that a spreadsheet has spoilt.
        case notGTIN
    }

    /// Checks a number as it is written; blanks and hyphens between digits do not count.
    package static func check(_ text: String) -> Check {
        var digits: [Int] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(Int(byte) - 48)
            case UInt8(ascii: " "), UInt8(ascii: "-"): continue
            default: return .notGTIN
            }
            if digits.count > 14 { return .notGTIN }
        }
        guard [8, 12, 13, 14].contains(digits.count), let last = digits.popLast() else { return .notGTIN }
        // From the right the digits count three times and once in turn.
        let sum = digits.reversed().enumerated().reduce(0) {
            $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1)
        }
        let expected = (10 - sum % 10) % 10
        return expected == last ? .valid : .wrongDigit(expected: expected)
    }
}
