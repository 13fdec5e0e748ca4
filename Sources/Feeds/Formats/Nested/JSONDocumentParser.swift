import Delimited
import Documents
import Purchases

/// JSON documents of receipts: an array of them, one after another, or where a path leads; with or without nested lines.
///
/// One receipt is held. One that is no JSON is refused and the next one found, as far as quotes and brackets tell where it
/// ends.
final class JSONDocumentParser: RecordParser {
    private let source: String
    private let bounds: RecordBounds
    private let receiptsPath: JSONPath
    private let lines: JSONReceiptLines
    private var scanner: JSONReceiptScanner
    private var isFirst = true
    private var receipts: [JSONReceiptScanner.Receipt] = []

    /// - Throws: where the feed file has a path that is none.
    init(_ feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        self.source = source
        self.bounds = bounds
        receiptsPath = try JSONReceiptLines.path(feed.receiptsPath ?? "$", "receipts", source)
        guard !receiptsPath.steps.contains(where: { if case .index = $0 { true } else { false } }) else {
            throw FeedError(
                .recordField, source: source, message: "`receipts` names one element of an array",
                help: "write `[*]` for all of them")
        }
        lines = try JSONReceiptLines(feed, source: source, bounds: bounds)
        scanner = JSONReceiptScanner(receiptsPath.steps, bound: bounds.record)
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError) {
        unsafe try AggregatedInput.refuse(bytes, source, isFirst: isFirst)
        isFirst = false
        do throws(JSONReceiptScanner.Problem) {
            // because the scanner keeps no pointer.
            unsafe try scanner.take(bytes, into: &receipts)
        } catch {
            hand(over: &records)
            throw failure(error)
        }
        hand(over: &records)
    }

    func finish(into records: inout [ParsedRecord]) throws(FeedError) {
        scanner.finish(into: &receipts)
        hand(over: &records)
        if let open = scanner.open {
            records.append(
                ParsedRecord(
                    place: open.place, values: .refused(.cutOff, "the input ends within this receipt")))
        }
        if let end = scanner.end { throw failure(end) }
    }

    private func hand(over records: inout [ParsedRecord]) {
        for receipt in receipts { lines.read(receipt, into: &records) }
        receipts.removeAll(keepingCapacity: true)
    }

    private func failure(_ problem: JSONReceiptScanner.Problem) -> FeedError {
        var error = FeedError(
            .jsonMalformed, source: source, line: problem.place.line,
            message: "the JSON cannot be read on: \(problem.message)",
            help: "what stands before is read; fetch the file again, or have the export mended")
        error.column = problem.column
        return error
    }
}

/// NDJSON with nested lines: a receipt on each line of the input, so that one that is no JSON costs no other.
final class JSONReceiptLinesParser: RecordParser {
    private let lines: JSONReceiptLines
    private var texts: TextLines
    private var found: [TextLine] = []

    init(_ feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        lines = try JSONReceiptLines(feed, source: source, bounds: bounds)
        texts = TextLines(bound: bounds.record)
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError) {
        // because the lines are copied.
        unsafe texts.take(bytes, into: &found)
        hand(over: &records)
    }

    func finish(into records: inout [ParsedRecord]) throws(FeedError) {
        texts.finish(into: &found)
        hand(over: &records)
    }

    private func hand(over records: inout [ParsedRecord]) {
        for line in found where !line.isBlank {
            lines.read(
                JSONReceiptScanner.Receipt(place: line.place, bytes: line.bytes, isTooLong: line.isTooLong),
                isLast: !line.isEnded, into: &records)
        }
        found.removeAll(keepingCapacity: true)
    }
}
