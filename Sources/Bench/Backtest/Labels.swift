import Delimited
import Purchases

/// What people found out about receipts and lines: which of them were rightly suspected.
package struct Labels: Sendable {
    package struct Item: Sendable, Hashable {
        /// The key of a receipt or of a line.
        package var key: ExactText
        package var isYes: Bool
        /// Where it stands in the file.
        package var line: Int
    }

    /// What is wrong with a file of labels, and where.
    package struct Problem: Error, Sendable, Hashable {
        package var line: Int
        package var what: String
        package var help: String
    }

    package static let sizeMax = 64 << 20

    /// Each key once, in order of the file.
    package private(set) var items: [Item] = []
    private var places: [ExactText: Int] = [:]

    /// Reads CSV with a header and the columns `key` and `label`; others are left out of account.
    ///
    /// - Returns: the labels, and what is wrong; with a problem they are not to be used.
    package static func read(_ bytes: [UInt8]) -> (labels: Labels, problems: [Problem]) {
        var reader = DelimitedReader(bytes: bytes, dialect: dialect(of: bytes))
        guard let header = reader.next(), header.problem == nil else {
            return (Labels(), [Problem(line: 1, what: "there is no header", help: headerHelp)])
        }
        let names = header.cells.map { trimmed($0).lowercased() }
        guard let key = names.firstIndex(of: "key"), let label = names.firstIndex(of: "label") else {
            let problem = Problem(
                line: header.line, what: "the header does not name the columns `key` and `label`",
                help: headerHelp)
            return (Labels(), [problem])
        }
        var labels = Labels()
        var problems: [Problem] = []
        while let record = reader.next() {
            if let problem = labels.add(record, key: key, label: label) { problems.append(problem) }
        }
        return (labels, problems)
    }

    private static let headerHelp = "begin with a line `key,label`; then `FEED/STORE/TILL/RECEIPT,yes`"

    private mutating func add(_ record: DelimitedReader.Record, key: Int, label: Int) -> Problem? {
        guard record.problem == nil, record.cells.indices.contains(key), record.cells.indices.contains(label)
        else {
            return Problem(
                line: record.line, what: "the line has too few cells, or a quote that does not end",
                help: "write a key and a label on every line")
        }
        let text = Self.trimmed(record.cells[key])
        let word = Self.trimmed(record.cells[label]).lowercased()
        guard word == "yes" || word == "no" else {
            return Problem(
                line: record.line, what: "the label is neither `yes` nor `no`",
                help: "leave out what nobody judged")
        }
        guard !text.isEmpty else {
            return Problem(
                line: record.line, what: "the key is empty", help: "alerts show the keys of their purchases")
        }
        let item = Item(key: ExactText(text), isYes: word == "yes", line: record.line)
        if let place = places[item.key] {
            guard items[place].isYes != item.isYes else { return nil }
            return Problem(
                line: record.line, what: "the key has the other label on line \(items[place].line)",
                help: "keep one of them")
        }
        places[item.key] = items.count
        items.append(item)
        return nil
    }

    /// Keys hold no `;` or tab unless the first line is delimited by one.
    private static func dialect(of bytes: [UInt8]) -> Dialect {
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        for delimiter in [UInt8(ascii: ";"), UInt8(ascii: "\t")] where line.contains(delimiter) {
            return Dialect(delimiter: delimiter)
        }
        return .comma
    }

    private static func trimmed(_ bytes: [UInt8]) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let rest = bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return String(decoding: Array(rest), as: UTF8.self)
    }

    /// The labels that a line of purchases falls under: its own, and its receipt's.
    func items(ofLine key: ExactText, receipt: ExactText) -> [Int] {
        [places[key], places[receipt]].compactMap(\.self)
    }

    /// The labels whose key is none of these lines' or receipts'.
    func unknown(in lines: [JournalledLine]) -> Set<Int> {
        var unknown = Set(items.indices)
        for version in lines where !unknown.isEmpty {
            for item in items(ofLine: version.line.key.text, receipt: version.line.key.receipt) {
                unknown.remove(item)
            }
        }
        return unknown
    }
}
