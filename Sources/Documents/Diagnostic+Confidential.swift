extension Diagnostic {
    /// The same without anything that its file says: code, place and remedy are left.
    package var withoutContent: Diagnostic {
        let known = DiagnosticCode.named(code)
        return Diagnostic(
            severity: severity, code: code, file: file, line: line, column: column,
            message: "\(known?.name ?? "something is wrong here") (the pack is confidential, and not shown)",
            help: known?.remedy)
    }
}
