import Delimited
import Documents

extension DelimitedSource {
    /// Reads the header, and before it the line by which a spreadsheet names its delimiter (`sep=;`).
    mutating func readHeader() throws(FeedError) -> DelimitedHeader? {
        try skipLines()
        if case .names(let names) = feed.header {
            return try DelimitedHeader(
                names.map { trimmed($0) ?? "" }, feed: feed, source: input.source, line: 0)
        }
        while true {
            let start = place
            guard try scanRecord() else { return nil }
            // because the buffer was not read on since the scan.
            let bytes = unsafe input.bytes
            position = current.end
            line += current.lines
            if cells.count == 0, current.problem == nil { continue }
            if current.problem != nil {
                throw FeedError(
                    .inputHeader, source: input.source, line: start.line,
                    message: "the header cannot be read: \(current.detail)",
                    help: "check that the first line names the columns")
            }
            var names: [String] = []
            for index in 0..<cells.count {
                guard let name = unsafe feed.encoding.decode(content(cells[index], bytes)) else {
                    throw FeedError(
                        .inputEncoding, source: input.source, line: start.line,
                        message: "the header is not \(feed.encoding.rawValue), as the feed file says",
                        help:
                            "name the encoding of the export in the feed file: `encoding: windows-1252`, perhaps"
                    )
                }
                names.append(trimmed(name) ?? "")
            }
            if start.line == 1, let told = separator(names) {
                guard told == feed.dialect.delimiter else {
                    throw FeedError(
                        .inputDelimiter, source: input.source, line: 1,
                        message:
                            "the file says that its delimiter is \(quoted(String(Unicode.Scalar(told))))",
                        help: "write the same `delimiter` in the feed file")
                }
                continue
            }
            return try DelimitedHeader(names, feed: feed, source: input.source, line: start.line)
        }
    }

    /// Leaves the lines before the header, or before the first record.
    ///
    /// They are kept until all of them are there, so that a pause can begin them again; together they have no more bytes than
    /// one record may have, a byte order mark left out.
    private mutating func skipLines() throws(FeedError) {
        var skipped = 0
        while skipped < feed.skippedLines {
            // because the buffer is read on only after the pointer was used.
            let bytes = unsafe input.bytes
            var index = position
            // because the loop keeps the index below the count.
            while index < bytes.count, unsafe bytes[index] != 0x0A, unsafe bytes[index] != 0x0D { index += 1 }
            if index > bounds.record + 3 {
                throw FeedError(
                    .skippedLines, source: input.source, line: line,
                    message: "the \(feed.skippedLines) lines to skip have more than \(bounds.record) bytes",
                    help: "check `skip`: they should be the few lines that stand before the table")
            }
            // because the first condition keeps the index below the count.
            if index < bytes.count,
                let next = unsafe RecordScanner.afterLineEnd(bytes, at: index, atEnd: input.isAtEnd)
            {
                position = next
                line += 1
                skipped += 1
            } else if input.isAtEnd {
                position = bytes.count
                return
            } else {
                try input.more(keepingFrom: 0)
            }
        }
    }

    /// What `sep=` names; the delimiter itself parts that line where it is the one in use.
    private func separator(_ names: [String]) -> UInt8? {
        guard let first = names.first, first.hasPrefix("sep=") else { return nil }
        if names.count == 2, first == "sep=", names[1].isEmpty { return feed.dialect.delimiter }
        let rest = first.utf8.dropFirst(4)
        return names.count == 1 && rest.count == 1 ? rest.first : nil
    }
}
