import Documents

extension InputBuffer {
    /// Looks at the first bytes and unpacks and decodes what they say, so that text is read from here on: the whole input,
    /// or the first member of an archive. Called once, or again after a pause.
    ///
    /// - Returns: false for an archive that holds nothing to read.
    /// - Throws: for what is plainly no text that feeds may have.
    func prepare(_ feed: FeedFile) throws(FeedError) -> Bool {
        if isFolder { return try prepareFolder(feed) }
        let shape = try shape()
        if case .text = shape {
            try prepareText(feed)
            isPrepared = true
            return true
        }
        isPrepared = true
        if case .refused(let what) = shape { throw what.error(source) }
        guard waiting == .blocks || (isFile && waiting == .returns) else { throw notWaited }
        let layers = layered()
        switch shape {
        case .text, .refused: break
        case .archive(let kind):
            try layers.open(kind, prefix: [], isWhole: true)
            return try beginMembers(feed, layers)
        case .compressed(let kind):
            try layers.unpack(kind)
            let inner = try self.shape()
            switch inner {
            case .archive(.tar):
                try layers.open(.tar, prefix: takeHeld(), isWhole: false)
                return try beginMembers(feed, layers)
            case .text: try prepareText(feed)
            case .refused(let what): throw what.error(source)
            case .compressed, .archive: throw nested
            }
        }
        return true
    }

    private func prepareFolder(_ feed: FeedFile) throws(FeedError) -> Bool {
        guard feed.format == .dsfinvk else {
            throw FeedError(
                .inputIsFolder, source: source, message: "this is a folder",
                help: "name its files; a folder is an input of feeds with `format: dsfinvk` alone")
        }
        try layered().join(FolderStream(path))
        isPrepared = true
        try prepareText(feed)
        return true
    }

    private func beginMembers(_ feed: FeedFile, _ layers: InputLayers) throws(FeedError) -> Bool {
        guard feed.format == .dsfinvk else { return try nextMember(feed) }
        // The tables of one export, which belong together.
        layers.join()
        try prepareText(feed)
        return true
    }

    /// Goes to the next member of an archive, an input of its own; false after the last one, and where there is no archive.
    func nextMember(_ feed: FeedFile) throws(FeedError) -> Bool {
        guard let layers, layers.isArchive, feed.format != .dsfinvk else { return false }
        guard let name = try layers.nextMember() else { return false }
        beginMember(name)
        switch try shape() {
        case .text: try prepareText(feed)
        case .refused(let what): throw what.error(source)
        case .compressed, .archive: throw nested
        }
        return true
    }

    /// What the bytes held, and as many more as it takes, say.
    private func shape() throws(FeedError) -> InputShape {
        while true {
            // because the bytes are looked at in this call only.
            if let shape = unsafe InputShape(bytes, isAll: isAtEnd || isFull) { return shape }
            try more(keepingFrom: 0)
        }
    }

    /// Tells the encoding by a mark and by what the feed file says, and decodes UTF-16 from here on.
    private func prepareText(_ feed: FeedFile) throws(FeedError) {
        // XML says itself how it is encoded.
        if feed.format == .poslog || feed.format == .wpubon { return }
        // because only the count is asked, and at most four bytes are copied from those held.
        while unsafe bytes.count < 4, !isAtEnd, !isFull { try more(keepingFrom: 0) }
        let first = unsafe Array(bytes.prefix(4))
        let said = feed.namesEncoding || feed.encoding != .utf8 ? feed.encoding : nil
        func order(_ order: UTF16Stream.Order, _ exact: TextEncoding) throws(FeedError) {
            guard said == nil || said == .utf16 || said == exact else {
                throw contradicts(exact, said)
            }
            decode(order, mark: 2)
        }
        if first.starts(with: InputBuffer.mark) {
            if let said, said != .utf8 { throw contradicts(.utf8, said) }
        } else if first.starts(with: [0xFF, 0xFE]) {
            try order(.little, .utf16le)
        } else if first.starts(with: [0xFE, 0xFF]) {
            try order(.big, .utf16be)
        } else if said == .utf16 {
            decode(looksBig(first) ? .big : .little, mark: 0)
        } else if said == .utf16le || said == .utf16be {
            decode(said == .utf16le ? .little : .big, mark: 0)
        } else if looksLittle(first) || looksBig(first) {
            let name = looksBig(first) ? TextEncoding.utf16be : .utf16le
            throw FeedError(
                .inputEncoding, source: source, line: 1,
                message: "this looks like text in UTF-16 without a mark that says so",
                help: "write `encoding: \(name.rawValue)` in the feed file")
        }
    }

    private func looksLittle(_ first: [UInt8]) -> Bool {
        first.count == 4 && first[1] == 0 && first[3] == 0 && first[0] != 0 && first[2] != 0
    }

    private func looksBig(_ first: [UInt8]) -> Bool {
        first.count == 4 && first[0] == 0 && first[2] == 0 && first[1] != 0 && first[3] != 0
    }

    private func decode(_ order: UTF16Stream.Order, mark: Int) {
        if let layers {
            layers.decode(order, prefix: Array(takeHeld().dropFirst(mark)))
        } else {
            layered(leaving: mark).decode(order, prefix: [])
        }
    }

    private func contradicts(_ found: TextEncoding, _ said: TextEncoding?) -> FeedError {
        FeedError(
            .inputEncoding, source: source, line: 1,
            message:
                "the file says that it is \(found.rawValue.uppercased()), and the feed file says \(said?.rawValue ?? "")",
            help: "write `encoding: \(found == .utf8 ? found.rawValue : "utf-16")` in the feed file")
    }

    private var notWaited: FeedError {
        FeedError(
            .inputNotFollowed, source: source,
            message: isFile
                ? "this is compressed or an archive, and cannot be followed while it grows"
                : "this is compressed or an archive, and cannot be waited for in a pipe",
            help: isFile
                ? "scan it when it is complete, or leave `follow` out"
                : "unpack it on the way: `zcat FILE | tillwatch …`")
    }

    private var nested: FeedError {
        FeedError(
            .inputNested, source: source, message: "this is compressed or an archive, within another one",
            help: "unpack the outer one, and scan the files that it holds")
    }
}

extension InputShape.Refused {
    func error(_ source: String) -> FeedError {
        switch self {
        case .oldWorkbook:
            FeedError(
                .inputWorkbook, source: source, message: "this is a workbook or another office document",
                help: "export it as CSV")
        case .otherArchive:
            FeedError(
                .inputNotText, source: source, message: "this is an archive of a kind that is not read",
                help: "unpack it, and scan the files that it holds; ZIP and tar are read as they are")
        case .utf32:
            FeedError(
                .inputNotText, source: source, message: "this is text in UTF-32",
                help: "save it as \"CSV UTF-8\"")
        }
    }
}
