import Foundation
import GRDB
import Purchases

/// The columns of a line, in the order of the table.
enum LineRow {
    static let columns = """
        sequence, key, receipt_key, kind, time_micros, local_day, second_of_day, next_midnight_micros, store, \
        till, receipt, line, \(contentColumns)
        """
    private static let contentColumns = """
        business_day, product, description, quantity_millionths, amount_millionths, currency, tender, revision, \
        refers, tokens, licence, professional, extra, catalogue_rows
        """
    static let insertion = """
        INSERT INTO line (\(columns), source, source_line, source_offset)
        VALUES (\(repeatElement("?", count: 29).joined(separator: ", ")))
        """
    /// The versions of a key, for their contents: key parts are left blank, which are not compared.
    static let versions = """
        SELECT sequence, x'', x'', kind, time_micros, local_day, second_of_day, next_midnight_micros, x'', x'', \
        x'', x'', \(contentColumns)
        FROM line WHERE key = ? ORDER BY sequence
        """
    static let after = "SELECT \(columns) FROM line WHERE sequence > ? ORDER BY sequence LIMIT ?"

    static func arguments(
        _ line: Line, sequence: Int64, rows: Int64, source: Int64, position: SourcePosition
    ) throws(JournalError) -> StatementArguments {
        let values: [(any DatabaseValueConvertible)?] = [
            sequence, data(line.key.text), data(line.key.receipt), line.kind.rawValue,
            line.time.microseconds, Int64(line.local.day.daysSinceEpoch), Int64(line.local.secondOfDay),
            line.local.nextMidnight.microseconds, data(line.store), data(line.till),
            data(line.receiptNumber), data(line.lineNumber), data(line.businessDay), data(line.product),
            line.description.map { Data($0.utf8) }, try millionths(line.quantity),
            try millionths(line.amount), data(line.currency), data(line.tender), line.revision,
            packed(line.refers), packed(line.tokens.map { ($0.kind, $0.value) }), packed(line.licence),
            packed(line.professional), packed(line.extra.map { ($0.name, $0.value) }), rows, source,
            Int64(position.line), position.offset,
        ]
        return StatementArguments(values)
    }
}

/// A row of `LineRow.columns`, read as one value: GRDB's own rows look up every column's name first, which costs
/// several times what the reading does.
struct StoredLine: StatementColumnConvertible, DatabaseValueConvertible {
    let sequence: Int64
    /// The catalogue rows that accepted it, by id.
    let rows: Int64
    private let content: Result<Line, JournalError>

    init(sqliteStatement statement: SQLiteStatement, index: CInt) {
        let columns = Columns(statement: statement, first: index)
        sequence = columns.number(0)
        rows = columns.number(25)
        content = Result { () throws(JournalError) in try columns.line() }
    }

    /// Throws when the journal is damaged.
    func line() throws(JournalError) -> Line { try content.get() }

    // It is never an argument, nor read from a single value.
    var databaseValue: DatabaseValue { .null }
    static func fromDatabaseValue(_ value: DatabaseValue) -> StoredLine? { nil }
}

/// Columns of the row that a statement stands on.
private struct Columns {
    let statement: SQLiteStatement
    let first: CInt

    func number(_ index: CInt) -> Int64 { Int64(sqliteStatement: statement, index: first + index) }
    func maybeNumber(_ index: CInt) -> Int64? {
        Int64.fromStatement(statement, atUncheckedIndex: first + index)
    }
    func data(_ index: CInt) -> Data? { Data.fromStatement(statement, atUncheckedIndex: first + index) }
    func text(_ index: CInt) -> ExactText? { exact(string(index)) }
    func string(_ index: CInt) -> String? { data(index).map { String(decoding: $0, as: UTF8.self) } }
    func time(_ index: CInt) -> EventTime { EventTime(microseconds: number(index)) }
    func decimal(_ index: CInt) -> ExactDecimal? {
        maybeNumber(index).map { ExactDecimal(millionths: Int128($0)) }
    }

    func line() throws(JournalError) -> Line {
        let kind = String.fromStatement(statement, atUncheckedIndex: first + 3).flatMap {
            Line.Kind(rawValue: $0)
        }
        guard let kind else { throw damaged("kind") }
        guard let key = text(1), let receiptKey = text(2), let store = text(8), let till = text(9),
            let receipt = text(10), let number = text(11)
        else { throw damaged("key") }
        let local = LocalMoment(
            day: LocalDay(daysSinceEpoch: Int32(clamping: self.number(5))),
            secondOfDay: Int32(clamping: self.number(6)), nextMidnight: time(7))
        return Line(
            key: LineKey(text: key, receipt: receiptKey), kind: kind, time: time(4), local: local,
            store: store,
            till: till, receiptNumber: receipt, lineNumber: number, businessDay: text(12), product: text(13),
            description: string(14), quantity: decimal(15), amount: decimal(16), currency: text(17),
            tender: text(18), revision: maybeNumber(19), refers: try reference(data(20)),
            tokens: try pairs(data(21)).map { Token(kind: $0, value: $1) }, licence: try exemption(data(22)),
            professional: try exemption(data(23)),
            extra: try pairs(data(24)).map { Extra(name: $0, value: $1) })
    }
}

// MARK: Texts and decimals

/// Text that compares by its bytes.
func exact(_ text: String?) -> ExactText? { text.map { ExactText($0) } }
private func data(_ text: ExactText?) -> Data? { text.map { Data($0.string.utf8) } }

private func millionths(_ value: ExactDecimal?) throws(JournalError) -> Int64? {
    guard let value else { return nil }
    guard let stored = Int64(exactly: value.millionths) else {
        throw JournalError(.outOfRange, "the number \(value) is too large to be journalled", at: nil)
    }
    return stored
}

private func damaged(_ what: String) -> JournalError {
    JournalError(
        .damaged, "a journalled line cannot be read: its \(what)", at: nil,
        hint: "restore the journal from a backup, or scan the inputs again with a new journal file")
}

// MARK: Parts that are mostly missing

private func packed(_ refers: Reference) -> Data? {
    guard !refers.isEmpty else { return nil }
    let parts = [refers.store, refers.till, refers.receipt, refers.line, refers.day]
    return PackedTexts.data(parts.map { $0?.string })
}

private func reference(_ data: Data?) throws(JournalError) -> Reference {
    guard let data else { return Reference() }
    guard let texts = PackedTexts.texts(data), texts.count == 5 else { throw damaged("reference") }
    let parts = texts.map(exact)
    return Reference(store: parts[0], till: parts[1], receipt: parts[2], line: parts[3], day: parts[4])
}

private func packed(_ pairs: [(ExactText, ExactText)]) -> Data? {
    pairs.isEmpty ? nil : PackedTexts.data(pairs.flatMap { [$0.string, $1.string] })
}

private func pairs(_ data: Data?) throws(JournalError) -> [(ExactText, ExactText)] {
    guard let data else { return [] }
    guard let texts = PackedTexts.texts(data), texts.count.isMultiple(of: 2) else { throw damaged("tokens") }
    var pairs: [(ExactText, ExactText)] = []
    for index in stride(from: 0, to: texts.count, by: 2) {
        guard let name = texts[index], let value = texts[index + 1] else { throw damaged("tokens") }
        pairs.append((ExactText(name), ExactText(value)))
    }
    return pairs
}

/// Number, until, concentration, total and period, then whether a scope is mapped, then its members.
private func packed(_ exemption: Exemption?) -> Data? {
    guard let exemption else { return nil }
    let parts: [String?] = [
        exemption.number?.string, exemption.until?.description, exemption.concentration?.description,
        exemption.terms, exemption.scope == nil ? nil : "",
    ]
    return PackedTexts.data(parts + (exemption.scope ?? []).map(\.string))
}

private func exemption(_ data: Data?) throws(JournalError) -> Exemption? {
    guard let data else { return nil }
    guard let texts = PackedTexts.texts(data), texts.count >= 5 else { throw damaged("licence") }
    let until = texts[1].flatMap { LocalDay(iso: $0) }
    let concentration = texts[2].flatMap { ExactDecimal($0) }
    guard (until == nil) == (texts[1] == nil), (concentration == nil) == (texts[2] == nil) else {
        throw damaged("licence")
    }
    guard let terms = Exemption.terms(texts[3] ?? "") else { throw damaged("licence") }
    let members = texts[5...].compactMap(exact)
    return Exemption(
        number: exact(texts[0]), until: until, scope: texts[4] == nil ? nil : members,
        concentration: concentration, total: terms.total, period: terms.period)
}

extension Line {
    /// Whether two versions have the same content (2.3). Equal fields have it without writing it out.
    func hasContent(of other: Line) -> Bool {
        let isSale = time == other.time && kind == other.kind && revision == other.revision
        let isProduct = product == other.product && exact(description) == exact(other.description)
        let isAmount =
            quantity == other.quantity && amount == other.amount && currency == other.currency
            && tender == other.tender
        let isReceipt = businessDay == other.businessDay && refers == other.refers
        let isBuyer = tokens == other.tokens && licence == other.licence && professional == other.professional
        let isEqual = isSale && isProduct && isAmount && isReceipt && isBuyer && extra == other.extra
        return isEqual || content == other.content
    }
}
