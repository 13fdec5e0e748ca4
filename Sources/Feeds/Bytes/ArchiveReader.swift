import CArchive
import Documents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// libarchive over a stream: one compressed stream, or the members of an archive in their order.
///
/// Safe to use because the memory is its own, and libarchive calls back within calls of this object only.
@safe final class ArchiveReader: ByteStream {
    enum Form: Hashable {
        case compressed(InputShape.Compression)
        case archive(InputShape.Archive)

        var name: String {
            switch self {
            case .compressed(let kind): kind.rawValue
            case .archive(let kind): kind.rawValue
            }
        }
    }

    let form: Form
    private let source: String
    private let upstream: any ByteStream
    private let seekable: DescriptorStream?
    private let meter: UnpackMeter
    private let handle: OpaquePointer
    private let room: UnsafeMutableRawBufferPointer
    /// What libarchive unpacked and was not read yet. It stays until libarchive is called again.
    private var block = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private var offset: Int64 = 0
    private var isMemberAtEnd = true
    private var failure: FeedError?
    private var tail = ArchiveTail()
    private var frames = LZ4Frames()
    private var readBeforeFirst: Int64? = 0

    /// - Parameter seekable: the upstream, where it can be read from anywhere.
    init(
        _ form: Form, upstream: any ByteStream, seekable: DescriptorStream?, source: String,
        meter: UnpackMeter
    ) throws(FeedError) {
        guard let handle = unsafe archive_read_new() else {
            throw FeedError(
                .unreadableInput, source: source, message: "cannot be unpacked: there is no memory left",
                help: "free memory and scan it again")
        }
        self.form = form
        self.source = source
        self.upstream = upstream
        self.seekable = seekable
        self.meter = meter
        unsafe self.handle = handle
        unsafe room = .allocate(byteCount: 1 << 16, alignment: 16)
        try open()
    }

    deinit {
        // because nothing outside keeps either.
        unsafe archive_read_free(handle)
        unsafe room.deallocate()
    }

    // MARK: Reading

    /// Goes to the next member, also one that is no file; nil after the last one.
    func next() throws(FeedError) -> ArchiveMember? {
        if let failure { throw failure }
        unsafe block = UnsafeRawBufferPointer(start: nil, count: 0)
        offset = 0
        var entry: OpaquePointer?
        // Names are UTF-8 whatever the locale of the process.
        // because the locale is put back at once, and libarchive's entry lives until the next call.
        let locale = unsafe ArchiveReader.names.map { unsafe uselocale($0) }
        let code = unsafe archive_read_next_header(handle, &entry)
        let member =
            code == ARCHIVE_OK || code == ARCHIVE_WARN ? unsafe entry.map { unsafe ArchiveMember($0) } : nil
        if let locale = unsafe locale { _ = unsafe uselocale(locale) }
        readBeforeFirst = nil
        if let failure { throw failure }
        if let member {
            isMemberAtEnd = false
            return member
        }
        guard code == ARCHIVE_EOF else { throw fail(told) }
        try finish()
        return nil
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
        while unsafe block.isEmpty {
            if let failure { throw failure }
            if isMemberAtEnd { return .end }
            try nextBlock()
        }
        let count = unsafe min(block.count, target.count)
        // because both have so many bytes.
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<count]))
        unsafe block = UnsafeRawBufferPointer(rebasing: block[count...])
        return .bytes(count)
    }

    private func nextBlock() throws(FeedError) {
        var start: UnsafeRawPointer?
        var size = 0
        var place: Int64 = 0
        // because libarchive gives a block that stays until it is called again, and none is kept longer.
        let code = unsafe archive_read_data_block(handle, &start, &size, &place)
        if let failure { throw failure }
        switch code {
        case ARCHIVE_OK, ARCHIVE_WARN:
            // A file with holes, which no export is.
            guard size == 0 || place == offset else { throw fail("a member of it has holes") }
            offset += Int64(size)
            try meter.add(size)
            unsafe block = UnsafeRawBufferPointer(start: start, count: size)
        case ARCHIVE_EOF:
            isMemberAtEnd = true
            guard case .compressed = form else { return }
            try finish()
        default: throw fail(told)
        }
    }

    /// Reads what stands after the last member: it may tell that the archive was cut off, or is damaged.
    private func finish() throws(FeedError) {
        while case .bytes(let count) = unsafe try upstream.read(into: room) {
            unsafe note(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
        switch form {
        case .compressed(.lz4):
            if !frames.isComplete { throw fail("it ends within a frame") }
        case .archive(let kind):
            if seekable == nil, !tail.isEnd(of: kind) { throw fail("it ends without the end of an archive") }
        default: break
        }
    }

    /// Looks at bytes that libarchive is given, or has left.
    private func note(_ bytes: UnsafeRawBufferPointer) {
        switch form {
        case .compressed(.lz4): unsafe frames.add(bytes)
        case .archive: unsafe tail.add(bytes)
        default: break
        }
    }

    private func fail(_ what: String) -> FeedError {
        let error = FeedError.damaged(source, form.name, what)
        failure = error
        return error
    }

    /// What libarchive says went wrong.
    private var told: String {
        // because the text is copied at once.
        unsafe archive_error_string(handle).map { unsafe visible(String(cString: $0)) }
            ?? "it cannot be read on"
    }

    // MARK: libarchive

    /// A locale in which names are UTF-8; nil where the C library has none.
    // because it is made once, and never changed or freed.
    nonisolated(unsafe) private static let names: locale_t? = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

    private func open() throws(FeedError) {
        // because the handle is ours and open.
        unsafe archive_read_set_read_callback(handle) { _, context, buffer in
            unsafe ArchiveReader.of(context)?.give(buffer) ?? -1
        }
        if seekable != nil {
            unsafe archive_read_set_seek_callback(handle) { _, context, offset, whence in
                unsafe ArchiveReader.of(context)?.seekable?.seek(offset, whence) ?? Int64(ARCHIVE_FATAL)
            }
        }
        // because the handle, which keeps the address, is freed by this object.
        unsafe archive_read_set_callback_data(handle, Unmanaged.passUnretained(self).toOpaque())
        guard choose() else {
            throw FeedError(
                .feedNotSupported, source: source,
                message: "the libarchive of this machine cannot read \(form.name)",
                help: "unpack it, and scan what it holds")
        }
        let code = unsafe archive_read_open1(handle)
        if let failure { throw failure }
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN else { throw fail(told) }
        guard case .compressed = form else { return }
        // What fails before its first byte is taken for empty; only what went wrong is still told.
        // because the text is not kept.
        if unsafe archive_error_string(handle) != nil { throw fail(told) }
        isMemberAtEnd = try next() == nil
    }

    /// Names the one thing that is read: nothing is guessed, and nothing unpacked twice.
    ///
    /// - Returns: false where libarchive would start another program for it, or cannot read it at all.
    private func choose() -> Bool {
        // because the handle is ours.
        switch form {
        case .compressed(let kind):
            let filter =
                switch kind {
                case .gzip: ARCHIVE_FILTER_GZIP
                case .zstd: ARCHIVE_FILTER_ZSTD
                case .bzip2: ARCHIVE_FILTER_BZIP2
                case .xz: ARCHIVE_FILTER_XZ
                case .lz4: ARCHIVE_FILTER_LZ4
                }
            unsafe archive_read_support_format_raw(handle)
            unsafe archive_read_support_format_empty(handle)
            return unsafe archive_read_append_filter(handle, filter) == ARCHIVE_OK
        case .archive(.zip):
            if seekable != nil { unsafe archive_read_support_format_zip_seekable(handle) }
            return unsafe archive_read_support_format_zip_streamable(handle) == ARCHIVE_OK
        case .archive(.tar):
            guard unsafe archive_read_support_format_tar(handle) == ARCHIVE_OK else { return false }
            // What follows the end of one archive would be left out in silence.
            return unsafe archive_read_set_options(handle, "read_concatenated_archives") == ARCHIVE_OK
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> ArchiveReader? {
        // because the context is this object, which lives as long as the handle.
        unsafe context.map { unsafe Unmanaged<ArchiveReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Gives libarchive the next bytes; -1 where that failed, which is told by whoever called libarchive.
    private func give(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        do throws(FeedError) {
            guard case .bytes(let count) = unsafe try upstream.read(into: room) else { return 0 }
            unsafe note(UnsafeRawBufferPointer(rebasing: room[..<count]))
            if let before = readBeforeFirst {
                readBeforeFirst = before + Int64(count)
                if before > meter.bounds.directory {
                    throw meter.tooMuch("its directory has more than \(meter.bounds.directory) bytes")
                }
            }
            // because the memory stays as it is until libarchive asks for more.
            unsafe buffer?.pointee = UnsafeRawPointer(room.baseAddress)
            return count
        } catch {
            failure = error
            return -1
        }
    }
}
