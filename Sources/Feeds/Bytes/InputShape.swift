/// What an input is by its first bytes, whatever it is called.
enum InputShape: Hashable {
    case text
    case compressed(Compression)
    case archive(Archive)
    /// What feeds are not read from, with the words for it and what to do.
    case refused(Refused)

    enum Compression: String, Hashable { case gzip, zstd, bzip2, xz, lz4 }
    enum Archive: String, Hashable { case zip, tar }
    enum Refused: Hashable { case oldWorkbook, otherArchive, utf32 }

    /// As many first bytes as are ever looked at: a block of a tar archive.
    static let length = 512

    /// - Parameter isAll: whether nothing can follow.
    /// - Returns: nil where more bytes are needed to tell.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, isAll: Bool) {
        for (shape, magic) in InputShape.magics {
            var length = 0
            // because both indexes stay below the counts.
            while length < min(magic.count, bytes.count),
                unsafe magic[length] ?? bytes[length] == bytes[length]
            {
                length += 1
            }
            if length == magic.count {
                self = shape
                return
            }
            if length == bytes.count, !isAll { return nil }
        }
        switch unsafe InputShape.isTar(bytes, isAll: isAll) {
        case true?: self = .archive(.tar)
        case false?: self = .text
        case nil: return nil
        }
    }

    /// The first bytes of each shape; nil for a byte that may be any. The longer ones stand first.
    private static let magics: [(InputShape, [UInt8?])] = {
        var magics: [(InputShape, [UInt8?])] = [
            (.compressed(.gzip), [0x1F, 0x8B, 0x08]),
            (.compressed(.zstd), [0x28, 0xB5, 0x2F, 0xFD]),
            (.compressed(.xz), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
            (.compressed(.lz4), [0x04, 0x22, 0x4D, 0x18]),
            (.compressed(.bzip2), [0x42, 0x5A, 0x68, nil, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]),
            (.compressed(.bzip2), [0x42, 0x5A, 0x68, nil, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90]),
            (.archive(.zip), [0x50, 0x4B, 0x03, 0x04]),
            (.archive(.zip), [0x50, 0x4B, 0x05, 0x06]),
            (.refused(.otherArchive), [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
            (.refused(.otherArchive), [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]),
            (.refused(.oldWorkbook), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
            (.refused(.utf32), [0xFF, 0xFE, 0x00, 0x00]),
            (.refused(.utf32), [0x00, 0x00, 0xFE, 0xFF]),
        ]
        // A frame of zstd that holds notes may stand first.
        for last in UInt8(0x50)...0x5F { magics.append((.compressed(.zstd), [last, 0x2A, 0x4D, 0x18])) }
        return magics
    }()

    /// Whether these are the bytes of a tar header, by its checksum; nil where more of them are needed.
    private static func isTar(_ bytes: UnsafeBufferPointer<UInt8>, isAll: Bool) -> Bool? {
        // because the count is compared first; a text has a line end or something else before the numbers of a header.
        for index in 0..<min(100, bytes.count) {
            let byte = unsafe bytes[index]
            // No name begins with a zero, or like the mark of an encoding.
            if index == 0, byte == 0 || byte == 0xEF || byte >= 0xFE { return false }
            if byte == 0 { break }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return false }
        }
        for index in 100..<max(100, min(108, bytes.count)) {
            let byte = unsafe bytes[index]
            guard byte == 0 || byte == 0x20 || (0x30...0x37).contains(byte) else { return false }
        }
        guard bytes.count >= length else { return isAll ? false : nil }
        var sum = 0
        var told = 0
        var signed = 0
        for index in 0..<length {
            let byte = unsafe bytes[index]
            if (148..<156).contains(index) {
                if (0x30...0x37).contains(byte) { told = told * 8 + Int(byte - 0x30) }
                sum += 0x20
                signed += 0x20
            } else {
                sum += Int(byte)
                signed += Int(Int8(bitPattern: byte))
            }
        }
        return told > 0 && (told == sum || told == signed)
    }
}
