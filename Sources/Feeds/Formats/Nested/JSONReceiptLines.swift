import Delimited
import Documents
import Purchases

/// Makes records of the lines of one receipt in JSON.
struct JSONReceiptLines {
    /// Lines of a receipt, at most.
    static let linesMax = 10_000

    private enum Column {
        case path(JSONPath)
        case made(TransactionLogField)
    }

    private let names: [String]
    private let columns: [Column]
    private let linesPath: JSONPath?
    private let isTransactionLog: Bool
    private let bounds: RecordBounds

    /// - Throws: where the feed file has a path that is none.
    init(_ feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        self.bounds = bounds
        isTransactionLog = feed.format == .tlog
        let written = feed.linesPath ?? (isTransactionLog ? TransactionLogField.linesPath : nil)
        var path: JSONPath?
        if let written { path = try JSONReceiptLines.path(written, "lines", source) }
        linesPath = path
        var columns: [Column] = []
        for column in feed.columns {
            if isTransactionLog, let field = TransactionLogField(rawValue: column.column) {
                columns.append(.made(field))
            } else {
                columns.append(
                    .path(try JSONReceiptLines.path(column.column, column.role.name, source)))
            }
        }
        self.columns = columns
        names = feed.columns.map(\.column)
    }

    static func path(_ text: String, _ key: String, _ source: String) throws(FeedError) -> JSONPath {
        if let path = JSONPath(text) { return path }
        throw FeedError(
            .recordField, source: source, message: "`\(key)` is no path: `\(text)`",
            help: "write one such as `$.orders[*]`, `$.store.id` or `item.sku`")
    }

    /// Appends the records of a receipt.
    ///
    /// - Parameter isLast: nothing, not even a line end, comes after it, so that it may be cut off.
    func read(
        _ receipt: JSONReceiptScanner.Receipt, isLast: Bool = false, into records: inout [ParsedRecord]
    ) {
        func refuse(_ reason: QuarantineReason, _ detail: String) {
            records.append(ParsedRecord(place: receipt.place, values: .refused(reason, detail)))
        }
        if receipt.isTooLong {
            return refuse(.lineTooLong, "the receipt has more than \(bounds.record) bytes")
        }
        guard String(validating: receipt.bytes, as: UTF8.self) != nil else {
            return refuse(.badEncoding, "the receipt is not UTF-8")
        }
        do throws(JSONTree.Failure) {
            let tree = try JSONTree(receipt.bytes)
            // Nothing stands where receipts would.
            if tree.nodes[0].kind == .null { return }
            guard tree.nodes[0].kind == .object else {
                return refuse(.notDecodable, "the receipt is no JSON object")
            }
            try read(tree, receipt.place, into: &records)
        } catch {
            switch error {
            case .malformed(let place):
                let isCutOff = isLast && place >= receipt.bytes.count
                refuse(
                    isCutOff ? .cutOff : .notDecodable,
                    isCutOff
                        ? "the last line ends within its JSON object"
                        : "the receipt is no JSON from its byte \(place + 1) on")
            case .tooDeep:
                refuse(.notDecodable, "the receipt nests more than \(JSONTree.depthMax) deep")
            case .repeated(let name): refuse(.notDecodable, "an object of the receipt has `\(name)` twice")
            }
        }
    }

    private func read(
        _ tree: JSONTree, _ place: RecordPlace, into records: inout [ParsedRecord]
    ) throws(JSONTree.Failure) {
        var found: [ParsedRecord] = []
        var line = place.line
        var counted = 0
        for receipt in try receipts(tree) {
            let made = isTransactionLog ? try TransactionLogHeader(tree, receipt) : nil
            // Of a receipt what all its lines share is read once.
            var shared: [String?] = []
            for column in columns {
                if case .path(let path) = column, path.isFromReceipt {
                    shared.append(try path.text(tree, from: receipt))
                } else {
                    shared.append(nil)
                }
            }
            for node in try linesPath?.nodes(tree, from: receipt) ?? [receipt] {
                let start = Int(tree.nodes[node].text.lowerBound)
                while counted < start {
                    if tree.bytes[counted] == UInt8(ascii: "\n") { line += 1 }
                    counted += 1
                }
                let record = RecordPlace(line: line, offset: place.offset + Int64(start))
                found.append(try self.record(tree, node, shared, made, record))
                if found.count > JSONReceiptLines.linesMax {
                    let detail = "the receipt has more than \(JSONReceiptLines.linesMax) lines"
                    records.append(ParsedRecord(place: place, values: .refused(.lineTooLong, detail)))
                    return
                }
            }
        }
        records += found
    }

    /// A transaction log may have its transactions one level down.
    private func receipts(_ tree: JSONTree) throws(JSONTree.Failure) -> [Int] {
        guard isTransactionLog, let wrapped = try tree.member(Array("IT_TRANSACTION".utf8), of: 0) else {
            return [0]
        }
        return tree.nodes[wrapped].kind == .array ? tree.children(of: wrapped) : [wrapped]
    }

    private func record(
        _ tree: JSONTree, _ node: Int, _ shared: [String?], _ made: TransactionLogHeader?,
        _ place: RecordPlace
    ) throws(JSONTree.Failure) -> ParsedRecord {
        var values = shared
        for (index, column) in columns.enumerated() {
            switch column {
            case .path(let path):
                if !path.isFromReceipt { values[index] = try path.text(tree, from: node) }
            case .made(let field): values[index] = made?[field]
            }
        }
        guard tree.nodes[node].kind == .object else {
            return ParsedRecord(
                place: place, values: .refused(.notDecodable, "the line is no JSON object"))
        }
        var record = ParsedRecord(place: place, values: .values(values))
        if let index = values.firstIndex(where: { ($0?.utf8.count ?? 0) > bounds.cell }) {
            record.fault = (.cellTooLong, "`\(names[index])` has more than \(bounds.cell) bytes")
        }
        return record
    }
}
