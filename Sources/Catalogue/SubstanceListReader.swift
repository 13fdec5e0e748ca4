import Documents
import Purchases

/// Reads a substance list (`docs/FORMATS.md` 4): public law as data.
package enum SubstanceListReader {
    private static let entryKeys = [
        "id", "name", "cas", "annex", "limit", "comparison", "upper_limit", "density", "from", "to", "note",
    ]

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - path: what messages call the file.
    ///   - bytes: the whole file.
    /// - Returns: the list, nil if anything is wrong with the file; and all that is, in order of place.
    package static func read(
        path: String, bytes: [UInt8]
    ) -> (list: SubstanceList?, diagnostics: [Diagnostic]) {
        let (root, problems) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(problems)
        let list = root.flatMap { read($0, findings) }
        return (findings.hasErrors ? nil : list, findings.diagnostics)
    }

    private static func read(_ root: YAMLNode, _ findings: Findings) -> SubstanceList? {
        let keys = ["list", "version", "jurisdiction", "source", "substances"]
        guard let fields = FieldReader(root, "a substance list", keys: keys, findings) else { return nil }
        let id = fields.required("list").flatMap { findings.name($0, "list") }
        let version = fields.requiredText("version")
        let jurisdiction = fields.text("jurisdiction")
        if let source = fields.value("source"),
            let inner = FieldReader(source, "`source`", keys: ["title", "url", "read", "note"], findings)
        {
            for key in ["title", "url", "note"] { _ = inner.text(key) }
            _ = inner.value("read").flatMap { findings.day($0, "read") }
        }
        let nodes = fields.required("substances").flatMap { findings.list($0, "substances") }
        if let nodes, nodes.isEmpty {
            findings.error(.emptyList, at: fields.place(of: "substances"), "the list names no substance")
        }
        var entries: [SubstanceEntry] = []
        var places: [ExactText: YAMLPlace] = [:]
        for node in nodes ?? [] {
            guard let entry = entry(node, list: ExactText(id ?? ""), findings) else { continue }
            if let first = places[entry.id] {
                findings.error(
                    .duplicateSubstance, at: node.place,
                    "\(quoted(entry.id.string)) stands here a second time; the first is at line \(first.line)",
                    help: "ids are unique in a list: give one of them another id")
                continue
            }
            places[entry.id] = node.place
            entries.append(entry)
        }
        guard let id, let version else { return nil }
        return SubstanceList(
            id: ExactText(id), version: version, jurisdiction: jurisdiction, entries: entries)
    }

    private static func entry(
        _ node: YAMLNode, list: ExactText, _ findings: Findings
    ) -> SubstanceEntry? {
        guard let fields = FieldReader(node, "a substance", keys: entryKeys, findings) else { return nil }
        let id = fields.required("id").flatMap { findings.name($0, "id") }
        let name = fields.requiredText("name")
        _ = fields.text("note")
        if let id, CASNumber.hasForm(id) {
            findings.error(
                .badCAS, at: fields.place(of: "id"), "the id \(quoted(id)) has the form of a CAS number",
                help: "write the number under `cas`, and a name as id")
        }
        var entry = SubstanceEntry(list: list, id: ExactText(id ?? ""), name: name ?? "")
        entry.cas = fields.value("cas").flatMap { findings.casNumber($0) }.map { ExactText($0) }
        entry.annex = fields.text("annex").map { ExactText($0) }
        entry.limit = fields.value("limit").flatMap { percent($0, "limit", findings) }
        entry.upperLimit = fields.value("upper_limit").flatMap { percent($0, "upper_limit", findings) }
        entry.density = fields.value("density").flatMap { density($0, findings) }
        entry.comparison =
            fields.word("comparison", among: [">", ">="]).flatMap(SubstanceEntry.Comparison.init) ?? .above
        entry.from = fields.value("from").flatMap { findings.day($0, "from") }
        entry.to = fields.value("to").flatMap { findings.day($0, "to") }
        if let from = entry.from, let to = entry.to, to < from {
            findings.error(
                .periodReversed, at: fields.place(of: "to"), "`to` (\(to)) lies before `from` (\(from))")
        }
        if let limit = entry.limit, let upper = entry.upperLimit, upper < limit {
            findings.error(
                .limitsReversed, at: fields.place(of: "upper_limit"),
                "`upper_limit` (\(upper) %) lies below `limit` (\(limit) %)")
        }
        return id == nil ? nil : entry
    }

    private static func percent(_ node: YAMLNode, _ key: String, _ findings: Findings) -> ExactDecimal? {
        guard let value = findings.quantity(node, key, .percent) else { return nil }
        if value <= ExactDecimal(100) { return value }
        findings.error(.outOfRange, at: node.place, "`\(key)` is \(value) %, and must be at most 100 %")
        return nil
    }
}

/// A density in g/ml; above zero.
func density(_ node: YAMLNode, _ findings: Findings) -> ExactDecimal? {
    guard let value = findings.quantity(node, "density", .density) else { return nil }
    if !value.isZero { return value }
    findings.error(.outOfRange, at: node.place, "`density` must be above zero")
    return nil
}
