import Delimited
import Documents
import Purchases

/// Reads which products a chain has: CSV with a header, of which one column is read.
package enum ProductListReader {
    package static let sizeMax = 256 << 20

    /// Reads a list of products.
    ///
    /// The column is `product`, else the one that the feed file maps to it; the delimiter is the comma, semicolon or tab with which the
    /// header has it.
    /// - Parameters:
    ///   - path: what messages call the file.
    ///   - bytes: the whole file, in UTF-8.
    /// - Returns: the products, trimmed, nil if the file cannot be used; and what is wrong with it.
    package static func read(
        path: String, bytes: [UInt8], feed: FeedFile
    ) -> (products: [ExactText]?, diagnostics: [Diagnostic]) {
        let findings = Findings(SourceText(file: path, bytes: bytes))
        let mapped = feed.columns.first { $0.role == .field(.product) }?.column
        let names = ["product"] + (mapped.map { [$0] } ?? [])
        for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
            var records = DelimitedReader(bytes: bytes, dialect: Dialect(delimiter: delimiter))
            guard let header = records.next() else { break }
            let headings = header.cells.map { trimmed(String(decoding: $0, as: UTF8.self)) }
            if let column = names.lazy.compactMap({ headings.firstIndex(of: $0) }).first {
                return (products(&records, column), findings.diagnostics)
            }
        }
        findings.error(
            bytes.isEmpty ? .emptyFile : .missingColumn,
            at: bytes.isEmpty ? nil : YAMLPlace(line: 1, column: 1),
            bytes.isEmpty
                ? "the list of articles holds nothing, not even a header"
                : "the header of the list of articles has no column `product`",
            help: "call the column with the tills' keys `product`, or as the feed file does")
        return (nil, findings.diagnostics)
    }

    /// A row that cannot be read leaves its product unknown, which is told once it is sold.
    private static func products(_ records: inout DelimitedReader, _ column: Int) -> [ExactText] {
        var products: [ExactText] = []
        while let record = records.next() {
            guard column < record.cells.count,
                let text = String(validating: record.cells[column], as: UTF8.self),
                let product = trimmed(text)
            else { continue }
            products.append(ExactText(product))
        }
        return products
    }
}
