import Documents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The bytes of an open file or pipe, as they are.
final class DescriptorStream: ByteStream {
    private let descriptor: Int32
    private let source: String
    var waiting: InputWaiting
    /// Where in the file the input begins; nil for what cannot be read from anywhere.
    let origin: Int64?
    /// How many bytes were read from it, with those that were read before it was made.
    private(set) var bytesRead: Int64

    init(_ descriptor: Int32, source: String, waiting: InputWaiting, origin: Int64?, bytesRead: Int64) {
        self.descriptor = descriptor
        self.source = source
        self.waiting = waiting
        self.origin = origin
        self.bytesRead = bytesRead
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
        guard let start = room.baseAddress else { return .end }
        let step = unsafe try DescriptorStream.read(
            descriptor, into: start, count: room.count, waits: waiting == .blocks, source: source)
        if case .bytes(let count) = step { bytesRead += Int64(count) }
        // A file that grows has no end.
        return step == .end && waiting == .follows ? .nothingYet : step
    }

    /// Goes to a place counted from where the input begins; nil where that cannot be.
    func seek(_ offset: Int64, _ whence: Int32) -> Int64? {
        guard let origin else { return nil }
        let place = lseek(descriptor, off_t(whence == SEEK_SET ? origin + offset : offset), whence)
        return place < 0 ? nil : Int64(place) - origin
    }

    /// Reads from a descriptor until something or the end comes.
    ///
    /// - Parameter waits: whether to wait where whoever shares the descriptor made it one that does not.
    static func read(
        _ descriptor: Int32, into start: UnsafeMutableRawPointer, count: Int, waits: Bool, source: String
    ) throws(FeedError) -> ByteStep {
        while true {
            #if canImport(Glibc)
                let read = unsafe Glibc.read(descriptor, start, count)
            #else
                let read = unsafe Darwin.read(descriptor, start, count)
            #endif
            if read > 0 { return .bytes(read) }
            if read == 0 { return .end }
            // Another reader of the same pipe was quicker.
            if errno == EAGAIN, !waits { return .nothingYet }
            if errno == EINTR { continue }
            if errno == EAGAIN {
                var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                // because poll fills the place that it is given, which is ours.
                _ = unsafe poll(&wanted, 1, -1)
                continue
            }
            var error = unreadable(source, errno)
            error.isBrokenOff = true
            throw error
        }
    }

    static func unreadable(_ source: String, _ code: Int32) -> FeedError {
        // because strerror answers with a text, which is copied at once.
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return FeedError(
            .unreadableInput, source: source, message: "cannot be read: \(reason)",
            help: "check the file and the disk or pipe that it comes from, and scan it again")
    }
}
