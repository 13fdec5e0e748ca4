import Documents

/// Reads `language.yaml`: what the languages need whatever the substance.
package enum LanguageRulesReader {
    /// The name by which the file says what it is.
    package static let id = "language"

    private static let parts: [(key: String, path: any WritableKeyPath<LanguageRules, Wordings> & Sendable)] =
        [
            ("negations_before", \.negationsBefore), ("negations_after", \.negationsAfter),
            ("negation_prefixes", \.negationPrefixes), ("negation_suffixes", \.negationSuffixes),
            ("affirmations", \.affirmations), ("endings", \.endings), ("variants", \.variants),
            ("articles", \.articles),
            ("ignored", \.ignored), ("connectors", \.connectors),
            ("others", \.others), ("elsewhere", \.elsewhere), ("percent_owners", \.percentOwners),
            ("percent_fillers", \.percentFillers),
        ]

    /// Reads the file.
    ///
    /// - Parameters:
    ///   - path: what messages call the file.
    ///   - bytes: the whole file.
    /// - Returns: what it says, nil if anything is wrong with it; and all that is, in order of place.
    package static func read(
        path: String, bytes: [UInt8]
    ) -> (rules: LanguageRules?, diagnostics: [Diagnostic]) {
        let (root, problems) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(problems)
        var rules = root.flatMap { read($0, findings) }
        rules?.digest = hexDigest(of: bytes)
        return (findings.hasErrors ? nil : rules, findings.diagnostics)
    }

    private static func read(_ root: YAMLNode, _ findings: Findings) -> LanguageRules? {
        let keys = ["knowledge", "version", "note"] + parts.map(\.key)
        guard let fields = FieldReader(root, "the language file", keys: keys, findings) else { return nil }
        _ = fields.word("knowledge", among: [id])
        _ = fields.required("knowledge")
        _ = fields.text("note")
        var rules = LanguageRules()
        rules.version = fields.requiredText("version") ?? ""
        for part in parts {
            guard let node = fields.value(part.key) else { continue }
            rules[keyPath: part.path] = findings.wordings(node, "`\(part.key)`") ?? [:]
        }
        return rules
    }
}
