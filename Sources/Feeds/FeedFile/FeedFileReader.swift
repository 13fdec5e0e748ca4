import Delimited
import Documents
import Foundation
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
        "corrections", "first_revision", "max_skew", "max_age",
    ]

    private static func read(_ reader: FieldReader, _ columns: inout FeedColumnReader) -> FeedFile? {
        let id = reader.required("feed").flatMap { reader.findings.name($0, "feed") }
        let format = reader.required("format", help: "add `format: csv` or `format: ndjson`").flatMap {
            reader.findings.word($0, "format", among: FeedFile.Format.allCases.map(\.rawValue))
        }.flatMap(FeedFile.Format.init)
        columns.format = format ?? .csv
        // In the order of the file, so that quarantined lines show their fields in it too.
        columns.readFields(reader)
        columns.readNamed(reader)
        columns.readPapers(reader)
        columns.readReference(reader)
        var feed = FeedFile(id: id ?? "", format: format ?? .csv, columns: [])
        feed.kinds = columns.readKinds(reader)
        columns.refuseOpenTokens()
        feed.columns = columns.columns
        feed.constants = columns.constants
        feed.paperConstants = columns.paperConstants
        feed.linesFromContent = columns.linesFromContent
        readText(reader, &feed)
        columns.checkPaperConstants(decimalMark: feed.decimalMark)
        readTimes(reader, &feed)
        readRest(reader, &feed, tokens: columns.tokenKinds)
        return feed
    }

    private static func readText(_ reader: FieldReader, _ feed: inout FeedFile) {
        let findings = reader.findings
        if let name = reader.text("encoding") {
            if let encoding = TextEncoding(name: name) {
                feed.encoding = encoding
                feed.namesEncoding = true
                if feed.format == .ndjson || feed.format == .json, !encoding.isUnicode {
                    findings.error(
                        .unknownWord, at: reader.value("encoding")?.place,
                        "JSON is always UTF-8, or UTF-16", help: "leave `encoding` out")
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
        if let node = reader.value("decimal"), let mark = findings.text(node, "decimal") {
            if mark == "." || mark == "," {
                feed.decimalMark = mark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
            } else {
                findings.error(
                    .badDecimalMark, at: node.place, "the decimal mark cannot be \(quoted(mark))",
                    help: "write `\".\"` or `\",\"`")
            }
        }
        guard let node = reader.value("delimiter") else { return }
        if feed.format != .csv {
            findings.error(
                .wrongShape, at: reader.place(of: "delimiter"), "`delimiter` belongs to CSV feeds",
                help: "leave it out")
        }
        guard let text = findings.text(node, "delimiter") else { return }
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

    private static func readTimes(_ reader: FieldReader, _ feed: inout FeedFile) {
        let findings = reader.findings
        if let node = reader.value("timezone"), let zone = zone(node, "timezone", findings) {
            feed.timeZone = zone
        }
        if let node = reader.value("stores"), let stores = findings.mapping(node, "`stores`") {
            for entry in stores {
                guard let store = trimmed(entry.key),
                    let fields = FieldReader(entry.value, "a store", keys: ["timezone"], findings),
                    let zone = fields.required("timezone").flatMap({ zone($0, "timezone", findings) })
                else { continue }
                feed.storeZones[ExactText(store)] = zone
            }
        }
        if let node = reader.value("time_format"), let layout = findings.text(node, "time_format") {
            do throws(TimeLayout.Problem) {
                feed.timeFormat = .layout(try TimeLayout(layout))
            } catch {
                findings.error(.badTimeFormat, at: node.place, error.message, help: error.help)
            }
        }
        if let seconds = reader.seconds("max_skew") { feed.maxSkew = TimeSpan(seconds: seconds) }
        if let seconds = reader.seconds("max_age") { feed.maxAge = TimeSpan(seconds: seconds) }
    }

    private static func zone(_ node: YAMLNode, _ key: String, _ findings: Findings) -> String? {
        guard let name = findings.text(node, key) else { return nil }
        // Abbreviations such as EST or CET mean an offset to some and a place to others.
        if name == "UTC" || name == "GMT" || name.contains("/"), ZoneTable(name) != nil { return name }
        findings.error(
            .unknownTimeZone, at: node.place, "there is no time zone \(quoted(name))",
            help: closest(name, among: TimeZone.knownTimeZoneIdentifiers).map { "did you mean `\($0)`?" }
                ?? "write a name of the IANA data, such as `Europe/Berlin`, or `UTC`")
        return nil
    }

    private static func readRest(_ reader: FieldReader, _ feed: inout FeedFile, tokens: [String]) {
        let findings = reader.findings
        if let word = reader.word("negative", among: FeedFile.NegativeSale.allCases.map(\.rawValue)) {
            feed.negative = FeedFile.NegativeSale(rawValue: word) ?? .return
        }
        if let first = reader.integer("first_revision", in: -999_999_999_999...999_999_999_999) {
            feed.firstRevision = Int64(first)
        }
        if let node = reader.value("corrections"), node.scalar != "none" {
            findings.error(
                .feedNotSupported, at: node.place,
                "`corrections` other than `none` is not supported by this version yet",
                help: "leave it out: a correction to a product that is not watched is then not seen")
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
