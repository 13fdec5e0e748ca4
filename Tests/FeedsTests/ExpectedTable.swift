import Catalogue
import Delimited
import Feeds
import Foundation
import Purchases
import Testing

/// The table of a fixture's lines, made by another program, and the lines that a feed reads, in the same form.
struct ExpectedTable {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/feeds")

    /// What is not ours and may be absent.
    static let data = ProcessInfo.processInfo.environment["TILLWATCH_DATA"]

    static func fixture(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    let columns: [String]
    let rows: [[String]]

    init(_ name: String) throws {
        var reader = DelimitedReader(bytes: try ExpectedTable.fixture("\(name).expected.csv"))
        var rows: [[String]] = []
        while let row = reader.next() { rows.append(row.cells.map { String(decoding: $0, as: UTF8.self) }) }
        columns = try #require(rows.first)
        self.rows = Array(rows.dropFirst())
    }

    /// Every product of the table, so that nothing is screened out for its product.
    var products: [String] {
        let index = columns.firstIndex(of: "product")
        return Set(rows.compactMap { row in index.map { row[$0] } }).filter { !$0.isEmpty }.sorted()
    }

    func compare(_ reading: Reading, _ location: SourceLocation = #_sourceLocation) {
        let found = reading.arrived.map { arrived in columns.map { ExpectedTable.cell($0, arrived.line) } }
        #expect(found.count == rows.count, sourceLocation: location)
        for (found, row) in zip(found, rows) where found != row {
            Issue.record("read \(found), expected \(row)", sourceLocation: location)
        }
    }

    static func cell(_ column: String, _ line: Line) -> String {
        switch column {
        case "key": line.key.text.string
        case "receipt": line.key.receipt.string
        case "kind": line.kind.rawValue
        case "time": line.time.description
        case "product": line.product?.string ?? ""
        case "quantity": line.quantity.map { "\($0)" } ?? ""
        case "amount": line.amount.map { "\($0)" } ?? ""
        case "currency": line.currency?.string ?? ""
        case "description": line.description.map { "\($0)" } ?? ""
        case "tender": line.tender?.string ?? ""
        case "refers": refers(line.refers)
        case "tokens": line.tokens.map(\.kind.string).joined(separator: " ")
        default: "?"
        }
    }

    private static func refers(_ refers: Reference) -> String {
        let parts = [refers.store, refers.till, refers.receipt, refers.day, refers.line]
        return parts.allSatisfy { $0 == nil } ? "" : parts.map { $0?.string ?? "" }.joined(separator: "/")
    }
}
