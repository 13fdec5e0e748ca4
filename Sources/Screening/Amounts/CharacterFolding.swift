import Foundation

/// What a character is to the amounts reader. Its letters are those that names are compared by (`FoldingTable`).
enum CharacterFolding {
    enum Sort {
        case digit(UInt8)
        /// A vulgar fraction, in millionths.
        case fraction(Int)
        /// A letter in its folded form.
        case letter(Unicode.Scalar)
        case blank, hardBlank
        /// A mark; those of one meaning are one.
        case mark(Unicode.Scalar)
        /// Not seen, or no letter of its own.
        case ignored
    }

    static func sort(of scalar: Unicode.Scalar) -> Sort {
        let value = scalar.value
        if value < 0x80 { return ascii(UInt8(value)) }
        if (0xC0...0x17F).contains(value), value != 0xD7, value != 0xF7 {
            return .letter(latin[Int(value - 0xC0)])
        }
        if (0x600...0x6FF).contains(value) { return arabic(scalar) }
        if (0xFF01...0xFF5E).contains(value) { return ascii(UInt8(value - 0xFEE0)) }
        return other(scalar)
    }

    private static func ascii(_ byte: UInt8) -> Sort {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit(byte - 48)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): .letter(Unicode.Scalar(byte))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter(Unicode.Scalar(byte + 32))
        case 9...13, 32: .blank
        case 0..<32, 127: .ignored
        // Underscores part words in exports.
        case UInt8(ascii: "_"): .blank
        default: .mark(Unicode.Scalar(byte))
        }
    }

    private static func arabic(_ scalar: Unicode.Scalar) -> Sort {
        switch scalar.value {
        case 0x660...0x669: .digit(UInt8(scalar.value - 0x660))
        case 0x6F0...0x6F9: .digit(UInt8(scalar.value - 0x6F0))
        case 0x66A: .mark("%")
        case 0x66B, 0x66C: .mark(scalar)
        case 0x60C: .mark(",")
        case 0x61B: .mark(";")
        case 0x640, 0x64B...0x65F, 0x670, 0x610...0x61A, 0x61C: .ignored
        default: arabicSorts[Int(scalar.value - 0x600)]
        }
    }

    private static func other(_ scalar: Unicode.Scalar) -> Sort {
        switch scalar.value {
        case 0xA0, 0x2007, 0x202F, 0x2009, 0x2008, 0x200A: return .hardBlank
        case 0xBC: return .fraction(250_000)
        case 0xBD: return .fraction(500_000)
        case 0xBE: return .fraction(750_000)
        case 0xD7, 0x2715, 0x2A2F: return .mark("×")
        case 0xF7: return .mark("-")
        case 0x2010...0x2015, 0x2212: return .mark("-")
        case 0x2019, 0x2BC: return .mark("'")
        case 0x2030: return .mark("‰")
        case 0xB2: return .mark("²")
        case 0xB3: return .mark("³")
        // The estimated sign stands beside amounts and means nothing here.
        case 0x212E: return .blank
        // The litre that some fonts write.
        case 0x2113: return .letter("l")
        default: break
        }
        switch scalar.properties.generalCategory {
        case .format, .control, .nonspacingMark, .enclosingMark: return .ignored
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .blank
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter:
            return .letter(scalar)
        default: return .mark(scalar)
        }
    }

    /// U+0600 to U+06FF, one form for letters that are written for one another.
    private static let arabicSorts: [Sort] = (0x600...0x6FF).map { value in
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return .ignored }
        if let letter = FoldingTable.letter(of: scalar) { return .letter(letter) }
        return scalar.properties.isAlphabetic ? .letter(scalar) : .mark(scalar)
    }

    /// U+00C0 to U+017F without their diacritics, in lower case; a letter that folds to two stays one here.
    private static let latin: [Unicode.Scalar] = (0xC0...0x17F).map { value in
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return "?" }
        if let letter = FoldingTable.letter(of: scalar) { return letter }
        let plain = String(scalar).decomposedStringWithCanonicalMapping.lowercased()
        return plain.unicodeScalars.first ?? scalar
    }
}
