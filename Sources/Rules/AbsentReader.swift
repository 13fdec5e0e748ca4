import Documents
import Purchases

/// Reads `absent: {after: {where: …}, where: …, within: 7d}` (4.7).
struct AbsentReader {
    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    func read(_ node: YAMLNode) -> Absence? {
        guard let fields = FieldReader(node, "`absent`", keys: ["after", "where", "within"], findings) else {
            return nil
        }
        let after = fields.required("after", help: "say what awaits another: `after: {where: …}`").flatMap {
            FieldReader($0, "`after`", keys: ["where"], findings)?.required("where")
        }.flatMap { ConditionCompiler(context).compile($0)?.condition }
        let awaited = fields.required("where", help: "say what is awaited: `where: …`")
            .flatMap { ConditionCompiler(context).compile($0)?.condition }
        let node = fields.required("within", help: "say by when: `within: 7d`")
        let seconds = node.flatMap { findings.seconds($0, "within") }
        guard let after, let awaited, let text = node?.scalar, let seconds else { return nil }
        return Absence(
            after: after, awaited: awaited, within: TimeSpan(seconds: seconds), withinText: text)
    }
}
