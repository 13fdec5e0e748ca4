import Foundation

/// What each character becomes so that spellings of one word are alike: up to eight bytes.
///
/// Folded text is not UTF-8. Latin letters are `a`…`z` without marks, digits of any script `0`…`9`, Arabic letters one byte
/// each (0xA0…0xDF, in the forms that differ only by hand made one), letters of other scripts 0x80; all else that is no
/// ASCII mark is a space. So a letter is a byte, in every language that the knowledge has.
package enum FoldingTable {
    package static let otherLetter: UInt8 = 0x80

    /// Alef, waw and yeh.
    package static let longVowels: [UInt8] = [0xA7, 0xC8, 0xCA]

    /// Bytes of a scalar, the first in the lowest eight bits; 0: nothing is left of it.
    package static func bytes(of scalar: Unicode.Scalar) -> UInt64 {
        let value = Int(scalar.value)
        if value < low.count { return low[value] }
        if value >= formsStart, value - formsStart < forms.count { return forms[value - formsStart] }
        return packed(scalar)
    }

    /// The one letter that a letter becomes, in lower case; nil where it becomes several, none, or is no letter of a kind
    /// that the knowledge has. Amounts are read by the same letters (`CharacterFolding`).
    package static func letter(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if let same = arabicForms[scalar.value] { return Unicode.Scalar(same) }
        let folded = bytes(of: scalar)
        if (0xA0..<0x100).contains(folded) { return Unicode.Scalar(0x620 + UInt32(folded) - 0xA0) }
        return (97...122).contains(folded) ? Unicode.Scalar(UInt8(folded)) : nil
    }

    private static let formsStart = 0xFB00
    /// Latin, Arabic, marks, sub- and superscripts, letter-like signs.
    private static let low: [UInt64] = (0..<0x2200).map { Unicode.Scalar($0).map(packed) ?? 0 }
    /// Ligatures, Arabic presentation forms, wide forms.
    private static let forms: [UInt64] = (formsStart..<0x10000).map { Unicode.Scalar($0).map(packed) ?? 0 }

    private static func packed(_ scalar: Unicode.Scalar) -> UInt64 {
        var bytes: [UInt8] = []
        if let own = special[scalar] {
            bytes = Array(own.utf8)
        } else if scalar.isASCII {
            bytes = [lowered(UInt8(scalar.value))]
        } else {
            for part in String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars {
                append(part, to: &bytes)
            }
        }
        return bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        if let own = special[scalar] {
            bytes += Array(own.utf8)
            return
        }
        if scalar.isASCII {
            bytes.append(lowered(UInt8(scalar.value)))
            return
        }
        if let letter = arabic(scalar) {
            bytes.append(letter)
            return
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format: break
        case .decimalNumber: bytes.append(UInt8(48 + Int(scalar.properties.numericValue ?? 0)))
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: bytes.append(otherLetter)
        default: bytes.append(UInt8(ascii: " "))
        }
    }

    package static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

    /// The one byte of an Arabic letter; nil for what is none, or leaves nothing.
    private static func arabic(_ scalar: Unicode.Scalar) -> UInt8? {
        var value = scalar.value
        if let same = arabicForms[value] { value = same }
        guard (0x621...0x63A).contains(value) || (0x641...0x64A).contains(value) else { return nil }
        return UInt8(0xA0 + value - 0x620)
    }

    /// Letters that are written for one another: alef with its marks, final yeh and heh, and the Persian letters.
    private static let arabicForms: [UInt32: UInt32] = [
        0x622: 0x627, 0x623: 0x627, 0x625: 0x627, 0x671: 0x627, 0x649: 0x64A, 0x626: 0x64A, 0x624: 0x648,
        0x629: 0x647, 0x6A9: 0x643, 0x6AF: 0x643, 0x6CC: 0x64A, 0x6C1: 0x647, 0x6BE: 0x647, 0x6D5: 0x647,
        0x67E: 0x628, 0x686: 0x62C, 0x698: 0x632, 0x6A4: 0x641,
    ]

    /// What decomposition leaves alone, and marks that mean an ASCII one. Tatweel leaves nothing.
    private static let special: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe",
        "Œ": "oe",
        "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ſ": "s", "µ": "u", "μ": "u",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "\u{AD}": "", "‘": "'",
        "’": "'",
        "‛": "'", "ʼ": "'", "´": "'", "`": "'", "′": "'", "٪": "%", "٫": ".", "٬": ",", "،": ",", "؛": ";",
        "⁄": "/", "\u{640}": "", "\u{200B}": "", "\u{FEFF}": "", "…": ".",
    ]
}
