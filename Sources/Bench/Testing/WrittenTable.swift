import Documents

/// A table written into a YAML text: a line of column names, then rows.
///
/// Cells are two or more blanks or a tab apart, or, where the first line has a `|`, separated by `|`; `-` is an empty
/// cell. Empty lines, and those that begin with `#`, are left out.
struct WrittenTable {
    struct Row {
        var place: YAMLPlace
        /// The cells that are not empty, by column.
        var cells: [String: YAMLNode]

        subscript(_ column: String) -> YAMLNode? { cells[column] }
    }

    private(set) var columns: [String] = []
    private(set) var rows: [Row] = []

    /// - Parameters:
    ///   - node: a text of several lines.
    ///   - what: what messages call it: `purchases`.
    ///   - columns: the columns that it may have; one that ends in `.` takes any name after it.
    ///   - required: those that it must have.
    /// - Returns: nil, with a diagnostic, when there is no table. Rows that cannot be read are left out.
    init?(
        _ node: YAMLNode, _ what: String, columns known: [String], required: [String], _ findings: Findings
    ) {
        guard let text = node.scalar else {
            findings.wrongShape(node, "\(quoted(what)) is a table of several lines (`\(what): |`)")
            return nil
        }
        let lines = Self.lines(of: text, node, findings.source)
        guard let head = lines.first else {
            findings.error(.tableEmpty, at: node.place, "\(quoted(what)) holds no table")
            return nil
        }
        let hasBars = head.text.contains("|")
        guard readHead(head, what, known, required, hasBars, findings) else { return nil }
        for line in lines.dropFirst() {
            let cells = Self.cells(of: line.text, hasBars: hasBars)
            if hasBars,
                cells.allSatisfy({ $0.text.allSatisfy { $0 == "-" || $0 == ":" } && $0.text.count > 2 })
            {
                continue
            }
            add(cells, line.place, hasBars, findings)
        }
        if rows.isEmpty, !findings.hasErrors {
            findings.error(.tableEmpty, at: node.place, "the table \(quoted(what)) has no rows")
        }
    }

    private mutating func readHead(
        _ head: (text: Substring, place: YAMLPlace), _ what: String, _ known: [String], _ required: [String],
        _ hasBars: Bool, _ findings: Findings
    ) -> Bool {
        for cell in Self.cells(of: head.text, hasBars: hasBars) {
            let place = head.place.moved(by: cell.offset)
            if columns.contains(cell.text) {
                findings.error(.tableColumn, at: place, "the column \(quoted(cell.text)) stands here twice")
            }
            let isKnown = known.contains { name in
                name.hasSuffix(".")
                    ? cell.text.hasPrefix(name) && cell.text.count > name.count : name == cell.text
            }
            if !isKnown {
                findings.error(
                    .tableColumn, at: place, "\(quoted(what)) has no column \(quoted(cell.text))",
                    help: cell.text.contains(" ")
                        ? "put two or more blanks, or `|`, between columns"
                        : suggestion(for: cell.text, among: known))
            }
            columns.append(cell.text)
        }
        for name in required where !columns.contains(name) {
            findings.error(
                .tableColumn, at: head.place, "\(quoted(what)) lacks the column `\(name)`",
                help: "there are: \(columns.map { quoted($0) }.joined(separator: ", "))")
        }
        return required.allSatisfy(columns.contains)
    }

    private mutating func add(
        _ cells: [(text: String, offset: Int)], _ place: YAMLPlace, _ hasBars: Bool, _ findings: Findings
    ) {
        guard cells.count == columns.count else {
            findings.error(
                .tableCells, at: place,
                "the row has \(cells.count) cell\(cells.count == 1 ? "" : "s"), and the table \(columns.count) columns",
                help: hasBars
                    ? "put `|` between cells"
                    : "put two or more blanks between cells, and `-` for an empty one")
            return
        }
        var row = Row(place: place, cells: [:])
        for (name, cell) in zip(columns, cells) where cell.text != "-" && !cell.text.isEmpty {
            row.cells[name] = YAMLNode(place: place.moved(by: cell.offset), kind: .scalar(cell.text))
        }
        rows.append(row)
    }

    /// The lines that say something, each with where it begins in the file.
    private static func lines(
        of text: String, _ node: YAMLNode, _ source: SourceText
    ) -> [(text: Substring, place: YAMLPlace)] {
        var lines: [(text: Substring, place: YAMLPlace)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let first = line.firstIndex(where: { $0 != " " && $0 != "\t" }), line[first] != "#" else {
                continue
            }
            let shown = line[first...]
            // The text of a block stands on the lines after its `|`; any other text is shown where it begins.
            var place = node.place
            let number = node.place.line + 1 + index
            if let written = source.line(at: number), let range = written.firstRange(of: shown) {
                let column =
                    written.unicodeScalars.distance(from: written.startIndex, to: range.lowerBound) + 1
                place = YAMLPlace(line: number, column: column)
            }
            lines.append((shown, place))
        }
        return lines
    }

    /// The cells of a line, each with where it begins in it.
    private static func cells(of line: Substring, hasBars: Bool) -> [(text: String, offset: Int)] {
        hasBars ? barredCells(of: line) : spacedCells(of: line)
    }

    private static func barredCells(of line: Substring) -> [(text: String, offset: Int)] {
        var line = line
        while line.last == " " || line.last == "\t" { line.removeLast() }
        var offset = 0
        if line.first == "|" {
            line.removeFirst()
            offset = 1
        }
        if line.last == "|" { line.removeLast() }
        return line.split(separator: "|", omittingEmptySubsequences: false).map { part in
            let blanks = part.prefix { $0 == " " || $0 == "\t" }.count
            var text = part.dropFirst(blanks)
            while text.last == " " || text.last == "\t" { text.removeLast() }
            let cell = (String(text), offset + blanks)
            offset += part.count + 1
            return cell
        }
    }

    private static func spacedCells(of line: Substring) -> [(text: String, offset: Int)] {
        var cells: [(text: String, offset: Int)] = []
        var cell = ""
        var start = 0
        var blanks = 0
        for (offset, character) in line.enumerated() {
            if character == " " || character == "\t" {
                // A tab parts cells by itself.
                blanks += character == "\t" ? 2 : 1
                continue
            }
            if blanks > 1, !cell.isEmpty {
                cells.append((cell, start))
                cell = ""
            }
            if cell.isEmpty { start = offset } else if blanks == 1 { cell.append(" ") }
            blanks = 0
            cell.append(character)
        }
        if !cell.isEmpty { cells.append((cell, start)) }
        return cells
    }
}

extension YAMLPlace {
    /// So many columns further on.
    func moved(by columns: Int) -> YAMLPlace { YAMLPlace(line: line, column: column + columns) }
}
