import Documents
import Purchases

/// Reads `sequence: [{where: …}, {where: …, within: 7d}]` (4.7).
struct SequenceReader {
    static let steps = 2...8

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    func read(_ node: YAMLNode) -> [Step]? {
        guard let nodes = findings.list(node, "sequence"),
            findings.isCount(nodes, Self.steps, "`sequence` takes", "steps", at: node.place)
        else { return nil }
        let steps = nodes.enumerated().map { step($1, isFirst: $0 == 0) }
        let whole = steps.compactMap(\.self)
        return whole.count == steps.count ? whole : nil
    }

    private func step(_ node: YAMLNode, isFirst: Bool) -> Step? {
        guard let fields = FieldReader(node, "a step of `sequence`", keys: ["where", "within"], findings)
        else { return nil }
        let condition = fields.required("where", help: "name a definition or write a condition")
            .flatMap { ConditionCompiler(context).compile($0)?.condition }
        if isFirst {
            if fields.has("within") {
                findings.error(
                    .firstStepWithin, at: fields.place(of: "within"),
                    "the first step follows nothing that it could lie `within`",
                    help: "take it out; `within` of the next step says how much later that may be")
            }
            return condition.map { Step(condition: $0) }
        }
        let node = fields.required("within", help: "say how much later than the step before: `within: 7d`")
        let seconds = node.flatMap { findings.seconds($0, "within") }
        guard let condition, let node, let seconds else { return nil }
        return Step(condition: condition, within: TimeSpan(seconds: seconds), withinText: node.scalar)
    }
}
