import Delimited
import Documents
import Purchases

/// Reads feed files; says all that is wrong with one at once.
package enum FeedFileReader {
    /// Reads a feed file.
    ///
    /// - Returns: the feed, nil when there is any error; and what is wrong, each with its place.
    package static func read(path: String, bytes: [UInt8]) -> (FeedFile?, [Diagnostic]) {
        let (node, problems) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(problems)
        guard let node, let reader = FieldReader(node, "a feed file", keys: keys, findings) else {
            return (nil, findings.diagnostics)
        }
        var columns = FeedColumnReader(findings)
        let feed = read(reader, &columns)
        return (findings.hasErrors ? nil : feed, findings.diagnostics)
    }

    private static let keys = [
        "feed", "format", "encoding", "delimiter", "decimal", "timezone", "stores", "time_format", "fields",
        "extra", "tokens", "placeholders", "licence", "professional", "kinds", "negative", "refers",
        "corrections", "first_revision", "max_skew", "max_age", "header", "skip", "carry", "apostrophes",
        "columns", "receipts", "lines", "grouping", "scale", "units", "negative_amount", "trust_offset",
        "voids",
    ]

    private static func read(_ reader: FieldReader, _ columns: inout FeedColumnReader) -> FeedFile? {
        let formats = FeedFile.Format.allCases.map(\.rawValue)
        let id = reader.required("feed").flatMap { reader.findings.name($0, "feed") }
        let format = reader.required("format", help: "add `format: csv`, or another of \(words(formats))")
            .flatMap { reader.findings.word($0, "format", among: formats) }.flatMap(FeedFile.Format.init)
        columns.format = format ?? .csv
        columns.hasNestedLines = reader.has("lines")
        if let format { refuseForeignKeys(reader, format) }
        // In the order of the file, so that quarantined lines show their fields in it too.
        columns.readFields(reader)
        columns.readNamed(reader)
        columns.readPapers(reader)
        columns.readReference(reader)
        var feed = FeedFile(id: id ?? "", format: format ?? .csv, columns: [])
        feed.kinds = columns.readKinds(reader)
        feed.corrections = readCorrections(reader, &columns)
        if format != nil { columns.addStandard(reader) }
        columns.refuseOpenTokens()
        feed.columns = columns.columns
        feed.constants = columns.constants
        feed.paperConstants = columns.paperConstants
        feed.linesFromContent = columns.linesFromContent
        feed.dayCloses = columns.dayCloses
        readText(reader, &feed)
        readLayout(reader, &feed)
        readNumbers(reader, &feed)
        columns.checkPaperConstants(decimalMark: feed.decimalMark)
        readTimes(reader, &feed)
        readRest(reader, &feed, tokens: columns.tokenKinds)
        return feed
    }

    /// Words as a message lists them.
    static func words(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }

    /// Refuses keys that say something which the format does not have.
    private static func refuseForeignKeys(_ reader: FieldReader, _ format: FeedFile.Format) {
        let homes: [(key: String, formats: [FeedFile.Format])] = [
            ("delimiter", [.csv, .rtlog]), ("header", [.csv, .rtlog]), ("skip", [.csv, .fixed]),
            ("carry", [.csv]), ("apostrophes", [.csv]), ("columns", [.fixed, .rtlog]),
            ("receipts", [.json, .tlog]), ("lines", [.json, .ndjson, .tlog]), ("voids", [.poslog, .dsfinvk]),
        ]
        for home in homes where reader.has(home.key) && !home.formats.contains(format) {
            let names = home.formats.map { $0 == .csv ? "CSV" : "`\($0.rawValue)`" }
            reader.findings.error(
                .wrongShape, at: reader.place(of: home.key),
                "`\(home.key)` belongs to \(names.joined(separator: " and ")) feeds",
                help: "leave it out")
        }
    }

    private static func readText(_ reader: FieldReader, _ feed: inout FeedFile) {
        let findings = reader.findings
        if let name = reader.text("encoding") {
            if let encoding = TextEncoding(name: name) {
                feed.encoding = encoding
                feed.namesEncoding = true
                let others: [FeedFile.Format] = [.csv, .fixed, .rtlog, .dsfinvk]
                if !others.contains(feed.format), !encoding.isUnicode {
                    findings.error(
                        .unknownWord, at: reader.value("encoding")?.place,
                        [.poslog, .wpubon].contains(feed.format)
                            ? "XML names its encoding itself" : "JSON is always UTF-8, or UTF-16",
                        help: "leave `encoding` out")
                } else if !encoding.isKnownHere {
                    findings.error(
                        .feedNotSupported, at: reader.value("encoding")?.place,
                        "the C library of this machine has no table of `\(encoding.rawValue)`",
                        help: "install its converters, or let the export be written in UTF-8")
                }
            } else {
                findings.error(
                    .unknownWord, at: reader.value("encoding")?.place,
                    "`encoding` does not know \(quoted(name))",
                    help: suggestion(for: name, among: TextEncoding.allCases.map(\.rawValue)))
            }
        }
        guard let node = reader.value("delimiter"), let text = findings.text(node, "delimiter") else {
            return
        }
        let byte = text == "tab" || text == "\\t" ? UInt8(ascii: "\t") : text.utf8.first ?? 0
        let isOne = text.utf8.count == 1 || byte == UInt8(ascii: "\t")
        let allowed = byte == UInt8(ascii: "\t") || (byte >= 0x20 && byte < 0x7F && byte != Dialect.quote)
        if isOne, allowed {
            feed.dialect = Dialect(delimiter: byte)
        } else {
            findings.error(
                .badDelimiter, at: node.place, "the delimiter cannot be \(quoted(text))",
                help: "write one ASCII character that is no quote, such as `\";\"`, or `tab`")
        }
    }

    /// `none`, `any`, or the column that marks corrections with its values.
    private static func readCorrections(
        _ reader: FieldReader, _ columns: inout FeedColumnReader
    ) -> FeedFile.Corrections {
        let findings = reader.findings
        guard let node = reader.value("corrections") else { return .none }
        guard node.entries != nil else {
            return findings.word(node, "corrections", among: ["none", "any"]) == "any" ? .any : .none
        }
        guard let fields = FieldReader(node, "`corrections`", keys: ["column", "is"], findings) else {
            return .none
        }
        if let column = fields.required("column") { columns.addMark(column) }
        guard let values = fields.required("is").flatMap({ findings.texts($0, "is") }) else { return .none }
        return .marked(Set(values.compactMap { trimmed($0) }.map { ExactText($0) }))
    }

    private static func readRest(_ reader: FieldReader, _ feed: inout FeedFile, tokens: [String]) {
        let findings = reader.findings
        if let word = reader.word("negative", among: FeedFile.NegativeSale.allCases.map(\.rawValue)) {
            feed.negative = FeedFile.NegativeSale(rawValue: word) ?? .return
        }
        if let first = reader.integer("first_revision", in: -999_999_999_999...999_999_999_999) {
            feed.firstRevision = Int64(first)
        }
        if let word = reader.word("voids", among: FeedFile.Voids.allCases.map(\.rawValue)) {
            feed.voids = FeedFile.Voids(rawValue: word) ?? .auto
        }
        if feed.corrections != .none, feed.linesFromContent {
            findings.error(
                .correctionsNeedKeys, at: reader.place(of: "corrections"),
                "a feed whose line parts are made from the content cannot send corrections",
                help: "map `line` to a column, or leave `corrections` out")
        }
        guard let node = reader.value("placeholders"),
            let kinds = findings.mapping(node, "`placeholders`")
        else { return }
        for entry in kinds {
            guard tokens.contains(entry.key) else {
                findings.unknownKey(entry, in: "`placeholders`", keys: tokens)
                continue
            }
            let values = findings.texts(entry.value, entry.key) ?? []
            feed.placeholders[ExactText(entry.key)] = Set(
                values.compactMap { trimmed($0) }.map { ExactText($0) })
        }
    }
}
