import Delimited
import Foundation

/// Finds delimiter, header and the lines before it in the beginning of a delimited export.
struct DelimitedGuess: Sendable {
    var delimiter: UInt8
    /// Lines before the header, or before the first record.
    var skipped = 0
    var hasHeader = true
    var table: SampleTable

    static let delimiters: [UInt8] = [
        UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: "|"),
    ]
    private static let recordsMax = 500

    /// - Parameters:
    ///   - bytes: the beginning of the export; a last line that is cut off is left out by the caller.
    ///   - decode: the encoding.
    /// - Returns: nil where no delimiter parts the lines into two columns or more.
    init?(_ bytes: [UInt8], decode: ([UInt8]) -> String?) {
        var best: (score: Double, delimiter: UInt8, records: [[String]])?
        for delimiter in Self.delimiters {
            let records = Self.records(bytes, delimiter, decode)
            guard let score = Self.score(records) else { continue }
            if best.map({ score > $0.score }) ?? true { best = (score, delimiter, records) }
        }
        guard let best else { return nil }
        delimiter = best.delimiter
        let width = Self.width(best.records)
        // Titles and dates of an export stand above its table, in fewer cells.
        let first =
            best.records.firstIndex { record in
                record.count == width && record.filter { !$0.isEmpty }.count * 2 > width
            } ?? 0
        skipped = first
        let head = best.records[first]
        hasHeader = Self.isHeader(
            head, best.records.dropFirst(first + 1).prefix(50).filter { $0.count >= width })
        let names = hasHeader ? head : (1...max(1, width)).map { "column_\($0)" }
        let rows = best.records.dropFirst(hasHeader ? first + 1 : first)
        table = SampleTable(
            names: names,
            rows: rows.map { row in
                (0..<names.count).map { place in
                    guard place < row.count, !row[place].isEmpty else { return nil }
                    return row[place]
                }
            })
    }

    private static func records(_ bytes: [UInt8], _ delimiter: UInt8, _ decode: ([UInt8]) -> String?)
        -> [[String]]
    {
        var reader = DelimitedReader(bytes: bytes, dialect: Dialect(delimiter: delimiter))
        var records: [[String]] = []
        while records.count < recordsMax, let record = reader.next() {
            records.append(record.cells.map { (decode($0) ?? "").trimmingCharacters(in: .whitespaces) })
        }
        return records
    }

    /// The count of cells that most records have.
    private static func width(_ records: [[String]]) -> Int {
        var counts: [Int: Int] = [:]
        for record in records { counts[record.count, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }

    /// How much this delimiter makes a table of the records; nil where it makes none.
    private static func score(_ records: [[String]]) -> Double? {
        let width = width(records)
        guard width >= 2, !records.isEmpty else { return nil }
        let same = Double(records.filter { $0.count == width }.count) / Double(records.count)
        return same * same * Double(min(width, 40)).squareRoot()
    }

    /// A header has a text of its own in every cell, and where the cells below it hold numbers or times it holds none.
    private static func isHeader(_ head: [String], _ below: [[String]]) -> Bool {
        let filled = head.filter { !$0.isEmpty }
        guard Set(filled).count == filled.count, filled.count * 2 > head.count else { return false }
        let known = filled.filter { name in
            HeaderWords.Role.allCases.contains { HeaderName(name).score($0) >= 6 }
        }.count
        if known >= 3 { return true }
        // A number among the names is a value.
        return !filled.contains { $0.contains(where: \.isNumber) && !$0.contains(where: \.isLetter) }
            && known >= 1
    }
}
