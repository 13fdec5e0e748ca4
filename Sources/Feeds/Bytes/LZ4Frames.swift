/// Follows the frames of an lz4 stream, to tell whether it ends where one of them does: libarchive takes a stream that is cut
/// off within a block for one that ended.
struct LZ4Frames {
    private enum Part { case magic, flags, block, notes }

    private var part = Part.magic
    /// What was met of the part.
    private var bytes: [UInt8] = []
    /// How many bytes pass before the part.
    private var passing = 0
    private var hasBlockSums = false
    private var hasSum = false
    private var isBroken = false

    /// Whether what was met is whole frames.
    var isComplete: Bool { !isBroken && part == .magic && bytes.isEmpty && passing == 0 }

    mutating func add(_ more: UnsafeRawBufferPointer) {
        var index = 0
        // because the index stays below the count.
        while index < more.count, !isBroken {
            if passing > 0 {
                let count = min(passing, more.count - index)
                passing -= count
                index += count
                continue
            }
            unsafe bytes.append(more[index])
            index += 1
            if bytes.count == (part == .flags ? 2 : 4) { take() }
        }
    }

    private mutating func take() {
        let value = bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
        let flags = bytes[0]
        bytes.removeAll(keepingCapacity: true)
        switch part {
        case .magic:
            isBroken = value != 0x184D_2204 && value & ~0xF != 0x184D_2A50
            part = value == 0x184D_2204 ? .flags : .notes
        case .flags:
            hasBlockSums = flags & 0x10 != 0
            hasSum = flags & 0x04 != 0
            passing = (flags & 0x08 != 0 ? 8 : 0) + (flags & 0x01 != 0 ? 4 : 0) + 1
            part = .block
        case .block:
            let size = value & 0x7FFF_FFFF
            if size == 0 {
                passing = hasSum ? 4 : 0
                part = .magic
            } else {
                passing = size + (hasBlockSums ? 4 : 0)
            }
        case .notes:
            passing = value
            part = .magic
        }
    }
}
