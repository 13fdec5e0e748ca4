/// What one read of a stream of bytes came to.
enum ByteStep: Hashable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// Nothing is there yet, and the stream does not wait.
    case nothingYet
    case end
}

/// Bytes in order: those of a descriptor, or what another stream comes to when it is unpacked or decoded.
///
/// Used by one thread. After an error or the end nothing more is read from it.
protocol ByteStream: AnyObject {
    /// Reads the next bytes into `room`, which is not empty.
    ///
    /// - Throws: `FeedError` where reading fails, or what is read is damaged.
    func read(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep
}

/// A stream with bytes before it that were read from it already.
final class PrefixedStream: ByteStream {
    private var prefix: ArraySlice<UInt8>
    private let rest: any ByteStream

    init(_ prefix: [UInt8], _ rest: any ByteStream) {
        self.prefix = prefix[...]
        self.rest = rest
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
        guard !prefix.isEmpty else { return unsafe try rest.read(into: room) }
        let part = prefix.prefix(room.count)
        unsafe room.copyBytes(from: part)
        prefix = prefix.dropFirst(part.count)
        return .bytes(part.count)
    }
}
