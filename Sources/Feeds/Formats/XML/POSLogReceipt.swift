import Documents
import Purchases

/// Makes records of the lines of one transaction.
final class POSLogReceipt {
    private let fields: [POSLogField]
    private let cell: Int
    let voids: FeedFile.Voids
    let negative: FeedFile.NegativeSale

    /// - Throws: where the feed file names a field that a POSLog does not have.
    init(_ feed: FeedFile, source: String, cell: Int) throws(FeedError) {
        var fields: [POSLogField] = []
        for column in feed.columns {
            guard let field = POSLogField(rawValue: column.column) else {
                throw FeedError.unknownField(
                    column.column, "a POSLog", POSLogField.allCases.map(\.rawValue), source)
            }
            fields.append(field)
        }
        self.fields = fields
        self.cell = cell
        voids = feed.voids
        negative = feed.negative
    }

    /// Appends the records of a transaction, in the order of its lines.
    func records(of buffer: ElementBuffer, into records: inout [ParsedRecord]) {
        guard !buffer.isEmpty, let retail = buffer.child(.retailTransaction, of: 0) else { return }
        let header = POSLogHeader(buffer, retail)
        var lines = POSLogLines(header: header, voids: voids, negative: negative)
        lines.read(buffer, retail)
        if header.isPostVoid, let link = header.postVoidLink {
            var values = header.values
            values[.kind] = POSLogKind.postvoid.rawValue
            values[.line] = "0"
            link.put(into: &values)
            add(values, buffer.place(retail), into: &records)
        }
        for line in lines.lines {
            var values = header.values
            line.put(into: &values)
            add(values, buffer.place(line.element), into: &records)
        }
    }

    private func add(_ values: POSLogValues, _ place: RecordPlace?, into records: inout [ParsedRecord]) {
        guard let place else { return }
        let texts = fields.map { values[$0] }
        var record = ParsedRecord(place: place, values: .values(texts))
        if let index = texts.firstIndex(where: { ($0?.utf8.count ?? 0) > cell }) {
            record.fault = (.cellTooLong, "`\(fields[index].rawValue)` has more than \(cell) bytes")
        }
        records.append(record)
    }
}

/// A text for each field.
struct POSLogValues {
    private var texts = [String?](repeating: nil, count: POSLogField.allCases.count)

    subscript(field: POSLogField) -> String? {
        get { POSLogField.places[field].flatMap { texts[$0] } }
        set { if let place = POSLogField.places[field] { texts[place] = newValue } }
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
