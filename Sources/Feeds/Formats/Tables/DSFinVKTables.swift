import Documents
import Purchases

/// What the tables beside `lines` say of receipts, held in memory until the lines are joined to it.
struct DSFinVKTables {
    struct LineID: Hashable {
        var receipt: Int
        /// Empty: the receipt as a whole.
        var line: String
    }

    struct Receipt {
        /// Nil until its row of `transactions` is met.
        var head: [String: String]?
        var tenders: [String] = []
    }

    struct Reference {
        var till: String?
        var receipt: String
    }

    private(set) var receipts: [Receipt] = []
    private var indexes: [String: Int] = [:]
    private var closings: [String: [String: String]] = [:]
    /// The sums of amounts; nil where one of them is no number.
    private var amounts: [LineID: ExactDecimal?] = [:]
    private var references: [LineID: Reference] = [:]
    /// About how many bytes are held.
    private(set) var size = 0

    static func key(_ parts: [String]) -> String { parts.joined(separator: "\u{1F}") }

    /// The receipt of a key, made where it is not there yet.
    mutating func index(of key: String) -> Int {
        if let index = indexes[key] { return index }
        indexes[key] = receipts.count
        receipts.append(Receipt())
        size += key.utf8.count + 160
        return receipts.count - 1
    }

    func receipt(_ key: String) -> (index: Int, receipt: Receipt)? {
        indexes[key].map { ($0, receipts[$0]) }
    }

    mutating func add(head: [String: String], to receipt: Int) {
        if receipts[receipt].head == nil { receipts[receipt].head = head }
        size += head.reduce(64) { $0 + $1.key.utf8.count + $1.value.utf8.count + 48 }
    }

    mutating func add(tender: String, to receipt: Int) {
        guard !receipts[receipt].tenders.contains(tender) else { return }
        receipts[receipt].tenders.append(tender)
        size += tender.utf8.count + 32
    }

    mutating func add(amount: ExactDecimal?, to line: LineID) {
        guard let before = amounts[line] else {
            size += 96
            amounts[line] = .some(amount)
            return
        }
        amounts[line] = .some(before.flatMap { sum in amount.map { sum + $0 } })
    }

    mutating func add(reference: Reference, to line: LineID) {
        if references[line] == nil { references[line] = reference }
        size += reference.receipt.utf8.count + (reference.till?.utf8.count ?? 0) + 128
    }

    mutating func add(closing texts: [String: String], to key: String) {
        closings[key, default: [:]].merge(texts) { first, _ in first }
        size += texts.reduce(64) { $0 + $1.key.utf8.count + $1.value.utf8.count + 48 }
    }

    func closing(_ key: String) -> [String: String] { closings[key] ?? [:] }
    func amount(_ line: LineID) -> ExactDecimal?? { amounts[line] }
    func reference(_ line: LineID) -> Reference? {
        references[line] ?? references[LineID(receipt: line.receipt, line: "")]
    }
}
