import Documents

/// How far an input may be unpacked, so that a small file that comes to an endless one ends with an error.
package struct UnpackBounds: Sendable, Hashable {
    /// How many times its own size an input may come to, where it comes to more than `ratioFrom` bytes.
    package var ratio: Int64
    package var ratioFrom: Int64
    /// Bytes that an input may come to, all members together.
    package var bytes: Int64
    /// Members of an archive, also those that are left out.
    package var members: Int
    /// Bytes of a member's name with its folders.
    package var name: Int
    /// Bytes read of an archive before its first member: its directory.
    package var directory: Int64

    package init(
        ratio: Int64 = 1000, ratioFrom: Int64 = 64 << 20, bytes: Int64 = 64 << 30, members: Int = 100_000,
        name: Int = 1024, directory: Int64 = 64 << 20
    ) {
        self.ratio = ratio
        self.ratioFrom = ratioFrom
        self.bytes = bytes
        self.members = members
        self.name = name
        self.directory = directory
    }
}

/// Counts what an input comes to, and says when that is too much.
final class UnpackMeter {
    let bounds: UnpackBounds
    private let source: String
    private let raw: DescriptorStream
    private let totalBytes: Int64?
    private var unpacked: Int64 = 0

    init(_ bounds: UnpackBounds, source: String, raw: DescriptorStream, totalBytes: Int64?) {
        self.bounds = bounds
        self.source = source
        self.raw = raw
        self.totalBytes = totalBytes
    }

    func add(_ count: Int) throws(FeedError) {
        unpacked += Int64(count)
        if unpacked > bounds.bytes {
            throw tooMuch("it comes to more than \(bounds.bytes) bytes when it is unpacked")
        }
        // Places of a file that are read again and again count once.
        let packed = max(1, min(raw.bytesRead, totalBytes ?? .max))
        if unpacked > bounds.ratioFrom, unpacked / bounds.ratio > packed {
            throw tooMuch("it comes to more than \(bounds.ratio) times its size when it is unpacked")
        }
    }

    func tooMuch(_ message: String) -> FeedError {
        FeedError(
            .inputTooLarge, source: source, message: message,
            help: "if this is right, unpack it and scan the files that it holds")
    }
}
