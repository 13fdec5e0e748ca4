/// Turns the bytes of a terminal into keys; what is neither text nor a key of the review, such as arrows, is passed over.
package struct KeyDecoder: Sendable {
    private enum State: Sendable {
        case ground
        /// After Escape: a key of its own, or the beginning of a sequence.
        case escape
        /// Within a sequence, until its final byte.
        case sequence
    }

    private var state = State.ground
    /// The bytes of a scalar that is not whole yet.
    private var scalar: [UInt8] = []

    package init() {}

    /// Whether the next byte decides what the last one was; when none comes within a moment, call `pause`.
    package var isWaiting: Bool { if case .ground = state { false } else { true } }

    /// The keys that are known after one more byte.
    package mutating func take(_ byte: UInt8) -> [ReviewSession.Key] {
        switch state {
        case .escape:
            state = .ground
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") {
                state = .sequence
                return []
            }
            return [.escape] + take(byte)
        case .sequence:
            if (0x40...0x7E).contains(byte) { state = .ground }
            return []
        case .ground: return text(byte)
        }
    }

    /// Nothing came after the last byte.
    package mutating func pause() -> [ReviewSession.Key] {
        defer { state = .ground }
        if case .escape = state { return [.escape] }
        return []
    }

    private mutating func text(_ byte: UInt8) -> [ReviewSession.Key] {
        if byte < 0x80 { scalar = [] }
        switch byte {
        case 0x03, 0x04: return [.interrupt]
        case 0x0A, 0x0D: return [.enter]
        case 0x08, 0x7F: return [.backspace]
        case 0x1B:
            state = .escape
            return []
        case 0x09: return [.character(" ")]
        case 0..<0x20: return []
        case 0x20..<0x7F: return [.character(Character(Unicode.Scalar(byte)))]
        default: break
        }
        if byte & 0xC0 != 0x80 { scalar = [] }
        scalar.append(byte)
        if let text = String(validating: scalar, as: UTF8.self), let letter = text.first {
            scalar = []
            return [.character(letter)]
        }
        if scalar.count >= 4 { scalar = [] }
        return []
    }
}
