import Foundation

/// Diagnostics as programs read them.
package enum DiagnosticsJSON {
    private struct Report: Encodable {
        let files: Int
        let errors: Int
        let warnings: Int
        let diagnostics: [Told]
    }

    private struct Told: Encodable {
        let code: String
        let name: String?
        let severity: String
        let file: String
        let line: Int?
        let column: Int?
        let message: String
        let help: String?
        let snippet: String?

        init(_ diagnostic: Diagnostic) {
            code = diagnostic.code
            name = DiagnosticCode.named(diagnostic.code)?.name
            severity = diagnostic.severity.rawValue
            file = diagnostic.file
            line = diagnostic.hasPlace ? diagnostic.line : nil
            column = diagnostic.hasPlace ? diagnostic.column : nil
            message = diagnostic.message
            help = diagnostic.help
            snippet = diagnostic.snippet
        }
    }

    /// One object: how many files, errors and warnings, and each of them.
    package static func text(_ diagnostics: [Diagnostic], files: Int) throws -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let report = Report(
            files: files, errors: errors, warnings: diagnostics.count - errors,
            diagnostics: diagnostics.map(Told.init))
        return try encoded(report)
    }

    static func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}

extension Diagnostic {
    /// Whether it is about one line, and not about the whole file.
    package var hasPlace: Bool { line > 0 && line < .max }
}

extension DiagnosticCode {
    private static let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }

    /// The code of an id.
    package static func named(_ id: String) -> DiagnosticCode? { byID[id] }
}
