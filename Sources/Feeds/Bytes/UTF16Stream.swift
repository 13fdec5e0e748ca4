/// UTF-16 as UTF-8. A surrogate without its other half, and an odd byte at the end, become a byte that no UTF-8 has, so
/// that the line they stand in is told and no other.
///
/// Safe to use because the memory is its own.
@safe final class UTF16Stream: ByteStream {
    enum Order: Hashable { case little, big }

    private let upstream: any ByteStream
    private let order: Order
    /// Bytes of UTF-16, of which those from `next` on were not decoded yet.
    private let input: UnsafeMutableRawBufferPointer
    private var next = 0
    private var filled = 0
    /// The first byte of a unit whose second was not read yet.
    private var half: UInt8?
    /// A first surrogate whose second was not read yet.
    private var surrogate: UInt16?
    /// What was decoded and did not fit where it was to go.
    private var left: ArraySlice<UInt8> = []
    private var isUpstreamAtEnd = false
    private static let invalid: UInt8 = 0xFF
    /// A surrogate that stands alone, and the longest character that one more unit brings.
    private static let longest = 4

    init(_ upstream: any ByteStream, order: Order) {
        self.upstream = upstream
        self.order = order
        unsafe input = .allocate(byteCount: 1 << 16, alignment: 16)
    }

    deinit {
        // because it was allocated in init and nothing outside keeps it.
        unsafe input.deallocate()
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
        if left.isEmpty, room.count >= UTF16Stream.longest { return unsafe try decode(into: room) }
        if left.isEmpty {
            var few: (UInt32) = 0
            // because the pointer does not leave the closure, and as many bytes are copied as were written.
            let result = unsafe withUnsafeMutableBytes(of: &few) {
                few -> Result<(ByteStep, [UInt8]), FeedError> in
                do throws(FeedError) {
                    let step = unsafe try decode(into: few)
                    guard case .bytes(let count) = step else { return .success((step, [])) }
                    return .success((step, unsafe Array(few[..<count])))
                } catch {
                    return .failure(error)
                }
            }
            let (step, bytes) = try result.get()
            guard case .bytes = step else { return step }
            left = bytes[...]
        }
        let part = left.prefix(room.count)
        unsafe room.copyBytes(from: part)
        left = left.dropFirst(part.count)
        return .bytes(part.count)
    }

    private func decode(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
        while true {
            let count = unsafe decodeHeld(into: room)
            if count > 0 { return .bytes(count) }
            if isUpstreamAtEnd { return unsafe end(into: room) }
            switch unsafe try upstream.read(into: input) {
            case .nothingYet: return .nothingYet
            case .end: isUpstreamAtEnd = true
            case .bytes(let read): (next, filled) = (0, read)
            }
        }
    }

    /// Decodes what is held while the room has space for the longest that can come.
    private func decodeHeld(into room: UnsafeMutableRawBufferPointer) -> Int {
        var count = 0
        // because each unit writes at most `longest` bytes, which fit, and the places read lie below `filled`.
        while next < filled, count + UTF16Stream.longest <= room.count {
            let byte = unsafe input[next]
            next += 1
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            let unit =
                order == .little ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte)
            unsafe put(unit, room, &count)
        }
        return count
    }

    private func put(_ unit: UInt16, _ room: UnsafeMutableRawBufferPointer, _ count: inout Int) {
        if let high = surrogate {
            surrogate = nil
            if (0xDC00...0xDFFF).contains(unit) {
                let scalar = 0x1_0000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                for shift in [UInt32(18), 12, 6, 0] {
                    // because the room has space for it.
                    unsafe room[count] = UInt8(shift == 18 ? 0xF0 : 0x80) | UInt8(scalar >> shift & 0x3F)
                    count += 1
                }
                return
            }
            unsafe room[count] = UTF16Stream.invalid
            count += 1
        }
        // because the room has space for three bytes more.
        switch unit {
        case 0xD800...0xDBFF: surrogate = unit
        case 0xDC00...0xDFFF:
            unsafe room[count] = UTF16Stream.invalid
            count += 1
        case 0..<0x80:
            unsafe room[count] = UInt8(unit)
            count += 1
        case 0x80..<0x800:
            unsafe room[count] = 0xC0 | UInt8(unit >> 6)
            unsafe room[count + 1] = 0x80 | UInt8(unit & 0x3F)
            count += 2
        default:
            unsafe room[count] = 0xE0 | UInt8(unit >> 12)
            unsafe room[count + 1] = 0x80 | UInt8(unit >> 6 & 0x3F)
            unsafe room[count + 2] = 0x80 | UInt8(unit & 0x3F)
            count += 3
        }
    }

    private func end(into room: UnsafeMutableRawBufferPointer) -> ByteStep {
        guard surrogate != nil || half != nil else { return .end }
        (surrogate, half) = (nil, nil)
        // because the room has four bytes at least.
        unsafe room[0] = UTF16Stream.invalid
        return .bytes(1)
    }
}
