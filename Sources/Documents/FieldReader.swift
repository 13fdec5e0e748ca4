/// Reads a mapping by its schema: which keys it may have, and which of them it must have.
///
/// Whatever is wrong goes to the findings and reading goes on, so that all errors of a file come in one go. A reader
/// returns nil for what is absent and for what is wrong alike; `Findings.hasErrors` tells whether the result may
/// be used.
package struct FieldReader {
    package let findings: Findings
    /// Where the mapping begins.
    package let place: YAMLPlace
    /// What messages call the mapping: `a rule`.
    package let what: String
    private let values: [String: YAMLEntry]

    /// Reads a mapping; nil, with a diagnostic, for anything else.
    ///
    /// - Parameters:
    ///   - node: what should be a mapping.
    ///   - what: what messages call it, with its article: `a rule`.
    ///   - keys: every key that it may have; others are reported. Nil: any key.
    ///   - findings: takes what is wrong.
    package init?(_ node: YAMLNode, _ what: String, keys: [String]?, _ findings: Findings) {
        guard let entries = findings.mapping(node, what) else { return nil }
        self.findings = findings
        self.what = what
        place = node.place
        var values: [String: YAMLEntry] = [:]
        let known = keys.map(Set.init)
        for entry in entries {
            if let known, !known.contains(entry.key) {
                findings.unknownKey(entry, in: what, keys: keys ?? [])
            } else {
                values[entry.key] = entry
            }
        }
        self.values = values
    }

    package func has(_ key: String) -> Bool { values[key] != nil }

    /// The place of a key, or of the mapping where the key is absent.
    package func place(of key: String) -> YAMLPlace { values[key]?.keyPlace ?? place }

    /// The value of an optional key.
    package func value(_ key: String) -> YAMLNode? { values[key]?.value }

    /// The value of a key that must be there.
    package func required(_ key: String, help: String? = nil) -> YAMLNode? {
        if let node = values[key]?.value { return node }
        findings.error(.missingKey, at: place, "\(what) lacks `\(key)`", help: help ?? "add `\(key): …`")
        return nil
    }

    package func text(_ key: String) -> String? { value(key).flatMap { findings.text($0, key) } }
    package func requiredText(_ key: String) -> String? { required(key).flatMap { findings.text($0, key) } }

    /// One text, or a list of them.
    package func texts(_ key: String) -> [String]? { value(key).flatMap { findings.texts($0, key) } }

    package func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        value(key).flatMap { findings.integer($0, key, in: range) }
    }

    package func word(_ key: String, among words: [String]) -> String? {
        value(key).flatMap { findings.word($0, key, among: words) }
    }

    /// A length of time, in seconds.
    package func seconds(_ key: String, from least: Int64 = 1) -> Int64? {
        value(key).flatMap { findings.seconds($0, key, from: least) }
    }
}
