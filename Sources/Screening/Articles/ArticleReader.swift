import Delimited
import Documents
import Purchases

/// Reads an article master, article by article: CSV with a header, or NDJSON.
///
/// The delimiter is found from the header, the encoding from the bytes, the columns from their headings in nine languages
/// or from a map file. A row that cannot be taken is left out, with a located message; the others go on. The file is
/// held in memory once; articles are made one at a time.
package struct ArticleReader: Sendable {
    package static let sizeMax = 256 << 20
    package static let cellMax = 1 << 20
    package static let rowMax = 8 << 20
    package static let columnsMax = 1_000

    package let source: String
    package let columns: ArticleColumns
    /// What a person should know of how the file was read, in words.
    package let notes: [String]
    /// What is wrong with the rows read so far.
    package private(set) var findings = ArticleFindings()
    /// Articles given so far.
    package private(set) var count = 0
    /// GTINs whose check digit is wrong, so far.
    package private(set) var wrongGTINs = 0

    private let encoding: ArticleEncoding
    private let lineOffset: Int
    /// One of the two; each is read on in place.
    private var delimited: DelimitedReader?
    private var json: JSONLines?
    /// The line of each product's first article.
    private var lines: [ExactText: Int] = [:]

    /// Reads the header, or the first objects.
    ///
    /// - Parameters:
    ///   - source: what messages call the file; `-` is standard input.
    ///   - bytes: the whole file.
    ///   - map: which column holds what; nil: it is inferred.
    ///   - command: the command that messages name: `catalogue screen`.
    /// - Throws: what the file is instead, or what is wrong with its header.
    package init(
        source: String, bytes: [UInt8], map: ArticleMap? = nil, command: String = "catalogue screen"
    ) throws(ArticleError) {
        guard bytes.count <= Self.sizeMax else {
            throw .unreadable([
                Diagnostic(
                    code: DiagnosticCode.fileTooLarge.id, file: source,
                    message: "the file has more than \(Self.sizeMax) bytes, and no more are read",
                    help: "cut it into several files, each with the header")
            ])
        }
        let start = try ArticleStart(bytes, source: source, command: command)
        let encoding = ArticleEncoding.of(bytes)
        self.source = source
        self.encoding = encoding
        lineOffset = start.line - 1
        let headings: [String]
        switch start.format {
        case .delimited(let dialect):
            // The reader copies nothing: what stands before the header is cut off only where there is something.
            let isWhole = start.offset == 0 || (start.offset == 3 && bytes[0] == 0xEF)
            let content = isWhole ? bytes : Array(bytes[start.offset...])
            var reader = DelimitedReader(
                bytes: content, dialect: dialect,
                bounds: RecordBounds(record: Self.rowMax, cell: Self.cellMax))
            headings = try Self.header(reader.next(), encoding, source, line: start.line)
            delimited = reader
        case .json:
            let lines = JSONLines(bytes, from: start.offset, line: 1)
            headings = try Self.members(lines, source, line: start.line)
            json = lines
        }
        columns =
            if let map { try .mapped(headings, by: map, file: source) } else {
                try .inferred(headings, file: source, line: start.line)
            }
        var notes: [String] = []
        if encoding == .windows1252 {
            notes.append("\(source) is not UTF-8; it was read as Windows-1252")
        }
        if map == nil { notes.append("\(source): columns taken: \(columns.described)") }
        self.notes = notes
    }

    /// The next article; nil at the end of the file.
    package mutating func next() -> Article? {
        while true {
            var article: Article?
            if let record = delimited?.next() {
                article = self.article(record)
            } else if let line = json?.next() {
                article = self.article(line.bytes, line: line.line + lineOffset)
            } else {
                return nil
            }
            if let article = article.flatMap({ checked($0) }) {
                count += 1
                return article
            }
        }
    }

    // MARK: Headers

    private static func header(
        _ record: DelimitedReader.Record?, _ encoding: ArticleEncoding, _ source: String, line: Int
    ) throws(ArticleError) -> [String] {
        func problem(_ message: String) -> ArticleError {
            .unreadable([
                Diagnostic(
                    code: DiagnosticCode.articlesHeader.id, file: source, line: line, column: 1,
                    message: message,
                    help: "the first line names the columns")
            ])
        }
        guard let record, record.problem == nil else {
            throw problem("the first line cannot be read as a header")
        }
        guard record.cells.count <= columnsMax else {
            throw problem("the header has \(record.cells.count) columns; at most \(columnsMax) are read")
        }
        let names = record.cells.map { encoding.text($0) }
        guard !names.contains(nil) else { throw problem("the header is not UTF-8") }
        return names.compactMap(\.self)
    }

    /// Every member of the first objects, in the order in which they come up.
    private static func members(
        _ lines: JSONLines, _ source: String, line: Int
    ) throws(ArticleError) -> [String] {
        var lines = lines
        var names: [String] = []
        var known: Set<ExactText> = []
        for number in 0..<200 {
            guard let next = lines.next() else { break }
            guard let members = JSONRecord.members(of: next.bytes) else {
                if number > 0 { continue }
                throw .unreadable([
                    Diagnostic(
                        code: DiagnosticCode.articleNotJSON.id, file: source, line: line, column: 1,
                        message: "the first line begins like JSON and is no whole object",
                        help: "write one object a line: `jq -c . FILE`")
                ])
            }
            for member in members where names.count < columnsMax {
                if known.insert(ExactText(member.name)).inserted { names.append(member.name) }
            }
        }
        return names
    }

    // MARK: Rows

    private mutating func article(_ record: DelimitedReader.Record) -> Article? {
        let line = record.line + lineOffset
        switch record.problem {
        case .unclosedQuote?:
            findings.leaveOut(
                .articleUnreadable, source, line: line,
                "a double quote is opened in this row and never closed",
                help: "double the quotes inside cells: `\"5\"\" pipe\"`")
            return nil
        case .cellTooLong?, .recordTooLong?:
            findings.leaveOut(
                .articleTooLong, source, line: line,
                record.problem == .cellTooLong
                    ? "a cell of the row has more than \(Self.cellMax) bytes"
                    : "the row has more than \(Self.rowMax) bytes",
                help: "often a quote that is not closed; shorten the cell, or put the quote right")
            return nil
        case nil: break
        }
        if record.cells.count > columns.headings.count,
            record.cells[columns.headings.count...].contains(where: { !Self.isBlank($0) })
        {
            findings.leaveOut(
                .articleCells, source, line: line,
                "the row has \(record.cells.count) cells, and the header \(columns.headings.count)",
                help: "put texts that hold the delimiter in double quotes")
            return nil
        }
        // Spreadsheets leave rows of nothing but delimiters.
        if record.cells.allSatisfy(Self.isBlank) { return nil }
        var article = Article(product: "", name: "", line: line, source: source)
        func cell(_ column: Int?) -> String?? {
            guard let column, column < record.cells.count else { return .some(nil) }
            guard let text = encoding.text(record.cells[column]) else { return nil }
            return .some(text.isEmpty ? nil : text)
        }
        guard let product = cell(columns.product), let name = cell(columns.name),
            let gtin = cell(columns.gtin),
            let price = cell(columns.price), let unitPrice = cell(columns.unitPrice)
        else { return notUTF8(line) }
        article.product = product ?? ""
        article.name = name ?? ""
        article.gtin = gtin
        article.price = price
        article.unitPrice = unitPrice
        for text in columns.texts {
            guard let found = cell(text.column) else { return notUTF8(line) }
            if let found, !text.needsLetter || Self.isText(found) {
                article.texts.append(ArticleText(field: columns.field(text.column), text: found))
            }
        }
        return article
    }

    private mutating func notUTF8(_ line: Int) -> Article? {
        findings.leaveOut(
            .articleNotUTF8, source, line: line, "a cell of the row is not UTF-8",
            help: "save the whole file in one encoding, best in UTF-8")
        return nil
    }

    private mutating func article(_ bytes: ArraySlice<UInt8>, line: Int) -> Article? {
        guard bytes.count <= Self.rowMax else {
            findings.leaveOut(
                .articleTooLong, source, line: line, "the line has more than \(Self.rowMax) bytes")
            return nil
        }
        guard let members = JSONRecord.members(of: bytes) else {
            findings.leaveOut(
                .articleNotJSON, source, line: line, "the line is no JSON object",
                help: "write one object a line: `jq -c . FILE`")
            return nil
        }
        if members.contains(where: { $0.text.utf8.count > Self.cellMax }) {
            findings.leaveOut(
                .articleTooLong, source, line: line, "a member has more than \(Self.cellMax) bytes")
            return nil
        }
        var article = Article(product: "", name: "", line: line, source: source)
        var seen: Set<ExactText> = []
        for member in members where seen.insert(ExactText(member.name)).inserted {
            let text = Self.trimmed(member.text)
            guard !text.isEmpty else { continue }
            switch columns.place(of: member.name) {
            case .product: article.product = text
            case .name: article.name = text
            case .gtin: article.gtin = text
            case .price: article.price = text
            case .unitPrice: article.unitPrice = text
            case .text(let needsLetter):
                guard !needsLetter || Self.isText(text) else { continue }
                article.texts.append(ArticleText(field: columns.field(named: member.name), text: text))
            case .none: continue
            }
        }
        if columns.product == columns.gtin { article.product = article.gtin ?? "" }
        // The order of an object's members says nothing, and must not make another label.
        article.texts.sort { ExactText($0.field) < ExactText($1.field) }
        return article
    }

    private mutating func checked(_ article: Article) -> Article? {
        guard !article.product.isEmpty else {
            findings.leaveOut(
                .articleWithoutProduct, source, line: article.line,
                "the row states no \(quoted(columns.headings[columns.product]))")
            return nil
        }
        guard !article.name.isEmpty || !article.texts.isEmpty else {
            findings.leaveOut(
                .articleWithoutText, source, line: article.line,
                "product \(quoted(article.product)) has no text to screen")
            return nil
        }
        if let first = lines[ExactText(article.product)] {
            findings.warn(
                .articleRepeated, source, line: article.line,
                "product \(quoted(article.product)) stands in line \(first) already",
                help: "keep one of the rows; a decision on one is a decision on both")
        } else {
            lines[ExactText(article.product)] = article.line
        }
        if let gtin = article.gtin, case .wrongDigit = GTIN.check(gtin) { wrongGTINs += 1 }
        return article
    }

    /// Whether a cell says something in words: it has a letter, and is no address.
    private static func isText(_ text: String) -> Bool {
        guard !text.hasPrefix("http://"), !text.hasPrefix("https://") else { return false }
        return text.utf8.contains {
            $0 >= 0x80 || ($0 | 32) >= UInt8(ascii: "a") && ($0 | 32) <= UInt8(ascii: "z")
        }
    }

    private static func isBlank(_ cell: [UInt8]) -> Bool {
        cell.allSatisfy { $0 == 32 || (9...13).contains($0) }
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || (9...13).contains(scalar.value) }
        var scalars = Substring(text).unicodeScalars
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
