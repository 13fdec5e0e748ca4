import Documents

extension InputBuffer {
    /// Whether so many lines are held (a header and something after it), or so much that no more is to be waited for.
    func holds(lines: Int) -> Bool {
        // because the bytes are looked at in this call only.
        let held = unsafe bytes
        guard held.count < lines << 15 else { return true }
        var ends = 0
        for index in 0..<held.count {
            let byte = unsafe held[index]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { ends += 1 }
        }
        return ends >= lines
    }

    /// Finds where text starts: after a UTF-8 byte order mark.
    func start() throws(FeedError) -> Int {
        // because only the count is asked.
        while unsafe bytes.count < 3, !isAtEnd { try more(keepingFrom: 0) }
        return unsafe bytes.starts(with: InputBuffer.mark) ? 3 : 0
    }

    /// Goes to the first byte after the line end that follows `position`, dropping what it passes; true when there was one.
    ///
    /// `position` is a place in the bytes held, also where a pause breaks it off: called again it goes on from there.
    func skipLine(from position: inout Int, endsAtReturn: Bool) throws(FeedError) -> Bool {
        while true {
            // because the buffer is read on only after the pointer was used.
            let held = unsafe bytes
            while position < held.count {
                let byte = unsafe held[position]
                if byte == UInt8(ascii: "\r"), endsAtReturn, position + 1 == held.count, !isAtEnd { break }
                position += 1
                if byte == UInt8(ascii: "\n") { return true }
                guard endsAtReturn, byte == UInt8(ascii: "\r") else { continue }
                // because the index is compared with the count of the bytes.
                if position < held.count, unsafe held[position] == UInt8(ascii: "\n") { position += 1 }
                return true
            }
            if isAtEnd { return false }
            try more(keepingFrom: position)
            position = 0
        }
    }

    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
