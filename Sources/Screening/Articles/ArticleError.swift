import Documents

/// Why an article file cannot be read at all.
package enum ArticleError: Error, Hashable, Sendable {
    /// It is a spreadsheet; the line that turns it into text.
    case spreadsheet(line: String)
    /// What is wrong, with its place.
    case unreadable([Diagnostic])

    /// As messages; of a spreadsheet only the line, without a code.
    package var diagnostics: [Diagnostic] {
        switch self {
        case .spreadsheet: []
        case .unreadable(let diagnostics): diagnostics
        }
    }
}
