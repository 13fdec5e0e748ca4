import Catalogue
import Crypto
import Documents
import Foundation
import Purchases

/// Reads what is known of a substance (`docs/FORMATS.md`, knowledge).
package enum KnowledgeReader {
    private static let keys = [
        "knowledge", "version", "cas", "ec", "un", "formulas", "state", "sources", "names", "classes",
        "excludes",
        "nitrogen", "note",
    ]
    private static let languages = Language.allCases.map(\.rawValue)
    /// What this project made itself needs no entry in `sources`.
    private static let own = "own"

    /// Reads a knowledge file.
    ///
    /// - Parameters:
    ///   - path: what messages call the file.
    ///   - bytes: the whole file.
    /// - Returns: what it says, nil if anything is wrong with it; and all that is, in order of place.
    package static func read(
        path: String, bytes: [UInt8]
    ) -> (knowledge: Knowledge?, diagnostics: [Diagnostic]) {
        let (root, problems) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(problems)
        var knowledge = root.flatMap { read($0, findings) }
        knowledge?.digest = hexDigest(of: bytes)
        return (findings.hasErrors ? nil : knowledge, findings.diagnostics)
    }

    private static func read(_ root: YAMLNode, _ findings: Findings) -> Knowledge? {
        guard let fields = FieldReader(root, "a knowledge file", keys: keys, findings) else { return nil }
        let id = fields.required("knowledge").flatMap { findings.name($0, "knowledge") }
        let version = fields.requiredText("version")
        _ = fields.text("note")
        var knowledge = Knowledge(substance: id ?? "", version: version ?? "")
        knowledge.sources = sources(fields, findings)
        let known = Set(knowledge.sources.map(\.id) + [own])
        knowledge.cas = numbers(fields, "cas", findings) { findings.casNumber($0) }
        knowledge.ec = numbers(fields, "ec", findings) { ecNumber($0, findings) }
        knowledge.un = numbers(fields, "un", findings) { findings.integer($0, "un", in: 4...3_999) }
        knowledge.formulas = fields.value("formulas").flatMap { findings.phrases($0, "formulas") } ?? []
        knowledge.state = fields.word("state", among: Knowledge.State.allCases.map(\.rawValue))
            .flatMap(Knowledge.State.init)
        knowledge.names = blocks(fields.required("names"), "names", known, findings)
        knowledge.excludes = blocks(fields.value("excludes"), "excludes", known, findings)
        knowledge.classes = classes(fields.value("classes"), known, findings)
        knowledge.nitrogen = fields.value("nitrogen").flatMap { nitrogen($0, findings) }
        return id == nil ? nil : knowledge
    }

    private static func sources(_ fields: FieldReader, _ findings: Findings) -> [Knowledge.Source] {
        let nodes = fields.required("sources").flatMap { findings.list($0, "sources") } ?? []
        var sources: [Knowledge.Source] = []
        for node in nodes {
            let keys = ["id", "title", "url", "read", "note"]
            guard let inner = FieldReader(node, "a source", keys: keys, findings) else { continue }
            let id = inner.required("id").flatMap { findings.name($0, "id") }
            let title = inner.requiredText("title")
            _ = inner.text("note")
            _ = inner.value("read").flatMap { findings.day($0, "read") }
            guard let id, let title else { continue }
            if sources.contains(where: { $0.id == id }) {
                findings.error(
                    .wordRepeated, at: inner.place(of: "id"),
                    "the source \(quoted(id)) stands here a second time",
                    help: "take one of them out")
            }
            sources.append(Knowledge.Source(id: id, title: title, url: inner.text("url")))
        }
        return sources
    }

    private static func numbers<Number>(
        _ fields: FieldReader, _ key: String, _ findings: Findings, _ number: (YAMLNode) -> Number?
    ) -> [Number] {
        let nodes = fields.value(key).flatMap { findings.list($0, key) } ?? []
        return nodes.compactMap(number)
    }

    private static func blocks(
        _ node: YAMLNode?, _ key: String, _ known: Set<String>, _ findings: Findings
    ) -> [Knowledge.Block] {
        let nodes = node.flatMap { findings.list($0, key) } ?? []
        return nodes.compactMap { node in
            let keys = ["source", "note"] + languages
            guard let fields = FieldReader(node, "a block of `\(key)`", keys: keys, findings) else {
                return nil
            }
            _ = fields.text("note")
            let sources = sourceIDs(fields, known, findings)
            return Knowledge.Block(sources: sources, wordings: findings.wordings(fields))
        }
    }

    private static func classes(
        _ node: YAMLNode?, _ known: Set<String>, _ findings: Findings
    ) -> [Knowledge.Class] {
        var ids: Set<String> = []
        let nodes = node.flatMap { findings.list($0, "classes") } ?? []
        return nodes.compactMap { node in
            let keys = ["id", "source", "likelihood", "names", "with", "with_names_of", "unless", "note"]
            guard let fields = FieldReader(node, "a class", keys: keys, findings) else { return nil }
            let id = fields.required("id").flatMap { findings.name($0, "id") }
            if let id, !ids.insert(id).inserted {
                findings.error(
                    .wordRepeated, at: fields.place(of: "id"),
                    "the class \(quoted(id)) stands here a second time",
                    help: "ids are unique in a file: give one of them another id")
            }
            _ = fields.required("likelihood")
            let likelihood = fields.word("likelihood", among: Knowledge.Likelihood.allCases.map(\.rawValue))
                .flatMap(Knowledge.Likelihood.init)
            let names = fields.required("names").flatMap { findings.wordings($0, "`names`") }
            return Knowledge.Class(
                id: id ?? "", sources: sourceIDs(fields, known, findings),
                likelihood: likelihood ?? .possible,
                names: names ?? [:],
                with: fields.value("with").flatMap { findings.phrases($0, "with") } ?? [],
                withNamesOf: substances(fields, findings),
                unless: fields.value("unless").flatMap { findings.phrases($0, "unless") } ?? [],
                note: fields.text("note"))
        }
    }

    private static func substances(_ fields: FieldReader, _ findings: Findings) -> [String] {
        let nodes = fields.value("with_names_of").flatMap { findings.list($0, "with_names_of") } ?? []
        return nodes.compactMap { findings.name($0, "with_names_of") }
    }

    /// The sources of a block: one id or a list of them, each of which the file lists.
    private static func sourceIDs(
        _ fields: FieldReader, _ known: Set<String>, _ findings: Findings
    ) -> [String] {
        guard let node = fields.required("source"), let ids = findings.texts(node, "source") else {
            return []
        }
        for id in ids where !known.contains(id) {
            findings.error(
                .sourceNotListed, at: node.place, "`sources` lists no \(quoted(id))",
                help: suggestion(for: id, among: known.sorted()))
        }
        return ids
    }

    private static func ecNumber(_ node: YAMLNode, _ findings: Findings) -> String? {
        guard let text = findings.text(node, "ec") else { return nil }
        if ECNumber.isValid(text) { return text }
        findings.error(
            .badECNumber, at: node.place,
            ECNumber.hasForm(text)
                ? "the check digit of the EC number \(quoted(text)) is wrong"
                : "\(quoted(text)) is no EC number",
            help: "compare it with the source; one looks like `231-791-2`")
        return nil
    }

    private static func nitrogen(_ node: YAMLNode, _ findings: Findings) -> ExactDecimal? {
        guard let text = findings.text(node, "nitrogen") else { return nil }
        guard let value = ExactDecimal(text) else {
            findings.error(.notANumber, at: node.place, "`nitrogen` is a number, not \(quoted(text))")
            return nil
        }
        guard value > .zero, value <= ExactDecimal(100) else {
            findings.error(
                .outOfRange, at: node.place, "`nitrogen` is \(value), and must be above 0 and at most 100")
            return nil
        }
        return value
    }
}

/// SHA-256 in hex.
func hexDigest(of bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }
