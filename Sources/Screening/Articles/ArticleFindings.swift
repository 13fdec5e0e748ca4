import Documents

/// What is wrong with the rows of article files, with their places; bounded, however many rows are.
package struct ArticleFindings: Sendable, Hashable {
    /// At most so many of each severity are kept; `counts` has all.
    package static let keptMax = 100

    package private(set) var diagnostics: [Diagnostic] = []
    /// How many there are of each code.
    package private(set) var counts: [String: Int] = [:]
    /// Rows that were left out.
    package private(set) var quarantined = 0
    private var kept: [Diagnostic.Severity: Int] = [:]

    package init() {}

    /// The row is left out.
    mutating func leaveOut(
        _ code: DiagnosticCode, _ file: String, line: Int, _ message: @autoclosure () -> String,
        help: String? = nil
    ) {
        quarantined += 1
        add(.warning, code, file, line, message, help)
    }

    mutating func warn(
        _ code: DiagnosticCode, _ file: String, line: Int, _ message: @autoclosure () -> String,
        help: String? = nil
    ) {
        add(.warning, code, file, line, message, help)
    }

    /// Takes over those of another file.
    package mutating func add(_ other: ArticleFindings) {
        for (code, count) in other.counts { counts[code, default: 0] += count }
        quarantined += other.quarantined
        for diagnostic in other.diagnostics where kept[diagnostic.severity, default: 0] < Self.keptMax {
            kept[diagnostic.severity, default: 0] += 1
            diagnostics.append(diagnostic)
        }
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ file: String, _ line: Int,
        _ message: () -> String, _ help: String?
    ) {
        counts[code.id, default: 0] += 1
        guard kept[severity, default: 0] < Self.keptMax else { return }
        kept[severity, default: 0] += 1
        diagnostics.append(
            Diagnostic(
                severity: severity, code: code.id, file: file, line: line, column: 1, message: message(),
                help: help))
    }
}
