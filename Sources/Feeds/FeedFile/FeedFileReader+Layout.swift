import Documents
import Purchases

extension FeedFileReader {
    /// Lines before the first record, at most.
    package static let skippedLinesMax = 1_000
    /// Columns that a feed file may name, at most; and how far right one may stand.
    package static let columnsMax = 1_000
    package static let placeMax = 1_000_000

    /// Where the records of the export are, and what stands where in them.
    static func readLayout(_ reader: FieldReader, _ feed: inout FeedFile) {
        let findings = reader.findings
        if let names = reader.texts("header") {
            if names.count > columnsMax || Set(names.map { trimmed($0) ?? "" }).count < names.count {
                findings.error(
                    .badHeader, at: reader.value("header")?.place,
                    "`header` names a column twice, or more than \(columnsMax)",
                    help: "name the columns in the order of the export, each once")
            }
            feed.header = .names(names.map { trimmed($0) ?? "" })
        }
        if let lines = reader.integer("skip", in: 0...skippedLinesMax) { feed.skippedLines = lines }
        if let word = reader.word("apostrophes", among: ["keep", "strip"]) {
            feed.stripsApostrophes = word == "strip"
        }
        if let node = reader.value("carry"),
            let fields = FieldReader(node, "`carry`", keys: ["by", "columns"], findings),
            let by = fields.required("by").flatMap({ findings.text($0, "by") }),
            let columns = fields.required("columns").flatMap({ findings.texts($0, "columns") })
        {
            feed.carried = FeedFile.Carried(
                by: trimmed(by) ?? "", columns: columns.map { trimmed($0) ?? "" })
        }
        feed.receiptsPath = path(reader, "receipts")
        feed.linesPath = path(reader, "lines")
        readFixedColumns(reader, &feed)
    }

    private static func path(_ reader: FieldReader, _ key: String) -> String? {
        guard let text = reader.text(key).flatMap({ trimmed($0) }) else { return nil }
        if JSONPath(text)?.isFromReceipt == true { return text }
        reader.findings.error(
            .badPath, at: reader.value(key)?.place, "`\(key)` is no path from the document on",
            help: key == "lines" ? "write `$.items[*]`" : "write `$.orders[*]`, or `$[*]` for an array")
        return nil
    }

    private static func readFixedColumns(_ reader: FieldReader, _ feed: inout FeedFile) {
        let findings = reader.findings
        guard let node = reader.value("columns") else {
            if feed.format == .fixed {
                _ = reader.required(
                    "columns",
                    help: "say where each column stands, in characters from 1: `columns: {store: 1-4}`")
            }
            return
        }
        guard let entries = findings.mapping(node, "`columns`") else { return }
        if entries.count > columnsMax {
            findings.error(
                .badPlaces, at: node.place, "`columns` has more than \(columnsMax) columns",
                help: "name those that `fields` and the others map")
        }
        for entry in entries.prefix(columnsMax) {
            guard let places = places(entry.value) else {
                findings.error(
                    .badPlaces, at: entry.value.place,
                    "\(quoted(entry.key)) stands at no place from 1 to \(placeMax)",
                    help: "write the first and the last character, from 1: `\(entry.key): 1-10` or `[1, 10]`")
                continue
            }
            feed.fixedColumns.append(FeedFile.FixedColumn(name: trimmed(entry.key) ?? "", places: places))
        }
        guard feed.format == .fixed else { return }
        let named = Set(feed.fixedColumns.map { Array($0.name.utf8) })
        let missing = feed.columns.filter { !named.contains(Array($0.column.utf8)) }
        if !missing.isEmpty, entries.count == feed.fixedColumns.count {
            findings.error(
                .badPlaces, at: node.place,
                "`columns` gives no place to \(words(missing.map(\.column)))",
                help: "write where each stands: `\(missing[0].column): 1-10`")
        }
    }

    /// `34-41`, `[34, 41]`, or `34` for one character.
    private static func places(_ node: YAMLNode) -> ClosedRange<Int>? {
        let texts: [String]
        switch node.kind {
        case .scalar(let text):
            texts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        case .sequence(let nodes): texts = nodes.map { $0.scalar ?? "" }
        default: return nil
        }
        let numbers = texts.map { text -> Int? in
            guard let text = trimmed(text), (1...7).contains(text.utf8.count),
                text.utf8.allSatisfy({ decimalDigit($0) != nil })
            else { return nil }
            return Int(text)
        }
        guard (1...2).contains(numbers.count), let first = numbers[0], let last = numbers[numbers.count - 1],
            first >= 1, last >= first, last <= placeMax
        else { return nil }
        return first...last
    }
}
