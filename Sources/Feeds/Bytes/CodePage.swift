import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An encoding of one byte a character: what each byte is, and the other way round.
final class CodePage: Sendable {
    let scalars: [Unicode.Scalar?]
    let bytes: [Unicode.Scalar: UInt8]

    /// - Parameter scalars: of each byte, nil where nothing is assigned.
    private init?(_ scalars: [Unicode.Scalar?]) {
        guard scalars.count == 256 else { return nil }
        // Delimiters, quotes and line ends are found as bytes.
        for byte in UInt8(0)..<0x80 where scalars[Int(byte)] != Unicode.Scalar(byte) { return nil }
        self.scalars = scalars
        var bytes: [Unicode.Scalar: UInt8] = [:]
        for (byte, scalar) in scalars.enumerated().reversed() {
            if let scalar { bytes[scalar] = UInt8(byte) }
        }
        self.bytes = bytes
    }

    /// The table of an encoding, made when it is first asked for; nil where the C library has none, or ASCII is not ASCII in it.
    static func of(_ encoding: TextEncoding) -> CodePage? {
        cache.withLock { pages in
            if let page = pages[encoding] { return page }
            let page = make(encoding)
            pages[encoding] = .some(page)
            return page
        }
    }

    private static let cache = Mutex<[TextEncoding: CodePage?]>([:])

    private static func make(_ encoding: TextEncoding) -> CodePage? {
        switch encoding {
        case .utf8, .utf16, .utf16le, .utf16be: nil
        // The two that need no C library's tables.
        case .latin1: CodePage((0...255).map { Unicode.Scalar(UInt8($0)) })
        case .windows1252:
            CodePage(
                (0...255).map { byte in
                    guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(UInt8(byte)) }
                    return windows1252[byte - 0x80] == 0 ? nil : Unicode.Scalar(windows1252[byte - 0x80])
                })
        default: CodePage(converted(nameInC(encoding)))
        }
    }

    /// 0x80 to 0x9F of Windows-1252; zero where nothing is assigned. From the table of the Unicode Consortium.
    private static let windows1252: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0, 0x017E, 0x0178,
    ]

    private static func nameInC(_ encoding: TextEncoding) -> String {
        let name = encoding.rawValue.uppercased()
        return name.hasPrefix("WINDOWS-") ? "CP" + name.dropFirst(8) : name
    }

    /// What iconv makes of each byte; empty where it does not know the encoding.
    private static func converted(_ name: String) -> [Unicode.Scalar?] {
        // because iconv takes texts that live as long as the call.
        let converter = unsafe iconv_open("UTF-32LE", name)
        guard unsafe converter != UnsafeMutableRawPointer(bitPattern: -1) else { return [] }
        // because it was opened above, and nothing else keeps it.
        defer { _ = unsafe iconv_close(converter) }
        return (0...255).map { byte in
            var source = CChar(truncatingIfNeeded: byte)
            var target: (UInt32, UInt32) = (0, 0)
            var sourceLeft = 1
            var targetLeft = 8
            // because all four places are ours and as long as is said, and no pointer leaves the closures.
            unsafe withUnsafeMutablePointer(to: &source) { start in
                var start: UnsafeMutablePointer<CChar>? = unsafe start
                unsafe withUnsafeMutableBytes(of: &target) { room in
                    var end = unsafe room.baseAddress?.assumingMemoryBound(to: CChar.self)
                    _ = unsafe iconv(converter, &start, &sourceLeft, &end, &targetLeft)
                    // A character that others may join waits until it is asked for.
                    _ = unsafe iconv(converter, nil, nil, &end, &targetLeft)
                }
            }
            guard sourceLeft == 0, targetLeft == 4 else { return nil }
            return Unicode.Scalar(UInt32(littleEndian: target.0))
        }
    }
}
