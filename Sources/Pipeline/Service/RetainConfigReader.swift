import Documents
import Journal
import Purchases

extension Findings {
    /// A short text for the audit log: one line of at most 200 characters.
    func note(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = text(node, key) else { return nil }
        guard text.count <= 200, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            error(
                .outOfRange, at: node.place, "\(quoted(key)) must be one line of at most 200 characters",
                help: "name the law and the article, as in `(EU) 2019/1148, Art. 9`")
            return nil
        }
        return text
    }
}

/// Reads `retain:` of a configuration.
struct RetainConfigReader {
    static let keys = RetainedKind.allCases.map(\.rawValue)

    let findings: Findings

    func read(_ node: YAMLNode) -> RetentionPlan? {
        guard let fields = FieldReader(node, "`retain`", keys: Self.keys, findings) else { return nil }
        var plan = RetentionPlan.defaults
        for kind in RetainedKind.allCases {
            guard let value = fields.value(kind.rawValue) else { continue }
            if value.scalar == "never" {
                plan.spans[kind] = nil
            } else if let seconds = fields.seconds(kind.rawValue, from: 86_400) {
                plan.spans[kind] = TimeSpan(seconds: seconds)
            }
        }
        check(plan, fields)
        return plan
    }

    /// The log tells of everything else, and outlives it.
    private func check(_ plan: RetentionPlan, _ fields: FieldReader) {
        guard let audit = plan.spans[.audit] else { return }
        for kind in RetainedKind.allCases where kind != .audit {
            guard plan.spans[kind].map({ $0 > audit }) ?? true else { continue }
            findings.error(
                .outOfRange, at: fields.place(of: fields.has("audit") ? "audit" : kind.rawValue),
                "the audit log is kept for less time than `\(kind.rawValue)`, of which it tells",
                help: "keep it for as long at least: `audit: never` keeps it for ever")
            return
        }
    }
}
