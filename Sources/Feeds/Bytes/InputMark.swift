import Crypto

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells whether a file is still the one that was read up to a place: a digest of the bytes before it.
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
        var place = max(0, offset - length)
        var bytes = [UInt8](repeating: 0, count: Int(offset - place))
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
        return Array(SHA256.hash(data: bytes).prefix(16))
    }
}
