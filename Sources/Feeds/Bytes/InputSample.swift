/// The beginning of an input, for those who want to know what it is.
package enum InputSample {
    /// Reads up to so many bytes, as a reader of the input would find them. Blocks.
    ///
    /// - Parameter source: a file, or `-` for standard input.
    /// - Returns: the bytes, and whether nothing follows them.
    /// - Throws: what keeps the input from being read.
    package static func read(_ source: String, atMost count: Int) throws(FeedError) -> (
        bytes: [UInt8], isWhole: Bool
    ) {
        let input = try InputBuffer(source: source, kept: count, chunk: 1 << 16)
        // Nothing is known of it yet: what its first bytes say of packing and encoding is believed.
        guard try input.prepare(FeedFile(id: "sample", format: .csv, columns: [])) else { return ([], true) }
        // because only the count is asked.
        while unsafe input.bytes.count < count, !input.isAtEnd, !input.isFull {
            try input.more(keepingFrom: 0)
        }
        // because the bytes are copied while the buffer is not read on.
        return (unsafe Array(input.bytes.prefix(count)), input.isAtEnd)
    }
}
