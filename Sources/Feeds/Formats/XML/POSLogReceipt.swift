import Catalogue
import Documents
import Purchases

/// Makes records of the lines of one transaction.
final class POSLogReceipt {
    private let fields: [POSLogField]
    /// Which of the fields the screen reads, where one of them.
    private let product: (place: Int, field: POSLogField)?
    private let cell: Int
    private let voids: FeedFile.Voids
    private let negative: FeedFile.NegativeSale
    /// Whether the product alone decides what passes the screen.
    private let isScreenedByProduct: Bool
    /// Of lines that it does not let pass no more is made than it looks at.
    var screen: WatchedProducts?

    /// - Throws: where the feed file names a field that a POSLog does not have.
    init(_ feed: FeedFile, source: String, cell: Int) throws(FeedError) {
        var fields: [POSLogField] = []
        for column in feed.columns {
            guard let field = POSLogField(name: column.column) else {
                throw FeedError.unknownField(column.column, "a POSLog", POSLogField.names, source)
            }
            fields.append(field)
        }
        let place = feed.columns.firstIndex { $0.role == .field(.product) }
        product = place.map { ($0, fields[$0]) }
        self.fields = fields
        self.cell = cell
        voids = feed.voids
        negative = feed.negative
        isScreenedByProduct = feed.corrections == .none
    }

    /// Appends the records of a transaction, in the order of its lines.
    func records(of buffer: ElementBuffer, into records: inout [ParsedRecord]) {
        guard !buffer.isEmpty, let retail = buffer.child(.retailTransaction, of: 0) else { return }
        var header: POSLogHeader?
        var lines = POSLogLines(voids: voids, negative: negative)
        lines.find(buffer, retail) { passes($0) }
        // Links to other receipts are looked at whatever is sold in this one.
        if lines.areAnyRead || buffer.child(.transactionLink, of: 0) != nil
            || buffer.child(.transactionLink, of: retail) != nil
        {
            let read = POSLogHeader(buffer, retail)
            lines.judge(buffer, read)
            header = read
        }
        if let header, header.isPostVoid, let link = header.postVoidLink {
            var values = header.values
            values[.kind] = POSLogKind.postvoid.rawValue
            values[.line] = "0"
            link.put(into: &values)
            add(values, buffer.place(retail), into: &records)
        }
        for line in lines.lines {
            if let item = line.item, var values = header?.values {
                item.put(into: &values)
                line.put(into: &values)
                add(values, buffer.place(line.element), into: &records)
            } else {
                addScreened(line, buffer.place(line.element), into: &records)
            }
        }
    }

    /// Whether the screen may let a line pass: it does where it cannot tell.
    private func passes(_ identity: POSLogIdentity) -> Bool {
        guard isScreenedByProduct, let screen, let product, let text = identity[product.field] else {
            return true
        }
        return screen.contains(ExactText(text))
    }

    private func addScreened(
        _ line: POSLogLines.Line, _ place: RecordPlace?, into records: inout [ParsedRecord]
    ) {
        guard let place, let product else { return }
        var texts = [String?](repeating: nil, count: fields.count)
        texts[product.place] = line.identity[product.field]
        records.append(ParsedRecord(place: place, values: .values(texts)))
    }

    private func add(_ values: POSLogValues, _ place: RecordPlace?, into records: inout [ParsedRecord]) {
        guard let place else { return }
        let texts = fields.map { values[$0] }
        var record = ParsedRecord(place: place, values: .values(texts))
        if let index = texts.firstIndex(where: { ($0?.utf8.count ?? 0) > cell }) {
            record.fault = (.cellTooLong, "`\(fields[index].name)` has more than \(cell) bytes")
        }
        records.append(record)
    }
}

/// A text for each field.
struct POSLogValues {
    private var texts = [String?](repeating: nil, count: POSLogField.allCases.count)

    subscript(field: POSLogField) -> String? {
        get { texts[field.rawValue] }
        set { texts[field.rawValue] = newValue }
    }
}

extension ElementBuffer {
    func child(_ name: POSLogName, of index: Int) -> Int? { child(name.rawValue, of: index) }
    func text(_ name: POSLogName, of index: Int) -> String? { text(name.rawValue, of: index) }
    func attribute(_ name: POSLogAttribute, of index: Int) -> String? { attribute(name.rawValue, of: index) }

    func children(of index: Int, named body: (Int, POSLogName) -> Void) {
        children(of: index) { child, number in
            if let name = POSLogName(rawValue: number) { body(child, name) }
        }
    }

    /// Whether a flag is set: `true` or `1`.
    func flag(_ name: POSLogAttribute, of index: Int) -> Bool {
        guard let text = attribute(name, of: index)?.lowercased() else { return false }
        return text == "true" || text == "1"
    }
}

extension FeedError {
    static func unknownField(
        _ name: String, _ format: String, _ known: [String], _ source: String
    ) -> FeedError {
        FeedError(
            .recordField, source: source, message: "the records of \(format) have no field `\(name)`",
            help: closest(name, among: known).map { "did you mean `\($0)`?" }
                ?? "they have \(known.map { "`\($0)`" }.joined(separator: ", "))")
    }
}
