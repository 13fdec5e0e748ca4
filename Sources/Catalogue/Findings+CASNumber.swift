import Documents

extension Findings {
    /// A CAS number with a right check digit; nil, with a diagnostic, for any other text.
    package func casNumber(_ node: YAMLNode) -> String? {
        guard let text = text(node, "cas") else { return nil }
        if CASNumber.isValid(text) { return text }
        error(
            .badCAS, at: node.place,
            CASNumber.hasForm(text)
                ? "the check digit of the CAS number \(quoted(text)) is wrong"
                : "\(quoted(text)) is no CAS number",
            help: "compare it with the source; one looks like `7732-18-5`")
        return nil
    }
}
