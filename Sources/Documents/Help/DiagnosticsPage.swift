/// The generated part of `docs/DIAGNOSTICS.md`: every code with what it means, what to do, and what provokes it.
package enum DiagnosticsPage {
    package static let start = "<!-- generated: make no changes from here on -->"
    package static let end = "<!-- end of what is generated -->"

    private static let sections: [(title: String, codes: [DiagnosticCode])] = [
        ("Any document", DiagnosticCode.documents), ("Feed files", DiagnosticCode.feeds),
        ("Substance lists", DiagnosticCode.lists), ("The catalogue", DiagnosticCode.catalogue),
        ("Article masters", DiagnosticCode.articles), ("Knowledge", DiagnosticCode.knowledge),
        ("Decisions and review", DiagnosticCode.review), ("Rule packs", DiagnosticCode.packs),
        ("Doubts: legal in a rule pack, and probably wrong", DiagnosticCode.warnings),
        ("Tests of rule packs", DiagnosticCode.tests), ("Bundles and signatures", DiagnosticCode.signing),
        ("Configuration", DiagnosticCode.configurations),
    ]

    /// From `start` to `end`, each on a line of its own.
    package static var text: String {
        let told = sections.map { section in
            "## \(section.title)\n\n" + section.codes.map(entry).joined(separator: "\n")
        }
        return ([start] + told + [end]).joined(separator: "\n\n") + "\n"
    }

    private static func entry(_ code: DiagnosticCode) -> String {
        var text = "### `\(code.id)` \(code.name)\n\n\(code.explanation)\n"
        if let remedy = code.remedy { text += "\nTo do: \(remedy).\n" }
        guard let example = code.example else { return text }
        if let language = example.language {
            text += "\n```\(language)\n\(example.text)\n```\n"
        } else {
            text += "\nExample: \(example.text)\n"
        }
        return text
    }
}
