import Crypto

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells whether a file is still the one that was read up to a place: a digest of the bytes before it.
///
/// Of a file that is compressed or an archive, whose places are those of what it holds, a digest of its size, its beginning and its end.
package enum InputMark {
    private static let length: Int64 = 4096

    /// - Returns: nil where the file cannot be read, or is shorter.
    package static func of(_ path: String, before offset: Int64) -> [UInt8]? {
        // because open takes a text that lives as long as the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return of(descriptor, before: offset)
    }

    static func of(_ descriptor: Int32, before offset: Int64) -> [UInt8]? {
        guard let packed = sizeOfPacked(descriptor) else {
            return read(descriptor, max(0, offset - length)..<max(0, offset)).map { digest($0) }
        }
        guard let first = read(descriptor, 0..<min(length, packed)),
            let last = read(descriptor, max(0, packed - length)..<packed)
        else { return nil }
        return digest(Array("\(packed) ".utf8) + first + last)
    }

    /// The size of a file that is compressed or an archive; nil for any other.
    private static func sizeOfPacked(_ descriptor: Int32) -> Int64? {
        var status = stat()
        // because the place is ours, and the descriptor open.
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        let size = Int64(status.st_size)
        guard let first = read(descriptor, 0..<min(Int64(InputShape.length), size)) else { return nil }
        // because the pointer does not leave the closure.
        switch unsafe first.withUnsafeBufferPointer({ unsafe InputShape($0, isAll: true) }) {
        case .compressed, .archive: return size
        case .text, .refused, nil: return nil
        }
    }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes).prefix(16)) }

    /// The bytes of a range; nil where they cannot be read.
    private static func read(_ descriptor: Int32, _ range: Range<Int64>) -> [UInt8]? {
        var place = range.lowerBound
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < bytes.count {
            let wanted = bytes.count - filled
            let count = unsafe bytes.withUnsafeMutableBytes { room in
                // because the place and the count lie within the array.
                unsafe pread(descriptor, room.baseAddress.map { unsafe $0 + filled }, wanted, off_t(place))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
            place += Int64(count)
        }
        return bytes
    }
}
