import Documents
import Purchases

/// Reads `by`: what a rule scores, and what divides the purchases (4.5).
struct SubjectReader {
    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    func read(_ fields: FieldReader) -> (subject: Rule.Subject, partition: [Field]) {
        guard let node = fields.value("by") else { return (.buyer, []) }
        let nodes = if case .sequence(let items) = node.kind { items } else { [node] }
        guard findings.texts(node, "by") != nil else { return (.buyer, []) }
        var parts: [Field] = []
        var names: Set<String> = []
        for node in nodes {
            guard let name = node.scalar else { continue }
            guard names.insert(name).inserted else {
                findings.error(.badSubject, at: node.place, "`by` names \(quoted(name)) a second time")
                continue
            }
            if name != "buyer", let field = part(name, at: node.place) { parts.append(field) }
        }
        if names.isSubset(of: ["store", "product"]) {
            return (names.count == 2 ? .storeAndProduct : names == ["store"] ? .store : .product, [])
        }
        if !names.isDisjoint(with: ["store", "product"]), !names.contains("buyer") {
            findings.error(
                .badSubject, at: node.place,
                "`by` divides by store or product without saying whose purchases",
                help:
                    "add `buyer` to the list; or leave only `store` and `product`, for a rule about the store or product itself"
            )
        }
        return (.buyer, parts)
    }

    private func part(_ name: String, at place: YAMLPlace) -> Field? {
        // `buyers` and the like are slips for `buyer`, which is no field.
        if Field(known: name) == nil, isSlip(name, for: "buyer") {
            findings.error(
                .unknownField, at: place, "`by` does not know \(quoted(name))", help: "did you mean `buyer`?")
            return nil
        }
        guard let field = context.field(name, at: place, mustBeToken: true) else { return nil }
        switch field {
        case .store, .product, .receipt, .named: return field
        default:
            findings.error(
                .notGroupable, at: place, "`by` does not take `\(field.name)`",
                help:
                    "there are: `buyer`, `receipt`, `store`, `product`, and the feed's kinds of token; `each` takes more"
            )
            return nil
        }
    }
}
