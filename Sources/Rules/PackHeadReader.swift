import Catalogue
import Documents
import Purchases

/// What stands under `pack`: who the pack is, and who may see it.
struct PackHead {
    var id: String?
    var version: String?
    var from: LocalDay?
    var jurisdiction: String?
    var owner: String?
    var confidentiality: Confidentiality?
    var requiresSignature = false
}

struct PackHeadReader {
    private static let keys = [
        "id", "version", "from", "jurisdiction", "owner", "confidential", "signature",
    ]

    private let findings: Findings

    init(_ findings: Findings) { self.findings = findings }

    func read(_ root: FieldReader) -> PackHead {
        var head = PackHead()
        guard let node = root.required("pack"),
            let fields = FieldReader(node, "`pack`", keys: Self.keys, findings)
        else { return head }
        head.id = fields.required("id").flatMap { findings.name($0, "id") }
        head.version = fields.requiredText("version")
        head.from = fields.value("from").flatMap { findings.day($0, "from") }
        head.jurisdiction = fields.text("jurisdiction")
        head.owner = fields.text("owner")
        head.confidentiality = fields.value("confidential").flatMap(confidentiality)
        head.requiresSignature = fields.word("signature", among: ["required"]) != nil
        return head
    }

    private func confidentiality(_ node: YAMLNode) -> Confidentiality? {
        guard node.entries != nil else {
            findings.wrongShape(
                node, "`confidential` names who may see the pack: `{endpoints: [NAME]}`, `{}` for nobody")
            return nil
        }
        guard let fields = FieldReader(node, "`confidential`", keys: ["endpoints", "reveal"], findings)
        else { return nil }
        return Confidentiality(endpoints: endpoints(fields), reveal: reveal(fields))
    }

    private func endpoints(_ fields: FieldReader) -> [ExactText] {
        guard let list = fields.value("endpoints") else { return [] }
        // An empty list is a choice: nobody.
        if case .sequence(let nodes) = list.kind, nodes.isEmpty { return [] }
        let nodes = if case .sequence(let nodes) = list.kind { nodes } else { [list] }
        return nodes.compactMap { findings.name($0, "endpoints") }.map { ExactText($0) }
    }

    private func reveal(_ fields: FieldReader) -> String? {
        guard let node = fields.value("reveal"), let text = findings.text(node, "reveal") else { return nil }
        let isDigest = text.utf8.count == 64 && text.utf8.allSatisfy { Self.hexDigits.contains($0) }
        if isDigest { return text }
        findings.error(
            .badDigest, at: node.place, "`reveal` is the SHA-256 of a key, 64 hex digits in lower case",
            help: "`tillwatch key new --reveal --out FILE` makes a key and prints it")
        return nil
    }

    private static let hexDigits = Set("0123456789abcdef".utf8)
}
