import Documents
import Purchases

/// Reads a condition in the packs' language that is asked of what an alert shows of its purchases.
package struct ShownCondition {
    /// What an alert does not show, and so cannot be asked for.
    private static let notShown: Set<Field> = [.annex, .day, .weekday, .hour, .kind]

    private let findings: Findings

    package init(_ findings: Findings) { self.findings = findings }

    /// Compiles a condition; nil, with diagnostics, when something in it is wrong. Files of values that it names are
    /// read, from the folder of the file that it stands in.
    package func compile(_ node: YAMLNode) -> Condition? {
        let files = PackFiles(path: findings.source.file, bytes: [], lists: [:])
        let context = PackContext(
            findings: findings, lists: [], isComplete: false, files: PackFileSource(files, readsDisk: true))
        guard let condition = ConditionCompiler(context).compile(node)?.condition else { return nil }
        let hidden = Self.hidden(in: condition)
        for field in hidden {
            findings.error(
                .notShown, at: node.place, "an alert does not show \(quoted(field)) of its purchases",
                help:
                    "ask for list, above_limit, substance, cas, concentration, mass, volume, product, description, store, till, receipt, tender, currency, quantity or amount"
            )
        }
        return hidden.isEmpty ? condition : nil
    }

    private static func hidden(in condition: Condition) -> [String] {
        var found: [String] = []
        func look(_ field: Field) {
            var isHidden = notShown.contains(field)
            if case .named = field { isHidden = true }
            if isHidden, !found.contains(field.name) { found.append(field.name) }
        }
        func walk(_ condition: Condition) {
            switch condition {
            case .always, .money: break
            case .all(let parts), .any(let parts): for part in parts { walk(part) }
            case .not(let part): walk(part)
            case .missing(let field), .equals(let field, _), .prefix(let field, _), .number(let field, _):
                look(field)
            case .entry(let asked): if asked.annexes != nil { look(.annex) }
            case .total(let total):
                let name = "receipt.\(total.field.name)"
                if !found.contains(name) { found.append(name) }
            }
        }
        walk(condition)
        return found
    }
}
