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

/// A window of bytes over one input, read in chunks: those of the input itself, or what it holds once it is unpacked and
/// decoded (`prepare`).
///
/// Bounded: it holds at most `capacity` bytes. Used by one thread at a time.
/// Safe to use because the memory is its own, and callers see no more than the bytes that were read into it.
@safe final class InputBuffer {
    /// The input as the user named it.
    let path: String
    /// What messages name: the input, or `archive.zip!member.csv` while a member is read.
    private(set) var source: String
    /// The size of the input where it is a file.
    let totalBytes: Int64?
    let descriptor: Int32
    /// Whether the input is an ordinary file, which is always ready.
    let isFile: Bool
    /// Whether it is a folder of tables that belong together.
    let isFolder: Bool
    /// May be changed while it is read: a file that is followed no longer has an end.
    var waiting: InputWaiting { didSet { layers?.raw.waiting = waiting } }
    private let ownsDescriptor: Bool
    /// How far the input may be unpacked.
    private let unpacking: UnpackBounds
    /// Nil while the bytes are read as they are.
    private(set) var layers: InputLayers?
    /// Whether the first bytes were looked at, and what they say is done.
    var isPrepared = false
    /// Where in a file the input begins.
    private let origin: Int64?
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
    ///   - unpacking: how far it may be unpacked.
    convenience init(
        source: String, kept: Int, chunk: Int, waiting: InputWaiting = .blocks,
        unpacking: UnpackBounds = UnpackBounds()
    ) throws(FeedError) {
        var opened = STDIN_FILENO
        if source != InputName.standardInput {
            if let problem = InputName.problem(source) { throw problem }
            // because open takes a text that lives as long as the call.
            opened = unsafe open(source, O_RDONLY | O_CLOEXEC)
            if opened < 0 { throw DescriptorStream.unreadable(source, errno) }
        }
        self.init(
            source, opened, owns: source != InputName.standardInput, kept: kept, chunk: chunk,
            waiting: waiting,
            unpacking: unpacking)
    }

    /// Takes bytes that are there already for an input: a file without a name.
    ///
    /// - Parameter source: what messages call it.
    convenience init(
        source: String, bytes: [UInt8], kept: Int, chunk: Int, unpacking: UnpackBounds = UnpackBounds()
    ) throws(FeedError) {
        self.init(
            source, try NamelessFile.holding(bytes, source: source), owns: true, kept: kept, chunk: chunk,
            waiting: .blocks, unpacking: unpacking)
    }

    private init(
        _ source: String, _ descriptor: Int32, owns: Bool, kept: Int, chunk: Int, waiting: InputWaiting,
        unpacking: UnpackBounds
    ) {
        path = source
        self.source = source
        self.descriptor = descriptor
        ownsDescriptor = owns
        self.unpacking = unpacking
        self.waiting = waiting
        self.chunk = chunk
        capacity = kept + chunk
        var status = stat()
        // because the place is ours, and the descriptor open.
        let known = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        isFile = known
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        totalBytes = known ? Int64(status.st_size) : nil
        let start = known ? lseek(descriptor, 0, SEEK_CUR) : -1
        origin = start < 0 ? nil : Int64(start)
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

    /// How many bytes of text were read of the input or, of an archive, of the member.
    var textRead: Int64 { base + Int64(filled) }

    /// How many bytes were read of the input as it is; those of an archive that were read twice count twice.
    var bytesRead: Int64 { layers?.raw.bytesRead ?? textRead }

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
        let step: ByteStep
        if let layers {
            // because so much of the memory is free.
            step = unsafe try layers.top.read(
                into: UnsafeMutableRawBufferPointer(start: memory + filled, count: room))
        } else {
            step = unsafe try DescriptorStream.read(
                descriptor, into: memory + filled, count: room, waits: waiting == .blocks, source: source)
        }
        switch step {
        case .bytes(let count): filled += count
        case .end: isAtEnd = true
        case .nothingYet: break
        }
    }

    // MARK: Layers

    /// Reads through layers from here on: of a file from its beginning, of a pipe from what is held.
    ///
    /// - Parameter mark: how many first bytes are left out.
    func layered(leaving mark: Int = 0) -> InputLayers {
        if let layers { return layers }
        var prefix: [UInt8] = []
        if let origin {
            _ = lseek(descriptor, off_t(origin + Int64(mark)), SEEK_SET)
        } else {
            prefix = Array(takeHeld().dropFirst(mark))
        }
        let raw = DescriptorStream(
            descriptor, source: source, waiting: waiting, origin: origin,
            bytesRead: Int64(prefix.count + mark))
        let layers = InputLayers(
            raw: raw, prefix: prefix, path: path, bounds: unpacking, totalBytes: totalBytes)
        self.layers = layers
        forget()
        return layers
    }

    /// Gives away the bytes held.
    func takeHeld() -> [UInt8] {
        // because they are copied at once.
        let held = unsafe Array(bytes)
        forget()
        return held
    }

    /// Begins to read a member, an input of its own.
    func beginMember(_ name: String) {
        source = name
        forget()
    }

    private func forget() {
        filled = 0
        base = 0
        isAtEnd = false
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

    /// Goes on at a place of the file, and forgets what was read; what is unpacked or decoded is read up to there.
    func seek(to offset: Int64) throws(FeedError) {
        guard layers == nil else {
            while textRead < offset, !isAtEnd {
                do throws(FeedError) { try more(keepingFrom: filled) } catch {
                    // A file that ends before that place, which its mark would have told, is read on from its end.
                    guard error.isPause else { throw error }
                    break
                }
            }
            drop(Int(min(max(0, offset - base), Int64(filled))))
            return
        }
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw DescriptorStream.unreadable(source, errno)
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
        guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &named) == 0 else { return false }
        let isOther = opened.st_ino != named.st_ino || opened.st_dev != named.st_dev
        return isOther || Int64(opened.st_size) < bytesRead
    }
}
