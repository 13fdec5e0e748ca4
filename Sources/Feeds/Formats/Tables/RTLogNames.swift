import Delimited
import Documents
import Purchases

/// What Oracle's RTLOG calls the records of transactions, and the names that a feed file may map.
///
/// A name is `RECORD.field`: what the feed file's layout says of a record. Widths differ from release to release and are
/// documented to Oracle's customers alone, so none are built in. Beside them stand the names that the reader makes:
/// `RTLOG.kind`, `RTLOG.line` (which item of the transaction it is, from 1; 0 for a post void) and `RTLOG.tender` (the
/// groups of the tenders, sorted and joined by `+`).
enum RTLogNames {
    static let kind = "RTLOG.kind"
    static let line = "RTLOG.line"
    static let tender = "RTLOG.tender"

    static let standardColumns: [FeedFile.MappedColumn] = [
        .init(role: .field(.store), column: "FHEAD.location"),
        .init(role: .field(.till), column: "THEAD.register"),
        .init(role: .field(.receipt), column: "THEAD.number"),
        .init(role: .field(.day), column: "FHEAD.business_date"),
        .init(role: .field(.line), column: line),
        .init(role: .field(.time), column: "THEAD.date"),
        .init(role: .field(.product), column: "TITEM.item"),
        .init(role: .field(.quantity), column: "TITEM.quantity"),
        .init(role: .field(.tender), column: tender),
        .init(role: .kind, column: kind),
        .init(role: .refers(.till), column: "THEAD.original_register"),
        .init(role: .refers(.receipt), column: "THEAD.original_number"),
    ]

    static let standardKinds = FeedFile.Kinds(
        sale: ["SALE"], void: ["PVOID"], return: ["RETURN"], ignore: ["VOIDED", "NONE"])

    /// Transactions in which nothing is bought, whatever items they carry.
    static let others: Set<String> = [
        "OPEN", "CLOSE", "REOPEN", "DCLOSE", "COND", "ERR", "LOAN", "METER", "NOSALE", "PAIDIN", "PAIDOU",
        "PULL",
        "PUMPT", "TANKDP", "TERM", "TOTAL", "VOID", "BULK", "OTHER",
    ]

    /// What an item of a transaction is; a type or status that is not known stands for itself, and is quarantined.
    static func kind(type: String, status: String?) -> String {
        switch type {
        case "SALE", "RETURN", "REFUND", "EEXCH":
            switch status {
            case "S": return "SALE"
            case "R": return "RETURN"
            case "V": return "VOIDED"
            case nil: return type == "SALE" ? "SALE" : type == "EEXCH" ? "EEXCH" : "RETURN"
            case .some(let other): return other
            }
        case "PVOID": return "PVOID"
        default: return others.contains(type) ? "NONE" : type
        }
    }
}

/// Where the fields of each record stand: at places of the line (`columns`), or in this order between delimiters
/// (`header` with names).
struct RTLogLayout {
    private enum Place {
        case characters(Range<Int>)
        case cell(Int)
    }

    private var fields: [String: [(name: String, place: Place)]] = [:]
    private let delimiter: UInt8?

    init(_ feed: FeedFile, source: String) throws(FeedError) {
        func split(_ name: String) -> (record: String, field: String)? {
            let parts = name.split(separator: ".", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        if case .names(let names) = feed.header {
            delimiter = feed.dialect.delimiter
            for name in names {
                guard let (record, field) = split(name) else { continue }
                fields[record, default: []].append((field, .cell(fields[record]?.count ?? 0)))
            }
        } else {
            delimiter = nil
            for column in feed.fixedColumns where column.places.lowerBound > 0 {
                guard let (record, field) = split(column.name) else { continue }
                let places = (column.places.lowerBound - 1)..<column.places.upperBound
                fields[record, default: []].append((field, .characters(places)))
            }
        }
        guard fields["THEAD"]?.contains(where: { $0.name == "type" }) == true else {
            throw FeedError(
                .recordLayout, source: source,
                message: "the feed file does not say where `THEAD.type` stands",
                help:
                    "lay the records out as your release documents them: `columns: {THEAD.type: 50-55, …}`, or `header: [THEAD.record, …]` with a delimiter"
            )
        }
        for column in feed.columns where !column.column.hasPrefix("RTLOG.") {
            guard let (record, field) = split(column.column),
                fields[record]?.contains(where: { $0.name == field }) == true
            else {
                throw FeedError(
                    .recordLayout, source: source,
                    message: "the feed file maps \(quoted(column.column)) and does not say where it stands",
                    help: "add it to `columns`, or to `header`")
            }
        }
    }

    /// The trimmed texts of a record by `RECORD.field`; nil where a text is not of the encoding.
    ///
    /// A number beside which a field `…_sign` stands has that sign and no zeros before it.
    func read(_ record: String, _ bytes: [UInt8], _ encoding: TextEncoding) -> [String: String]? {
        guard let places = fields[record] else { return [:] }
        var texts: [String: String] = [:]
        if let delimiter {
            let cells = bytes.split(separator: delimiter, omittingEmptySubsequences: false)
            for (name, place) in places {
                guard case .cell(let cell) = place, cell < cells.count else { continue }
                guard let text = encoding.decode(cells[cell]) else { return nil }
                texts[name] = trimmed(text)
            }
        } else {
            guard let cells = FixedCells(bytes, encoding) else { return nil }
            for (name, place) in places {
                guard case .characters(let characters) = place else { continue }
                guard let text = cells.text(characters) else { return nil }
                texts[name] = trimmed(text)
            }
        }
        for (name, text) in texts {
            guard let sign = texts[name + "_sign"] else { continue }
            let digits = String(text.drop { $0 == "0" })
            let number = digits.utf8.first.map { decimalDigit($0) != nil } == true ? digits : "0" + digits
            texts[name] = (sign == "N" || sign == "-" ? "-" : "") + number
        }
        var named: [String: String] = [:]
        for (name, text) in texts { named[record + "." + name] = text }
        return named
    }
}
