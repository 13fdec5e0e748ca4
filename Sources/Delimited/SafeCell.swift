/// Cells of CSV files that a spreadsheet may open: none begins like a formula.
package enum SafeCell {
    /// The cell as the file has it: what begins like a formula gets an apostrophe, and is quoted where CSV needs it.
    package static func written(_ text: String) -> String {
        let text = isFormula(text) ? "'" + text : text
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? quoted(text) : text
    }

    /// Scalar by scalar: a quote with an accent on it is one character, and still a quote.
    private static func quoted(_ text: String) -> String {
        var result = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result.append(scalar) }
            result.append(scalar)
        }
        result.append("\"")
        return String(result)
    }

    /// The text of a cell, without the apostrophe that `written` put before it.
    package static func read(_ cell: String) -> String {
        cell.utf8.first == UInt8(ascii: "'") && isFormula(cell)
            ? String(cell.unicodeScalars.dropFirst()) : cell
    }

    /// Whether a spreadsheet may take the text for a formula: it begins with a sign, white space before it left out, or
    /// with a tab or a carriage return.
    ///
    /// Apostrophes in front do not count, so that one more can be put in and taken out again whatever the text is.
    package static func isFormula(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.drop { $0 == "'" }
        if let first = scalars.first, first == "\t" || first == "\r" { return true }
        let first = scalars.first { $0 != " " && !(9...13).contains($0.value) }
        return first.map { signs.contains($0) } ?? false
    }

    /// The last four are the same in full width, which some spreadsheets also take.
    private static let signs: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]
}
