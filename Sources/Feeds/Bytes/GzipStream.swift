import CZlib
import Documents

/// What a gzip stream holds; several one after another are one.
///
/// Safe to use because the memory is its own.
@safe final class GzipStream: ByteStream {
    private enum State { case inside, between, padding, ended }

    private let upstream: any ByteStream
    private let meter: UnpackMeter
    private let source: String
    private let input: UnsafeMutableRawBufferPointer
    /// On the heap, since zlib keeps its address.
    private let zlib: UnsafeMutablePointer<z_stream>
    private var state = State.inside
    private var isUpstreamAtEnd = false
    private var failure: FeedError?

    init(_ upstream: any ByteStream, source: String, meter: UnpackMeter) throws(FeedError) {
        self.upstream = upstream
        self.source = source
        self.meter = meter
        unsafe input = .allocate(byteCount: 1 << 16, alignment: 16)
        unsafe zlib = .allocate(capacity: 1)
        unsafe zlib.initialize(to: z_stream())
        guard unsafe tillwatch_inflate_gzip(zlib) == Z_OK else {
            throw FeedError(
                .unreadableInput, source: source, message: "cannot be unpacked: there is no memory left",
                help: "free memory and scan it again")
        }
    }

    deinit {
        // because all of it was allocated in init and nothing outside keeps it.
        unsafe inflateEnd(zlib)
        unsafe zlib.deallocate()
        unsafe input.deallocate()
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
        if let failure { throw failure }
        while true {
            guard try hasInput() else {
                if state == .inside { throw damaged("it is cut off") }
                state = .ended
                return .end
            }
            switch state {
            case .between: try beginNext()
            case .padding: try skipPadding()
            case .inside:
                let count = unsafe try inflate(into: room)
                if count > 0 {
                    try meter.add(count)
                    return .bytes(count)
                }
            case .ended: return .end
            }
        }
    }

    /// Whether a packed byte is there.
    private func hasInput() throws(FeedError) -> Bool {
        // because zlib's place is ours.
        if unsafe zlib.pointee.avail_in > 0 { return true }
        if isUpstreamAtEnd { return false }
        guard case .bytes(let count) = unsafe try upstream.read(into: input) else {
            isUpstreamAtEnd = true
            return false
        }
        // because so many bytes were read into the memory.
        unsafe zlib.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe zlib.pointee.avail_in = UInt32(count)
        return true
    }

    private func inflate(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> Int {
        let wanted = min(room.count, 1 << 30)
        // because zlib writes at most avail_out bytes from next_out on, which is the room.
        unsafe zlib.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe zlib.pointee.avail_out = UInt32(wanted)
        let code = unsafe CZlib.inflate(zlib, Z_NO_FLUSH)
        let count = unsafe wanted - Int(zlib.pointee.avail_out)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: state = .between
        default:
            // because zlib's message is a constant text or none.
            let told = unsafe zlib.pointee.msg.map { unsafe String(cString: $0) }
            let error = damaged(told ?? "error \(code)")
            if count == 0 { throw error }
            failure = error
        }
        return count
    }

    /// After the end of one stream: another one, zeros to its end, or what is none.
    private func beginNext() throws(FeedError) {
        // because a byte is there.
        if unsafe zlib.pointee.next_in.pointee == 0 {
            state = .padding
            return
        }
        guard unsafe inflateReset(zlib) == Z_OK else { throw damaged("it cannot be read on") }
        state = .inside
    }

    private func skipPadding() throws(FeedError) {
        // because avail_in bytes are there from next_in on.
        while unsafe zlib.pointee.avail_in > 0 {
            guard unsafe zlib.pointee.next_in.pointee == 0 else {
                throw damaged("something that is no gzip follows it")
            }
            unsafe zlib.pointee.next_in += 1
            unsafe zlib.pointee.avail_in -= 1
        }
    }

    private func damaged(_ what: String) -> FeedError { .damaged(source, "gzip", what) }
}

extension FeedError {
    static func damaged(_ source: String, _ kind: String, _ what: String) -> FeedError {
        var error = FeedError(
            .inputDamaged, source: source, message: "this \(kind) is damaged or cut off: \(what)",
            help: "fetch or export it again; what stands before the damage was read")
        error.isBrokenOff = true
        return error
    }
}
