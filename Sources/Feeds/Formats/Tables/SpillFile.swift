import Documents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Rows that have to wait for other tables: held in memory up to a bound, beyond it in a file without a name, which only
/// this process can read and which is gone with it.
///
/// Written first, then read, by one thread.
final class SpillFile {
    private let source: String
    private let memory: Int
    private var bytes: [UInt8] = []
    private var descriptor: Int32 = -1
    private var readAt = 0
    private var fileOffset: Int64 = 0

    /// - Parameter memory: how many bytes are held before they are written to the file.
    init(source: String, memory: Int = 4 << 20) {
        self.source = source
        self.memory = memory
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whether a file is in use.
    var isOnDisk: Bool { descriptor >= 0 }

    private(set) var isEmpty = true

    func append(_ row: [UInt8]) throws(FeedError) {
        isEmpty = false
        withBytes(of: UInt32(row.count))
        bytes += row
        if bytes.count >= memory { try flush() }
    }

    /// Ends the writing; reading starts at the first row.
    func rewind() throws(FeedError) {
        if isOnDisk { try flush() }
        readAt = 0
        fileOffset = 0
    }

    /// The next row; nil after the last one.
    func next() throws(FeedError) -> [UInt8]? {
        guard try holds(4) else { return nil }
        let count = (0..<4).reduce(0) { $0 | Int(bytes[readAt + $1]) << (8 * $1) }
        guard try holds(4 + count) else { return nil }
        let row = Array(bytes[(readAt + 4)..<(readAt + 4 + count)])
        readAt += 4 + count
        return row
    }

    private func withBytes(of value: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Reads on until so many bytes stand at `readAt`.
    private func holds(_ count: Int) throws(FeedError) -> Bool {
        while bytes.count - readAt < count, isOnDisk {
            bytes.removeFirst(readAt)
            readAt = 0
            var chunk = [UInt8](repeating: 0, count: 1 << 18)
            let got = unsafe chunk.withUnsafeMutableBytes { room in
                // because the room lies within the array.
                unsafe pread(descriptor, room.baseAddress, room.count, off_t(fileOffset))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failed() }
            if got == 0 { break }
            fileOffset += Int64(got)
            bytes += chunk[..<got]
        }
        return bytes.count - readAt >= count
    }

    private func flush() throws(FeedError) {
        if descriptor < 0 { try open() }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { rest in
                // because the place lies within the array.
                unsafe write(descriptor, rest.baseAddress.map { unsafe $0 + written }, rest.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed() }
            written += count
        }
        bytes.removeAll(keepingCapacity: true)
    }

    private func open() throws(FeedError) {
        // because getenv answers with a text, which is copied at once.
        let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var name = Array((folder + "/tillwatch-XXXXXX").utf8CString)
        let (opened, removed) = unsafe name.withUnsafeMutableBufferPointer { buffer -> (Int32, Int32) in
            guard let path = buffer.baseAddress else { return (-1, -1) }
            // because both calls take the text that lives as long as this closure.
            let opened = unsafe mkstemp(path)
            return (opened, opened < 0 ? -1 : unsafe unlink(path))
        }
        guard opened >= 0, removed == 0 else {
            if opened >= 0 { close(opened) }
            throw failed()
        }
        descriptor = opened
    }

    private func failed() -> FeedError {
        // because strerror answers with a text, which is copied at once.
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
        var error = FeedError(
            .unreadableInput, source: source,
            message: "its lines cannot be put aside in a temporary file: \(reason)",
            help: "make room where temporary files go, or name another place in TMPDIR")
        error.isBrokenOff = true
        return error
    }
}
