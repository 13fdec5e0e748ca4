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

    /// Reads the first bytes, and finds where text starts: after a UTF-8 byte order mark.
    ///
    /// - Throws: for what is plainly no text in an encoding that feeds may have.
    func start() throws(FeedError) -> Int {
        // because only the count is asked.
        while unsafe bytes.count < 4, !isAtEnd { try more(keepingFrom: 0) }
        // because at most four bytes are copied from those held.
        let first = unsafe Array(bytes.prefix(4))
        if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) {
            throw FeedError(
                .inputNotText, source: source,
                message: "this is text in UTF-16, as spreadsheets save \"Unicode text\"",
                help: "save it as \"CSV UTF-8\"")
        }
        if first.starts(with: [0x1F, 0x8B]) || first.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            throw FeedError(
                .inputNotText, source: source, message: "this is compressed",
                help: "unpack it on the way: `zcat FILE | tillwatch scan … -`")
        }
        if first.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw FeedError(
                .inputNotText, source: source, message: "this is a workbook or another ZIP archive",
                help: "export it as CSV")
        }
        return first.starts(with: InputBuffer.mark) ? 3 : 0
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
