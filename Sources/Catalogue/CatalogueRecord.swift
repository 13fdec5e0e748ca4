import Delimited
import Documents

/// The catalogue's columns, by their place in the header.
struct CatalogueHeader {
    static let required = ["product", "substance", "concentration", "net_amount", "net_unit"]
    /// More than any export has: every column costs a walk along the header.
    static let columnsMax = 1_000
    static let optional = ["basis", "density", "description", "valid_from", "valid_to"]

    let columns: [String]

    /// Reads the header; nil, with diagnostics, when rows cannot be read by it.
    init?(_ record: DelimitedReader.Record?, _ findings: Findings) {
        guard let record else {
            findings.error(.emptyFile, at: nil, "the catalogue holds nothing, not even a header")
            return nil
        }
        guard record.cells.count <= Self.columnsMax else {
            findings.error(
                .cellCount, at: YAMLPlace(line: record.line, column: 1),
                "the header has \(record.cells.count) columns, and may have \(Self.columnsMax)")
            return nil
        }
        if record.cells.count == 1,
            let other = [";", "\t"].first(where: { record.cells[0].contains(UInt8(ascii: $0)) })
        {
            findings.error(
                .missingColumn, at: YAMLPlace(line: record.line, column: 1),
                "the columns are separated by \(other == ";" ? "semicolons" : "tabs"), and have to be by commas",
                help: "save the catalogue as CSV with commas")
            return nil
        }
        var columns: [String] = []
        let known = Self.required + Self.optional
        for index in record.cells.indices {
            let place = findings.source.place(of: index, in: record)
            guard let name = findings.text(of: record.cells[index], at: place) else { return nil }
            if !known.contains(name) {
                findings.error(
                    .unknownColumn, at: place, "the catalogue has no column \(quoted(name))",
                    help: suggestion(for: name, among: known))
            } else if columns.contains(name) {
                findings.error(
                    .duplicateColumn, at: place, "the column `\(name)` stands here a second time")
            }
            columns.append(name)
        }
        for name in Self.required where !columns.contains(name) {
            findings.error(
                .missingColumn, at: YAMLPlace(line: record.line, column: 1),
                "the header lacks the column `\(name)`",
                help:
                    "the columns are separated by commas; there are: \(columns.map { quoted($0) }.joined(separator: ", "))"
            )
        }
        guard Self.required.allSatisfy(columns.contains) else { return nil }
        self.columns = columns
    }
}

/// One row of the catalogue: cells by column, trimmed, with their places.
///
/// A cell that `SafeCell` wrote is read as what it stands for.
struct CatalogueRecord {
    let place: YAMLPlace
    private let cells: [String: YAMLNode]

    init(place: YAMLPlace, cells: [String: YAMLNode]) {
        self.place = place
        self.cells = cells
    }

    /// Cuts a record into cells; nil for an empty row, and, with a diagnostic, for one that cannot be read.
    init?(_ record: DelimitedReader.Record, _ header: CatalogueHeader, _ findings: Findings) {
        place = findings.source.place(at: record.offset)
        if let problem = record.problem {
            findings.error(.recordUnreadable, at: place, problem.text)
            return nil
        }
        // Spreadsheets leave rows of nothing but commas.
        if record.cells.allSatisfy({ trimmed($0).isEmpty }) { return nil }
        guard record.cells.count == header.columns.count else {
            findings.error(
                .cellCount, at: place,
                "the row has \(record.cells.count) cells, and the header \(header.columns.count)",
                help: "put texts that hold a comma in double quotes")
            return nil
        }
        var cells: [String: YAMLNode] = [:]
        for (index, name) in header.columns.enumerated() {
            // The place is worked out only where the cell says something: it costs a walk along the line.
            if trimmed(record.cells[index]).isEmpty { continue }
            let place = findings.source.place(of: index, in: record)
            guard let text = findings.text(of: record.cells[index], at: place) else { return nil }
            cells[name] = YAMLNode(place: place, kind: .scalar(SafeCell.read(text)))
        }
        self.cells = cells
    }

    /// A cell that is not empty.
    subscript(_ name: String) -> YAMLNode? { cells[name] }

    /// A cell that must not be empty.
    func required(_ name: String, _ findings: Findings) -> YAMLNode? {
        if let cell = cells[name] { return cell }
        findings.error(.missingCell, at: place, "the row states no `\(name)`")
        return nil
    }
}
