import Documents

/// A table of text for people: columns are as wide as their widest cell, two blanks apart.
struct TextTable {
    enum Alignment { case left, right }

    private let alignments: [Alignment]
    private var rows: [[String]]

    /// - Parameter columns: the headings with the side that their cells are aligned to.
    init(_ columns: [(heading: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [columns.map(\.heading)]
    }

    var isEmpty: Bool { rows.count == 1 }

    /// Adds a row of as many cells as there are columns.
    mutating func add(_ cells: [String]) { rows.append(cells.map(visible)) }

    /// The lines of the table, headings first, without blanks at their ends.
    var text: String {
        let widths = alignments.indices.map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in line(row, widths) }.joined(separator: "\n")
    }

    private func line(_ row: [String], _ widths: [Int]) -> String {
        var text = ""
        for (column, cell) in row.enumerated() {
            let blanks = String(repeating: " ", count: max(0, widths[column] - cell.count))
            if column > 0 { text += "  " }
            text += alignments[column] == .right ? blanks + cell : cell + blanks
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}
