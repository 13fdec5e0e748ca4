import Delimited
import Documents
import Purchases

/// Oracle's RTLOG: FHEAD, then transactions (THEAD, TCUST, TITEM …, TTEND …, TTAIL), then FTAIL.
///
/// A post void (PVOID) gives one line that takes the whole of another receipt back, whatever items it repeats. Holds one
/// transaction, of at most `bounds.record` bytes.
final class RTLogParser: RecordParser {
    private struct Transaction {
        var place: RecordPlace
        var texts: [String: String]
        var size = 0
        var tenders: [String] = []
        var items: [(place: RecordPlace, texts: [String: String])] = []
        var faults: [ParsedRecord] = []
    }

    private let feed: FeedFile
    private let source: String
    private let bounds: RecordBounds
    private let layout: RTLogLayout
    private var lines: TextLines
    private var taken: [TextLine] = []
    private var head: [String: String]?
    private var transaction: Transaction?
    /// The rest of a transaction that is too large is passed over.
    private var isPassingOver = false

    init(feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        self.feed = feed
        self.source = source
        self.bounds = bounds
        layout = try RTLogLayout(feed, source: source)
        lines = TextLines(bound: bounds.record)
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError) {
        // because the lines are copies.
        unsafe lines.take(bytes, into: &taken)
        try readLines(&records)
    }

    func finish(into records: inout [ParsedRecord]) throws(FeedError) {
        lines.finish(into: &taken)
        try readLines(&records)
        cutOff("the input ends", &records)
    }

    private func readLines(_ records: inout [ParsedRecord]) throws(FeedError) {
        defer { taken.removeAll(keepingCapacity: true) }
        for line in taken where !line.isBlank {
            // The type is ASCII at the start of every record, whatever its layout.
            let name = String(decoding: line.bytes.prefix(5), as: UTF8.self)
            guard head != nil || name == "FHEAD" else {
                throw FeedError(
                    .recordLayout, source: source, line: line.place.line,
                    message: "the input does not begin with a record FHEAD",
                    help: "RTLOG files do; is this export one? If not, name its own `format`")
            }
            try read(name, line, &records)
        }
    }

    private func read(_ name: String, _ line: TextLine, _ records: inout [ParsedRecord]) throws(FeedError) {
        func refused(_ reason: QuarantineReason, _ detail: String) {
            let record = ParsedRecord(place: line.place, values: .refused(reason, detail))
            // Records come in the order of the input: those of an open transaction at its end.
            if transaction == nil { records.append(record) } else { transaction?.faults.append(record) }
        }
        if line.isTooLong { return refused(.lineTooLong, "the record has more than \(bounds.record) bytes") }
        guard name.utf8.count == 5, name.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            return refused(.notDecodable, "the record begins with no type of record")
        }
        guard let texts = layout.read(name, line.bytes, feed.encoding) else {
            return refused(.badEncoding, "the \(name) record is not \(feed.encoding.rawValue)")
        }
        switch name {
        case "FHEAD":
            cutOff("another file begins", &records)
            head = texts
        case "FTAIL": cutOff("the file ends", &records)
        case "THEAD":
            cutOff("another one begins", &records)
            isPassingOver = false
            transaction = Transaction(place: line.place, texts: texts)
        case "TTAIL":
            if transaction == nil, !isPassingOver {
                return refused(.notDecodable, "a TTAIL record ends no transaction")
            }
            isPassingOver = false
            give(&records)
        default: add(name, texts, line, refused)
        }
        bound(line, &records)
    }

    private func add(
        _ name: String, _ texts: [String: String], _ line: TextLine,
        _ refused: (QuarantineReason, String) -> Void
    ) {
        if isPassingOver { return }
        guard transaction != nil else {
            refused(.notDecodable, "a \(name) record stands outside a transaction")
            return
        }
        switch name {
        case "TITEM": transaction?.items.append((line.place, texts))
        case "TTEND":
            if let group = texts["TTEND.group"], transaction?.tenders.contains(group) == false {
                transaction?.tenders.append(group)
            }
        default: transaction?.texts.merge(texts) { first, _ in first }
        }
    }

    private func bound(_ line: TextLine, _ records: inout [ParsedRecord]) {
        guard transaction != nil else { return }
        transaction?.size += line.bytes.count
        guard let size = transaction?.size, size > bounds.record, let place = transaction?.place else {
            return
        }
        transaction = nil
        isPassingOver = true
        records.append(
            ParsedRecord(
                place: place,
                values: .refused(.lineTooLong, "the transaction has more than \(bounds.record) bytes")))
    }

    /// Refuses a transaction that is open.
    private func cutOff(_ why: String, _ records: inout [ParsedRecord]) {
        defer { transaction = nil }
        guard let transaction else { return }
        records.append(
            ParsedRecord(
                place: transaction.place,
                values: .refused(.cutOff, "the transaction has no TTAIL: \(why) before it")))
    }

    /// Gives the lines of a transaction that has ended.
    private func give(_ records: inout [ParsedRecord]) {
        guard let transaction else { return }
        self.transaction = nil
        var given: [ParsedRecord] = transaction.faults
        let type = transaction.texts["THEAD.type"] ?? ""
        var shared = transaction.texts.merging(head ?? [:]) { own, _ in own }
        shared[RTLogNames.tender] =
            transaction.tenders.isEmpty ? nil : transaction.tenders.sorted().joined(separator: "+")
        if type == "PVOID" {
            shared[RTLogNames.kind] = RTLogNames.kind(type: type, status: nil)
            shared[RTLogNames.line] = "0"
            given.append(record(transaction.place, shared))
        } else {
            for (index, item) in transaction.items.enumerated() {
                var texts = shared.merging(item.texts) { _, own in own }
                texts[RTLogNames.kind] = RTLogNames.kind(type: type, status: item.texts["TITEM.status"])
                texts[RTLogNames.line] = "\(index + 1)"
                given.append(record(item.place, texts))
            }
        }
        records += given.sorted { $0.place.offset < $1.place.offset }
    }

    private func record(_ place: RecordPlace, _ texts: [String: String]) -> ParsedRecord {
        var fault: (QuarantineReason, String)?
        for column in feed.columns where (texts[column.column]?.utf8.count ?? 0) > bounds.cell {
            fault = (.cellTooLong, "\(quoted(column.column)) has more than \(bounds.cell) bytes")
        }
        return ParsedRecord(
            place: place, values: .values(feed.columns.map { texts[$0.column] }), fault: fault)
    }
}
