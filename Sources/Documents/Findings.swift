/// Collects what is wrong with one file while it is read.
///
/// Bounded: after so many errors, or warnings, one more says so and the rest are dropped. Not shared between threads.
package final class Findings {
    package let source: SourceText
    private var collected: [Diagnostic] = []
    private var counts: [Diagnostic.Severity: Int] = [:]
    private static let limit = 200

    package init(_ source: SourceText) { self.source = source }

    /// Those of a file with an upper bound for its size; nothing is kept of a larger one but an error that says so.
    package convenience init(file: String, bytes: [UInt8], atMost sizeMax: Int) {
        self.init(SourceText(file: file, bytes: bytes.count > sizeMax ? [] : bytes))
        guard bytes.count > sizeMax else { return }
        error(.fileTooLarge, at: nil, "the file has \(bytes.count) bytes; at most \(sizeMax) are read")
    }

    /// Message and help are worked out only where they are kept: a guess at what was meant looks at every word there is.
    package func error(
        _ code: DiagnosticCode, at place: YAMLPlace?, _ message: @autoclosure () -> String,
        help: @autoclosure () -> String? = nil
    ) {
        add(.error, code, place, message, help)
    }

    package func warning(
        _ code: DiagnosticCode, at place: YAMLPlace?, _ message: @autoclosure () -> String,
        help: @autoclosure () -> String? = nil
    ) {
        add(.warning, code, place, message, help)
    }

    /// Takes over what another reader found, of this file or another.
    package func add(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { add(diagnostic) }
    }

    package var hasErrors: Bool { collected.contains { $0.severity == .error } }

    /// Everything found, in order of place.
    package var diagnostics: [Diagnostic] { collected.inOrderOfPlace() }

    private func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ place: YAMLPlace?,
        _ message: () -> String, _ help: () -> String?
    ) {
        // Past the limit the line is not looked up any more: a hostile file may bring a million errors.
        guard counts[severity, default: 0] <= Self.limit else { return }
        add(
            Diagnostic(
                severity: severity, code: code.id, file: source.file, line: place?.line ?? 0,
                column: place?.column ?? 0, message: message(), help: help(),
                snippet: place.flatMap { source.line(at: $0.line) }.map(shortened)))
    }

    private func add(_ diagnostic: Diagnostic) {
        let count = counts[diagnostic.severity, default: 0]
        counts[diagnostic.severity] = count + 1
        if count < Self.limit {
            collected.append(diagnostic)
        } else if count == Self.limit {
            collected.append(
                Diagnostic(
                    severity: diagnostic.severity, code: DiagnosticCode.tooMany.id, file: source.file,
                    line: .max,
                    message:
                        "more than \(Self.limit) \(diagnostic.severity.rawValue)s; the rest are not shown"))
        }
    }

    /// No message carries more of a line than a person reads.
    private func shortened(_ line: String) -> String {
        line.utf8.count <= 4_000 ? line : String(line.unicodeScalars.prefix(1_000)) + "…"
    }
}

extension [Diagnostic] {
    /// In order of file, line and column; what is at one place keeps its order.
    package func inOrderOfPlace() -> [Diagnostic] {
        var files: [String: Int] = [:]
        for diagnostic in self where files[diagnostic.file] == nil { files[diagnostic.file] = files.count }
        return enumerated().sorted { left, right in
            let first = (files[left.element.file] ?? 0, left.element.line, left.element.column, left.offset)
            let second = (
                files[right.element.file] ?? 0, right.element.line, right.element.column, right.offset
            )
            return first < second
        }.map(\.element)
    }
}
