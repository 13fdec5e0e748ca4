import Documents
import Purchases

/// Compiles one rule.
struct RuleCompiler {
    private static let keys = [
        "id", "title", "by", "within", "where", "unless", "each", "measure", "at_least", "above", "usual",
        "score", "cap", "returns", "voids",
    ]

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// Compiles a rule; nil when it has no id to speak of. Errors are in the findings.
    func compile(_ node: YAMLNode) -> (rule: Rule, place: YAMLPlace)? {
        guard
            let fields = FieldReader(
                node, "a rule", keys: Self.keys + FormReader.keys + MeasureReader.upperBounds, findings)
        else { return nil }
        let idNode = fields.required("id")
        let id = idNode.flatMap { findings.name($0, "id") }
        let title = fields.text("title")
        let form = FormReader(context).read(fields)
        let condition = condition(fields, isRequired: form == nil)
        var subject = SubjectReader(context).read(fields)
        let window = form == nil ? WindowReader(findings).read(fields) : (.receipt, nil)
        let each = each(fields)
        let score = fields.required("score").flatMap { findings.integer($0, "score", in: 1...1_000_000) }
        let cap = fields.integer("cap", in: 1...1_000_000)
        if fields.has("cap"), !fields.has("each") {
            findings.error(
                .capWithoutEach, at: fields.place(of: "cap"), "`cap` stands without `each`",
                help: "add `each: substance`, or take `cap` out")
        }
        let exceptions = exceptions(fields)
        var rule = Rule(
            id: id ?? "", title: title, condition: condition ?? .always, exceptions: exceptions,
            window: window.window, windowText: window.text, each: each, score: score ?? 1, cap: cap)
        rule.ignoresReturns = ignores("returns", fields)
        rule.ignoresVoids = ignores("voids", fields)
        if let form {
            rule.form = form
            MeasureReader(context).refuseUpperBounds(fields)
        } else {
            (rule.measure, rule.threshold) = MeasureReader(context).read(fields)
            rule.usual = UsualReader(context).read(fields, window: window.window, subject: &subject.subject)
        }
        rule.subject = subject.subject
        rule.partition = subject.partition
        guard id != nil, let idNode else { return nil }
        return (rule, idNode.place)
    }

    private func ignores(_ step: String, _ fields: FieldReader) -> Bool {
        fields.word(step, among: ["net", "ignore"]) == "ignore"
    }

    private func condition(_ fields: FieldReader, isRequired: Bool) -> Condition? {
        let node =
            isRequired
            ? fields.required("where", help: "name a definition or write a condition: `where: {list: …}`")
            : fields.value("where")
        return node.flatMap { ConditionCompiler(context).compile($0)?.condition }
    }

    private func each(_ fields: FieldReader) -> Field? {
        guard let node = fields.value("each"), let name = findings.text(node, "each") else { return nil }
        return context.groupable(name, at: node.place, "each")
    }

    private func exceptions(_ fields: FieldReader) -> Set<Rule.Exception> {
        guard let node = fields.value("unless"),
            let told = FieldReader(node, "`unless`", keys: ["licence", "professional"], findings)
        else { return [] }
        if node.entries?.isEmpty == true {
            findings.error(
                .noValue, at: node.place, "`unless` names no exception",
                help: "write `unless: {licence: valid}`")
        }
        var exceptions: Set<Rule.Exception> = []
        if told.word("licence", among: ["valid"]) != nil { exceptions.insert(.licence) }
        if told.word("professional", among: ["valid"]) != nil { exceptions.insert(.professional) }
        return exceptions
    }
}

extension PackContext {
    /// A field whose values divide purchases: `each` and `distinct`.
    func groupable(_ name: String, at place: YAMLPlace, _ key: String) -> Field? {
        guard let field = field(name, at: place) else { return nil }
        if field.valueKind == .text { return field }
        let fields = Field.known.filter { $0.valueKind == .text }.map(\.name)
        findings.error(
            .notGroupable, at: place,
            "`\(key)` does not take `\(field.name)`, which is no text of a purchase",
            help: choices(fields) + ", and the feed's extra fields and kinds of token")
        return nil
    }
}
