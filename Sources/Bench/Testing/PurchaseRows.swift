import Catalogue
import Documents
import Purchases
import Rules

/// Makes lines of the rows of a table of purchases, as a feed would bring them.
///
/// Tokens stand as they are written: what a test shows are labels, and no pseudonyms.
struct PurchaseRows {
    static let columns = [
        "time", "store", "buyer", "product", "quantity", "receipt", "till", "line", "amount", "currency",
        "tender",
        "description", "kind", "refers", "licence", "until", "scope", "concentration", "total", "period",
        "professional", "professional.until", "professional.scope", "professional.concentration",
        "professional.total", "professional.period", "token.", "extra.",
    ]
    /// More than anybody reads at a glance.
    static let rowsMax = 10_000
    static let feed = "test"

    private let table: WrittenTable
    private let catalogue: ProductCatalogue
    private let buyerKind: ExactText
    private let findings: Findings
    private var times: TestTimes
    private var day: LocalDay?
    /// Products that were called unknown, each once.
    private var unknown: Set<ExactText> = []
    private var receipts: [AutomaticReceipt: String] = [:]
    private var linesOfReceipt: [ExactText: Int] = [:]
    private(set) var lines: [JournalledLine] = []
    /// The `buyer` of each line, by its key.
    private(set) var labels: [ExactText: ExactText] = [:]

    /// The rows that are one receipt, where no column says so.
    private struct AutomaticReceipt: Hashable {
        var time: EventTime
        var store: String
        var till: String
        var buyer: String
    }

    /// - Parameter buyerKind: the kind of token that the column `buyer` is.
    init(
        _ table: WrittenTable, catalogue: ProductCatalogue, buyerKind: ExactText, times: TestTimes,
        _ findings: Findings
    ) {
        self.table = table
        self.catalogue = catalogue
        self.buyerKind = buyerKind
        self.times = times
        self.findings = findings
        for row in table.rows.prefix(Self.rowsMax) { add(row) }
        if table.rows.count > Self.rowsMax {
            findings.error(
                .outOfRange, at: table.rows[Self.rowsMax].place,
                "the table has \(table.rows.count) rows, and may have \(Self.rowsMax)")
        }
    }

    private mutating func add(_ row: WrittenTable.Row) {
        guard let node = row["time"] else {
            findings.error(.noValue, at: row.place, "the row states no `time`")
            return
        }
        guard let time = times.time(node, "time", day: day, findings) else { return }
        let local = times.local(time)
        day = local.day
        let kind =
            row["kind"].flatMap { findings.word($0, "kind", among: ["sale", "void", "return"]) } ?? "sale"
        let product = product(row, kind)
        let store = row["store"]?.scalar ?? "S1"
        let till = row["till"]?.scalar ?? "1"
        let receipt = row["receipt"]?.scalar ?? automaticReceipt(row, time, store, till)
        let parts = [Self.feed, store, till, receipt]
        let receiptKey = LineKey.receiptKey(parts)
        linesOfReceipt[receiptKey, default: 0] += 1
        let number = row["line"]?.scalar ?? "\(linesOfReceipt[receiptKey] ?? 1)"
        var line = Line(
            key: LineKey(receiptParts: parts, line: number), kind: Line.Kind(rawValue: kind) ?? .sale,
            time: time,
            local: local, store: ExactText(store), till: ExactText(till), receiptNumber: ExactText(receipt),
            lineNumber: ExactText(number), product: product)
        readAmounts(row, into: &line)
        line.refers = reference(row)
        line.tokens = tokens(row)
        line.extra = named(row, "extra.").map { Extra(name: $0.name, value: $0.value) }
        line.licence = paper(row, "licence", "")
        line.professional = paper(row, "professional", "professional.")
        labels[line.key.text] = row["buyer"]?.scalar.map { ExactText($0) }
        lines.append(
            JournalledLine(
                line: line, rows: product.flatMap { catalogue.rows[$0] } ?? [], sequence: Int64(lines.count)))
    }

    private mutating func product(_ row: WrittenTable.Row, _ kind: String) -> ExactText? {
        guard let node = row["product"], let text = node.scalar else {
            if kind == "sale" { findings.error(.noValue, at: row.place, "the sale states no `product`") }
            return nil
        }
        let product = ExactText(text)
        if catalogue.rows[product] == nil, unknown.insert(product).inserted {
            findings.error(
                .testProduct, at: node.place, "the catalogue of the test has no product \(quoted(text))",
                help: suggestion(for: text, among: catalogue.rows.keys.sorted().map(\.string)))
        }
        return product
    }

    private mutating func automaticReceipt(
        _ row: WrittenTable.Row, _ time: EventTime, _ store: String, _ till: String
    ) -> String {
        guard let buyer = row["buyer"]?.scalar else { return "r\(lines.count + 1)" }
        let same = AutomaticReceipt(time: time, store: store, till: till, buyer: buyer)
        let name = receipts[same] ?? "r\(lines.count + 1)"
        receipts[same] = name
        return name
    }

    private func readAmounts(_ row: WrittenTable.Row, into line: inout Line) {
        if let node = row["quantity"] {
            line.quantity = findings.decimal(node, "quantity")?.magnitude
        } else if line.kind == .sale {
            line.quantity = ExactDecimal(1)
        }
        line.amount = row["amount"].flatMap { findings.decimal($0, "amount") }
        line.currency = row["currency"]?.scalar.map { ExactText($0) }
        if line.amount != nil, !table.columns.contains("currency") { line.currency = "EUR" }
        line.tender = row["tender"]?.scalar.map { ExactText($0) }
        line.description = row["description"]?.scalar
    }

    /// `RECEIPT` or `RECEIPT/LINE`.
    private func reference(_ row: WrittenTable.Row) -> Reference {
        guard let text = row["refers"]?.scalar else { return Reference() }
        let parts = text.split(separator: "/", maxSplits: 1).map { ExactText(String($0)) }
        return Reference(receipt: parts.first, line: parts.count > 1 ? parts[1] : nil)
    }

    private func tokens(_ row: WrittenTable.Row) -> [Token] {
        var tokens = named(row, "token.").map { Token(kind: $0.name, value: $0.value) }
        if let buyer = row["buyer"]?.scalar {
            tokens.removeAll { $0.kind == buyerKind }
            tokens.append(Token(kind: buyerKind, value: ExactText(buyer)))
        }
        return tokens.sorted()
    }

    /// The cells of the columns that begin with a word and a point, in order of names.
    private func named(_ row: WrittenTable.Row, _ prefix: String) -> [(name: ExactText, value: ExactText)] {
        table.columns.filter { $0.hasPrefix(prefix) }.compactMap { column in
            row[column]?.scalar.map { (ExactText(String(column.dropFirst(prefix.count))), ExactText($0)) }
        }.sorted { $0.name < $1.name }
    }
}

extension PurchaseRows {
    /// A licence or statement shown; nil where the table has no column of it.
    fileprivate func paper(_ row: WrittenTable.Row, _ number: String, _ prefix: String) -> Exemption? {
        let parts = ["until", "scope", "concentration", "total", "period"]
        guard ([number] + parts.map { prefix + $0 }).contains(where: table.columns.contains) else {
            return nil
        }
        var paper = Exemption()
        paper.number = row[number]?.scalar.map { ExactText($0) }
        paper.until = row[prefix + "until"].flatMap { findings.day($0, prefix + "until") }
        if table.columns.contains(prefix + "scope") {
            let members = (row[prefix + "scope"]?.scalar ?? "").split { $0 == "," || $0 == ";" }
            paper.scope = members.map { ExactText($0.trimmingBlanks) }
        }
        paper.concentration = row[prefix + "concentration"].flatMap {
            findings.quantity($0, prefix + "concentration", .percent, bareUnit: "%")
        }
        paper.total = row[prefix + "total"]?.scalar.map {
            Exemption.Total(written: $0) { ExactDecimal($0) }
        }
        if table.columns.contains(prefix + "period") {
            paper.period = row[prefix + "period"]?.scalar.map { Exemption.Period(written: $0) } ?? .unreadable
        }
        return paper
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
