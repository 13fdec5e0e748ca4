import Delimited
import Documents
import Purchases

/// A DSFinV-K export: its tables one after another, in any order, as an archive or a folder of them gives them.
///
/// A table begins at its header, which is the only line that starts with `Z_KASSE_ID`, and is told by its columns; tables that
/// nobody needs, and `index.xml` with its DTD, are passed over. Nothing is given before the end of the input: a line needs its
/// receipt, whose table may come last. The lines wait in a `SpillFile`; what the other tables say of receipts is held in
/// memory, at most `bounds.tables` bytes of it.
final class DSFinVKParser: RecordParser {
    private struct Table {
        var table: DSFinVKNames.Table
        var columns: [String: Int]
        var count: Int
    }

    private static let batch = 4096
    private static let keyColumns = DSFinVKNames.key + ["BON_ID"]
    private static let lineColumns = keyColumns + ["POS_ZEILE", "MENGE", "GV_TYP", "P_STORNO"]
    private static let headColumns = ["BON_TYP", "BON_STORNO"]

    private let feed: FeedFile
    private let source: String
    private let bounds: RecordBounds
    private var rows: TableRows
    private var table: Table?
    private var isMarkup = true
    private var tables = DSFinVKTables()
    private var seen: Set<DSFinVKNames.Table> = []
    /// The tables that `index.xml` names.
    private var named: Set<String> = []
    private let spill: SpillFile
    /// The columns of each table that are needed.
    private var wanted: [DSFinVKNames.Table: [String]] = [:]
    private var isJoining = false
    private(set) var hasMore = false

    init(feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        self.feed = feed
        self.source = source
        self.bounds = bounds
        rows = TableRows(dialect: Dialect(delimiter: UInt8(ascii: ";")), bound: bounds.record)
        spill = SpillFile(source: source, memory: min(4 << 20, bounds.tables))
        wanted[.lines] = DSFinVKParser.lineColumns
        wanted[.transactions] = DSFinVKParser.headColumns
        for column in feed.columns where !DSFinVKNames.derived.contains(column.column) {
            guard let (table, name) = DSFinVKNames.split(column.column),
                table == .lines || table == .transactions || table.isOfClosing
            else {
                throw FeedError(
                    .recordLayout, source: source,
                    message: "the feed file maps \(quoted(column.column)), which is no name of DSFinV-K",
                    help:
                        "write a table and its column: `lines.GTIN`, `transactions.BON_NR`, `location.LOC_NAME`, or a name that `docs/FEEDS.md` lists"
                )
            }
            if wanted[table]?.contains(name) != true { wanted[table, default: []].append(name) }
        }
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError) {
        // because the rows are copies.
        unsafe rows.take(bytes)
        try readRows(atEnd: false)
    }

    func finish(into records: inout [ParsedRecord]) throws(FeedError) {
        if !isJoining {
            try readRows(atEnd: true)
            try checkSet()
            try spill.rewind()
            isJoining = true
        }
        hasMore = true
        for _ in 0..<DSFinVKParser.batch {
            guard let bytes = try spill.next(),
                let line = DSFinVKLine(bytes, columns: wanted[.lines]?.count ?? 0)
            else {
                hasMore = false
                return
            }
            records.append(joined(line))
        }
    }

    // MARK: Tables

    private func readRows(atEnd: Bool) throws(FeedError) {
        while let row = rows.next(atEnd: atEnd, isMarkup: isMarkup) {
            if let first = row.cells.first {
                if let names = header(first, isMarkup ? nil : row.cells) {
                    begin(names)
                    continue
                }
                if first.first(where: { !isWhite($0) }) == UInt8(ascii: "<") {
                    isMarkup = true
                    table = nil
                }
                if isMarkup { noteNames(first) }
            }
            if let table { try read(row, table) }
        }
    }

    /// The columns of a header; nil for any other row. A whole line stands for its cells where no table is open.
    private func header(_ first: [UInt8], _ cells: [[UInt8]]?) -> [String]? {
        let start = first.drop { InputBuffer.mark.contains($0) || $0 == Dialect.quote }
        guard start.starts(with: "Z_KASSE_ID".utf8) else { return nil }
        let cells =
            cells
            ?? first.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(Array.init)
        let names = cells.map { cell in
            String(
                decoding: cell.filter {
                    !InputBuffer.mark.contains($0) && $0 != Dialect.quote && !isWhite($0)
                },
                as: UTF8.self)
        }
        return names.first == "Z_KASSE_ID" ? names : nil
    }

    private func begin(_ names: [String]) {
        isMarkup = false
        table = DSFinVKNames.Table.of(Set(names)).map { known in
            seen.insert(known)
            return Table(
                table: known, columns: Dictionary(zip(names, names.indices)) { first, _ in first },
                count: names.count)
        }
    }

    /// Notes the tables that a line of `index.xml` names.
    private func noteNames(_ line: [UInt8]) {
        for part in String(decoding: line, as: UTF8.self).split(separator: "<URL>").dropFirst() {
            let name = part.prefix { $0 != "<" }.split(separator: "/").last ?? ""
            if name.hasSuffix(".csv") { named.insert(String(name.dropLast(4))) }
        }
    }

    private func read(_ row: TableRow, _ table: Table) throws(FeedError) {
        var fault = fault(row, table)
        var texts: [String: String] = [:]
        for name in DSFinVKParser.keyColumns + (wanted[table.table] ?? []) + columns(of: table.table) {
            guard let index = table.columns[name], index < row.cells.count else { continue }
            guard let text = feed.encoding.decode(row.cells[index]) else {
                fault = fault ?? (.badEncoding, "\(quoted(name)) is not \(feed.encoding.rawValue)")
                continue
            }
            texts[name] = trimmed(text)
        }
        if table.table == .lines {
            let wanted = wanted[.lines] ?? []
            let line = DSFinVKLine(place: row.place, texts: wanted.map { texts[$0] }, fault: fault)
            return try spill.append(line.bytes)
        }
        // A row that cannot be read is missing where its receipt's lines are joined, and said there.
        if fault == nil { take(texts, table.table) }
        guard tables.size <= bounds.tables else {
            throw FeedError(
                .tablesTooLarge, source: source, line: row.place.line,
                message: "the receipts of this export need more than \(bounds.tables >> 20) MiB to be joined",
                help: "export a shorter time at once: a day or a month in place of a year")
        }
    }

    private func fault(_ row: TableRow, _ table: Table) -> (QuarantineReason, String)? {
        switch row.problem {
        case .tooLong: return (.lineTooLong, "the row has more than \(bounds.record) bytes")
        case .unclosedQuote: return (.notDecodable, "a quote that opens in this row is never closed")
        case nil: break
        }
        if row.cells.count < table.count {
            let cells = "\(row.cells.count) of \(table.count) cells"
            return row.isEnded
                ? (.tooFewCells, "the row has \(cells)") : (.cutOff, "the row ends after \(cells)")
        }
        if row.cells.dropFirst(table.count).contains(where: { !$0.allSatisfy(isWhite) }) {
            return (.tooManyCells, "the row has \(row.cells.count) cells, its header \(table.count)")
        }
        if row.cells.contains(where: { $0.count > bounds.cell }) {
            return (.cellTooLong, "a cell has more than \(bounds.cell) bytes")
        }
        return nil
    }

    private func columns(of table: DSFinVKNames.Table) -> [String] {
        switch table {
        case .linesVAT: ["POS_ZEILE", "POS_BRUTTO"]
        case .payments: ["ZAHLART_TYP"]
        case .references: ["POS_ZEILE", "REF_TYP", "REF_Z_KASSE_ID", "REF_Z_NR", "REF_BON_ID"]
        case .lines, .transactions, .location, .cashRegister, .closing: []
        }
    }

    private func take(_ texts: [String: String], _ table: DSFinVKNames.Table) {
        if table.isOfClosing {
            var named: [String: String] = [:]
            for name in wanted[table] ?? [] { named[table.rawValue + "." + name] = texts[name] }
            if !named.isEmpty { tables.add(closing: named, to: key(texts, DSFinVKNames.key)) }
            return
        }
        let receipt = tables.index(of: key(texts, DSFinVKParser.keyColumns))
        let line = DSFinVKTables.LineID(receipt: receipt, line: texts["POS_ZEILE"] ?? "")
        switch table {
        case .transactions:
            tables.add(head: texts.filter { wanted[table]?.contains($0.key) == true }, to: receipt)
        case .payments: if let tender = texts["ZAHLART_TYP"] { tables.add(tender: tender, to: receipt) }
        case .linesVAT:
            if let amount = texts["POS_BRUTTO"] {
                tables.add(amount: readDecimal(amount, mark: UInt8(ascii: ",")), to: line)
            }
        case .references:
            // What is not of this till's system is no receipt of ours.
            guard texts["REF_TYP"]?.hasPrefix("Extern") != true, let id = texts["REF_BON_ID"] else { return }
            let number = texts["REF_Z_NR"] ?? texts["Z_NR"] ?? ""
            tables.add(reference: .init(till: texts["REF_Z_KASSE_ID"], receipt: "\(number)-\(id)"), to: line)
        case .lines, .location, .cashRegister, .closing: break
        }
    }

    private func key(_ texts: [String: String], _ columns: [String]) -> String {
        DSFinVKTables.key(columns.map { texts[$0] ?? "" })
    }

    /// Refuses a set that lacks a table without which lines would be read wrongly.
    private func checkSet() throws(FeedError) {
        var missing = [DSFinVKNames.Table.lines, .transactions].filter { !seen.contains($0) }
        missing += DSFinVKNames.Table.allCases.filter {
            named.contains($0.rawValue) && !seen.contains($0) && !missing.contains($0)
        }
        if missing.isEmpty
            || (seen.isEmpty && named.isEmpty && spill.isEmpty && tables.size == 0 && rows.isEmpty)
        {
            return
        }
        throw FeedError(
            .tablesMissing, source: source,
            message:
                "the export lacks \(missing.map { "`\($0.rawValue).csv`" }.joined(separator: ", "))",
            help: "give the whole set, as one archive or folder: its tables are joined")
    }

    // MARK: Joining

    private func joined(_ line: DSFinVKLine) -> ParsedRecord {
        let columns = wanted[.lines] ?? []
        var own: [String: String] = [:]
        for (column, text) in zip(columns, line.texts) { own[column] = text }
        var texts: [String: String] = [:]
        for (column, text) in own { texts["lines." + column] = text }
        var fault = line.fault
        let found = tables.receipt(key(own, DSFinVKParser.keyColumns))
        if let found, let head = found.receipt.head {
            for (column, text) in head { texts["transactions." + column] = text }
            derive(own, head, found, &texts)
        } else {
            fault = fault ?? (.missingReceipt, "`transactions` has no row of this receipt that can be read")
        }
        texts.merge(tables.closing(key(own, DSFinVKNames.key))) { first, _ in first }
        let values = RecordValues.values(feed.columns.map { texts[$0.column] })
        // What the screen would read may itself be what is wrong.
        if let fault, fault.0 != .missingReceipt, texts["lines.POS_ZEILE"] == nil {
            return ParsedRecord(place: line.place, values: .refused(fault.0, fault.1))
        }
        return ParsedRecord(place: line.place, values: values, fault: fault)
    }

    private func derive(
        _ own: [String: String], _ head: [String: String],
        _ found: (index: Int, receipt: DSFinVKTables.Receipt), _ texts: inout [String: String]
    ) {
        let id = DSFinVKTables.LineID(receipt: found.index, line: own["POS_ZEILE"] ?? "")
        let amount = tables.amount(id) ?? nil
        let quantity = own["MENGE"].flatMap { readDecimal($0, mark: UInt8(ascii: ",")) }
        let isNegative = [quantity, amount].contains { $0.map { $0 < .zero } ?? false }
        let isVoided = head["BON_STORNO"] == "1"
        texts[DSFinVKNames.kind] = DSFinVKNames.kind(
            type: head["BON_TYP"] ?? "Beleg", business: own["GV_TYP"],
            isFlagged: isVoided || own["P_STORNO"] == "1", isNegative: isNegative, voids: feed.voids)
        texts[DSFinVKNames.receipt] = own["BON_ID"].map { "\(own["Z_NR"] ?? "")-\($0)" }
        let tenders = found.receipt.tenders
        texts[DSFinVKNames.tender] = tenders.isEmpty ? nil : tenders.sorted().joined(separator: "+")
        if let amount {
            let mark = String(Unicode.Scalar(feed.decimalMark))
            texts[DSFinVKNames.amount] = amount.description.replacing(".", with: mark)
        }
        if isVoided || (isNegative && own["P_STORNO"] != "1"), let reference = tables.reference(id) {
            texts[DSFinVKNames.refersTill] = reference.till
            texts[DSFinVKNames.refersReceipt] = reference.receipt
        }
    }
}
