/// The encodings that feeds are written in. In each of them ASCII is ASCII, so structure is found in the bytes.
package enum TextEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "utf-8"
    case latin1 = "iso-8859-1"
    case windows1252 = "windows-1252"

    /// Reads the names in use; nil for any other.
    package init?(name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "iso-8859-1", "iso8859-1", "latin1", "latin-1": self = .latin1
        case "windows-1252", "cp1252", "cp-1252": self = .windows1252
        default: return nil
        }
    }

    /// The text of these bytes; nil where the encoding has no such text.
    package func decode(_ bytes: some Sequence<UInt8>) -> String? {
        switch self {
        case .utf8: return String(validating: Array(bytes), as: UTF8.self)
        case .latin1:
            var text = String.UnicodeScalarView()
            for byte in bytes { text.append(Unicode.Scalar(byte)) }
            return String(text)
        case .windows1252:
            var text = String.UnicodeScalarView()
            for byte in bytes {
                guard let scalar = TextEncoding.scalar(windows1252: byte) else { return nil }
                text.append(scalar)
            }
            return String(text)
        }
    }

    /// The bytes of a text; nil where the encoding has none for it.
    package func encode(_ text: String) -> [UInt8]? {
        switch self {
        case .utf8: return Array(text.utf8)
        case .latin1:
            var bytes: [UInt8] = []
            for scalar in text.unicodeScalars {
                guard let byte = UInt8(exactly: scalar.value) else { return nil }
                bytes.append(byte)
            }
            return bytes
        case .windows1252:
            var bytes: [UInt8] = []
            for scalar in text.unicodeScalars {
                guard let byte = TextEncoding.byte(windows1252: scalar) else { return nil }
                bytes.append(byte)
            }
            return bytes
        }
    }

    /// 0x80 to 0x9F of Windows-1252; zero where nothing is assigned. From the table of the Unicode Consortium.
    private static let upper: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0, 0x017E, 0x0178,
    ]

    private static func scalar(windows1252 byte: UInt8) -> Unicode.Scalar? {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        let value = upper[Int(byte) - 0x80]
        return value == 0 ? nil : Unicode.Scalar(value)
    }

    private static func byte(windows1252 scalar: Unicode.Scalar) -> UInt8? {
        if let byte = UInt8(exactly: scalar.value), !(0x80...0x9F).contains(byte) { return byte }
        guard scalar.value != 0, let index = upper.firstIndex(where: { UInt32($0) == scalar.value }) else {
            return nil
        }
        return UInt8(0x80 + index)
    }
}
