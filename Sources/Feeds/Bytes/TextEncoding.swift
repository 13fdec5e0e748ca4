/// The encodings that feeds are written in, the usual ones first.
///
/// UTF-16 is decoded before anything else is read (`UTF16Stream`), so that the bytes of its texts are UTF-8 here. In every
/// other one ASCII is ASCII, so structure is found in the bytes.
package enum TextEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
    case utf16le = "utf-16le"
    case utf16be = "utf-16be"
    case latin1 = "iso-8859-1"
    case latin9 = "iso-8859-15"
    case windows1252 = "windows-1252"
    case windows1250 = "windows-1250"
    case windows1256 = "windows-1256"
    case latin2 = "iso-8859-2"
    case latin3 = "iso-8859-3"
    case latin4 = "iso-8859-4"
    case isoCyrillic = "iso-8859-5"
    case isoArabic = "iso-8859-6"
    case isoGreek = "iso-8859-7"
    case isoHebrew = "iso-8859-8"
    case latin5 = "iso-8859-9"
    case latin6 = "iso-8859-10"
    case isoThai = "iso-8859-11"
    case latin7 = "iso-8859-13"
    case latin8 = "iso-8859-14"
    case latin10 = "iso-8859-16"
    case windows1251 = "windows-1251"
    case windows1253 = "windows-1253"
    case windows1254 = "windows-1254"
    case windows1255 = "windows-1255"
    case windows1257 = "windows-1257"
    case cp437, cp737, cp775, cp850, cp852, cp855, cp857, cp858, cp862, cp866
    case koi8r = "koi8-r"
    case koi8u = "koi8-u"

    /// Reads the names in use, those of IANA and of Python among them; nil for any other.
    package init?(name: String) {
        guard let encoding = TextEncoding.named[name.lowercased()] else { return nil }
        self = encoding
    }

    /// Every name that is read, in lower case.
    package static let names: [String] = allCases.flatMap(\.names)

    private static let named: [String: TextEncoding] = {
        var named: [String: TextEncoding] = [:]
        for encoding in allCases { for name in encoding.names { named[name] = encoding } }
        return named
    }()

    /// Its own name first, then the others.
    private var names: [String] {
        switch self {
        case .utf8: return ["utf-8", "utf8"]
        case .utf16: return ["utf-16", "utf16"]
        case .utf16le: return ["utf-16le", "utf-16-le", "utf16le"]
        case .utf16be: return ["utf-16be", "utf-16-be", "utf16be"]
        case .koi8r: return ["koi8-r", "koi8_r"]
        case .koi8u: return ["koi8-u", "koi8_u"]
        default: break
        }
        let number = rawValue.split(separator: "-").last ?? ""
        if rawValue.hasPrefix("iso-8859-") {
            let latin = TextEncoding.latins[String(number)].map { ["latin\($0)", "latin-\($0)"] } ?? []
            return [rawValue, "iso8859-\(number)", "iso8859_\(number)"] + latin
        }
        if rawValue.hasPrefix("windows-") { return [rawValue, "cp\(number)", "cp-\(number)"] }
        return [rawValue, "ibm\(rawValue.dropFirst(2))"]
    }

    /// Which part of ISO 8859 is which Latin alphabet.
    private static let latins = [
        "1": 1, "2": 2, "3": 3, "4": 4, "9": 5, "10": 6, "13": 7, "14": 8, "15": 9, "16": 10,
    ]

    /// Whether texts are UTF-8 once the input is read.
    package var isUnicode: Bool {
        switch self {
        case .utf8, .utf16, .utf16le, .utf16be: true
        default: false
        }
    }

    /// Whether this machine can read it: its C library has the table, and ASCII is ASCII in it.
    package var isKnownHere: Bool { isUnicode || CodePage.of(self) != nil }

    /// The text of these bytes; nil where the encoding has no such text.
    package func decode(_ bytes: some Sequence<UInt8>) -> String? {
        if isUnicode { return String(validating: Array(bytes), as: UTF8.self) }
        guard let page = CodePage.of(self) else { return nil }
        var text = String.UnicodeScalarView()
        for byte in bytes {
            guard let scalar = page.scalars[Int(byte)] else { return nil }
            text.append(scalar)
        }
        return String(text)
    }

    /// The bytes of a text; nil where the encoding has none for it.
    package func encode(_ text: String) -> [UInt8]? {
        if isUnicode { return Array(text.utf8) }
        guard let page = CodePage.of(self) else { return nil }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = page.bytes[scalar] else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
