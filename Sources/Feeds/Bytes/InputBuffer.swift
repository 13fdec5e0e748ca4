import Documents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What reading an input does where no more bytes are there yet.
package enum InputWaiting: Sendable, Hashable {
    /// Blocks until bytes or the end come.
    case blocks
    /// Returns; whoever reads waits by other means, and reads on later.
    case returns
    /// Returns at the end of a file too: more may be written to it.
    case follows
}

/// A window of bytes over one input, read in chunks.
///
/// Bounded: it holds at most `capacity` bytes. Used by one thread at a time.
/// Safe to use because the memory is its own, and callers see no more than the bytes that were read into it.
@safe final class InputBuffer {
    let source: String
    /// The size of the input where it is a file.
    let totalBytes: Int64?
    let descriptor: Int32
    /// Whether the input is an ordinary file, which is always ready.
    let isFile: Bool
    /// May be changed while it is read: a file that is followed no longer has an end.
    var waiting: InputWaiting
    private let ownsDescriptor: Bool
    /// What is read where the input is no file but bytes that are there already.
    private var given: ArraySlice<UInt8>?
    private let chunk: Int
    private let capacity: Int
    private let memory: UnsafeMutablePointer<UInt8>
    private var filled = 0
    /// The place in the input of the first byte held.
    private(set) var base: Int64 = 0
    private(set) var isAtEnd = false

    /// Opens an input by its name; `-` is standard input.
    ///
    /// - Parameters:
    ///   - kept: how many bytes a caller may keep while it asks for more.
    ///   - chunk: how many bytes one read asks for.
    init(source: String, kept: Int, chunk: Int, waiting: InputWaiting = .blocks) throws(FeedError) {
        self.source = source
        self.waiting = waiting
        self.chunk = chunk
        capacity = kept + chunk
        if source == InputName.standardInput {
            descriptor = STDIN_FILENO
            ownsDescriptor = false
        } else {
            if let problem = InputName.problem(source) { throw problem }
            // because open takes a text that lives as long as the call.
            descriptor = unsafe open(source, O_RDONLY | O_CLOEXEC)
            ownsDescriptor = true
            if descriptor < 0 { throw InputBuffer.unreadable(source, errno) }
        }
        var status = stat()
        // because the place is ours, and the descriptor open.
        let known = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        isFile = known
        totalBytes = known ? Int64(status.st_size) : nil
        unsafe memory = .allocate(capacity: capacity)
    }

    /// Takes bytes that are there already for an input.
    ///
    /// - Parameter source: what messages call it.
    init(source: String, bytes: [UInt8], kept: Int, chunk: Int) {
        self.source = source
        self.chunk = chunk
        waiting = .blocks
        given = bytes[...]
        capacity = kept + chunk
        descriptor = -1
        ownsDescriptor = false
        isFile = false
        totalBytes = Int64(bytes.count)
        unsafe memory = .allocate(capacity: capacity)
    }

    deinit {
        // because it was allocated in init and nothing outside keeps it.
        unsafe memory.deallocate()
        if ownsDescriptor { close(descriptor) }
    }

    /// The bytes held. Valid until the next call of `more`.
    var bytes: UnsafeBufferPointer<UInt8> {
        // because the first `filled` bytes were read into the memory.
        unsafe UnsafeBufferPointer(start: memory, count: filled)
    }

    /// Whether no more bytes fit beside those held.
    var isFull: Bool { filled == capacity }

    var bytesRead: Int64 { base + Int64(filled) }

    /// Drops the bytes before `start` and reads on, until something or the end comes.
    ///
    /// What stood at `start` stands at 0 afterwards. `isAtEnd` tells whether anything can follow.
    /// - Throws: also a pause, with nothing changed, where nothing is there yet and reading does not block.
    func more(keepingFrom start: Int) throws(FeedError) {
        if waiting != .blocks, !isAtEnd, !isReady { throw FeedError.pause(source) }
        let kept = filled - start
        // because the kept bytes and the chunk after them fit the capacity, which is checked below.
        unsafe memory.update(from: memory + start, count: kept)
        filled = kept
        base += Int64(start)
        let room = min(chunk, capacity - filled)
        guard room > 0, !isAtEnd else { return }
        if let given {
            let taken = given.prefix(room)
            isAtEnd = taken.isEmpty
            for (place, byte) in taken.enumerated() {
                // because at most `room` bytes are written behind those that are held.
                unsafe memory[filled + place] = byte
            }
            filled += taken.count
            self.given = given.dropFirst(taken.count)
            return
        }
        while true {
            let count = unsafe read(descriptor, memory + filled, room)
            if count > 0 {
                filled += count
                return
            }
            if count == 0 {
                isAtEnd = true
                return
            }
            // Another reader of the same pipe was quicker.
            if errno == EAGAIN, waiting != .blocks { return }
            if errno == EINTR { continue }
            if errno == EAGAIN {
                // Whoever shares standard input may have made it one that does not wait.
                var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                // because poll fills the place that it is given, which is ours.
                _ = unsafe poll(&wanted, 1, -1)
                continue
            }
            var error = InputBuffer.unreadable(source, errno)
            error.isBrokenOff = true
            throw error
        }
    }

    /// Drops the first bytes held. Does not read.
    func drop(_ count: Int) {
        let kept = filled - count
        guard count > 0, kept >= 0 else { return }
        // because both places lie within the memory, which update allows to overlap.
        unsafe memory.update(from: memory + count, count: kept)
        filled = kept
        base += Int64(count)
    }

    /// Whether a read gives bytes, or the end, at once.
    private var isReady: Bool {
        if isFile {
            guard waiting == .follows else { return true }
            var status = stat()
            // because the place is ours, and the descriptor open.
            guard unsafe fstat(descriptor, &status) == 0 else { return true }
            return Int64(status.st_size) > bytesRead
        }
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // because poll fills the place that it is given, which is ours.
        return unsafe poll(&wanted, 1, 0) != 0
    }

    /// Goes on at a place of the file, and forgets what was read.
    func seek(to offset: Int64) throws(FeedError) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw InputBuffer.unreadable(source, errno)
        }
        base = offset
        filled = 0
        isAtEnd = false
    }

    /// Whether the file's name leads to another file now, or the file was cut short of what was read.
    var isReplaced: Bool {
        guard isFile else { return false }
        var opened = stat()
        var named = stat()
        // because both calls take a text that lives as long as they do, and places that are ours.
        guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(source, &named) == 0 else { return false }
        let isOther = opened.st_ino != named.st_ino || opened.st_dev != named.st_dev
        return isOther || Int64(opened.st_size) < bytesRead
    }

    private static func unreadable(_ source: String, _ code: Int32) -> FeedError {
        // because strerror answers with a text, which is copied at once.
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return FeedError(
            .unreadableInput, source: source, message: "cannot be read: \(reason)",
            help: "check the file and the disk or pipe that it comes from, and scan it again")
    }
}
