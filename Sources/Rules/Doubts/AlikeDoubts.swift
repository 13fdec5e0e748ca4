import Documents
import Purchases

/// Rules that hold on the same condition (W007).
struct AlikeDoubts {
    /// All of a rule but its name and its score.
    private struct Asked: Hashable {
        let condition: Condition
        let exceptions: Set<Rule.Exception>
        let subject: Rule.Subject
        let partition: Set<Field>
        let window: Rule.Window
        let each: Field?
        let measure: Measure
        let threshold: Threshold
        let form: Form
        let usual: Usual?
        let ignores: [Bool]

        init(_ rule: Rule) {
            condition = rule.condition.inOneOrder
            exceptions = rule.exceptions
            subject = rule.subject
            partition = Set(rule.partition)
            window = rule.window
            each = rule.each
            measure = rule.measure
            threshold = rule.threshold
            form = rule.form
            usual = rule.usual
            ignores = [rule.ignoresReturns, rule.ignoresVoids]
        }
    }

    let outline: PackOutline
    let findings: Findings

    func tell(_ rules: [Rule]) {
        var seen: [Asked: String] = [:]
        for rule in rules {
            let asked = Asked(rule)
            guard let first = seen[asked] else {
                seen[asked] = rule.id
                continue
            }
            findings.warning(
                .rulesAlike, at: outline.place(rule.id),
                "the rules \(quoted(first)) and \(quoted(rule.id)) ask and measure the same, and always hold together",
                help: "keep one of them, with the sum of the scores")
        }
    }
}

extension Condition {
    /// The same, with parts and texts whose order says nothing in one order.
    fileprivate var inOneOrder: Condition {
        switch self {
        case .all(let parts): .all(Self.ordered(parts.map(\.inOneOrder)))
        case .any(let parts): .any(Self.ordered(parts.map(\.inOneOrder)))
        case .not(let part): .not(part.inOneOrder)
        case .equals(let field, let texts): .equals(field, ChosenTexts(texts.sorted()))
        case .prefix(let field, let texts): .prefix(field, texts.sorted())
        default: self
        }
    }

    /// By hash: equal parts have equal ones, and nothing else is wanted of the order.
    private static func ordered(_ parts: [Condition]) -> [Condition] {
        parts.map { ($0, $0.hashValue) }.sorted { $0.1 < $1.1 }.map(\.0)
    }
}
