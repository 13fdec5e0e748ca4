/// One thing that is wrong with a file, with its place and what to do about it.
///
/// Printed as `file:line:column: error[CODE]: message`, then the line itself with a caret, then `help: …`
/// (`docs/FORMATS.md` 2). Every code stands in `docs/DIAGNOSTICS.md`.
package struct Diagnostic: Error, Hashable, Sendable {
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
    package var code: String
    package var file: String
    /// From 1; 0 when the whole file is meant.
    package var line: Int
    package var column: Int
    package var message: String
    package var help: String?
    /// The text of the line, where there is one to show.
    package var snippet: String?

    /// - Parameter help: nil: what the code itself says is to do.
    package init(
        severity: Severity = .error, code: String, file: String, line: Int = 0, column: Int = 0,
        message: String, help: String? = nil, snippet: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.help = help ?? DiagnosticCode.remedy(of: code)
        self.snippet = snippet
    }
}

/// All that is wrong with the files of one call, in order of file, line and column.
package struct DiagnosticReport: Error, Hashable, Sendable {
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
}
