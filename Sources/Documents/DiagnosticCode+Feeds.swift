extension DiagnosticCode {
    /// Codes of feed files (`F…`).
    package static let feeds: [DiagnosticCode] = []
}
