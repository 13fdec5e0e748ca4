import Documents
import Purchases

/// Compiles one rule.
struct RuleCompiler {
    private static let keys = [
        "id", "title", "by", "within", "where", "unless", "each", "measure", "at_least", "above", "score",
        "cap",
        "returns", "voids",
    ]
    /// Parts of the format that this version refuses by name.
    private static let later = ["combine", "sequence", "absent", "usual"]
    private static let upperBounds = ["below", "at_most", "between"]

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// Compiles a rule; nil when it has no id to speak of. Errors are in the findings.
    func compile(_ node: YAMLNode) -> (rule: Rule, place: YAMLPlace)? {
        guard
            let fields = FieldReader(
                node, "a rule", keys: Self.keys + Self.later + Self.upperBounds, findings)
        else { return nil }
        let idNode = fields.required("id")
        let id = idNode.flatMap { findings.name($0, "id") }
        let title = fields.text("title")
        let unsupported = refuseWhatComesLater(fields)
        let condition = condition(fields, isRequired: !unsupported)
        let subject = SubjectReader(context).read(fields)
        let window = window(fields)
        let each = each(fields)
        let measured = MeasureReader(context).read(fields)
        let score = fields.required("score").flatMap { findings.integer($0, "score", in: 1...1_000_000) }
        let cap = fields.integer("cap", in: 1...1_000_000)
        if fields.has("cap"), !fields.has("each") {
            findings.error(
                .capWithoutEach, at: fields.place(of: "cap"), "`cap` stands without `each`",
                help: "add `each: substance`, or take `cap` out")
        }
        let exceptions = exceptions(fields)
        guard let id, let idNode else { return nil }
        let rule = Rule(
            id: id, title: title, condition: condition ?? .always, exceptions: exceptions,
            subject: subject.subject, partition: subject.partition, window: window.window,
            windowText: window.text, each: each, measure: measured.measure, threshold: measured.threshold,
            score: score ?? 1, cap: cap)
        return (rule, idNode.place)
    }

    private func refuseWhatComesLater(_ fields: FieldReader) -> Bool {
        for key in Self.later where fields.has(key) {
            context.notSupported("`\(key)`", at: fields.place(of: key))
        }
        for key in ["returns", "voids"] {
            if let text = fields.word(key, among: ["net", "ignore"]), text == "ignore" {
                context.notSupported("`\(key): ignore`", at: fields.place(of: key))
            }
        }
        for key in Self.upperBounds where fields.has(key) {
            findings.error(
                .boundedAbove, at: fields.place(of: key), "a measure has no upper bound (`\(key)`)",
                help:
                    "ask it of each purchase in `where`, as in `quantity: {at_least: 4, below: 5}`, and count: `measure: count receipts`"
            )
        }
        return Self.later.contains(where: fields.has)
    }

    private func condition(_ fields: FieldReader, isRequired: Bool) -> Condition? {
        let node =
            isRequired
            ? fields.required("where", help: "name a definition or write a condition: `where: {list: …}`")
            : fields.value("where")
        return node.flatMap { ConditionCompiler(context).compile($0)?.condition }
    }

    private func window(_ fields: FieldReader) -> (window: Rule.Window, text: String?) {
        guard let node = fields.value("within") else { return (.receipt, nil) }
        if node.scalar == "calendar_day" { return (.calendarDay, "calendar_day") }
        if node.scalar == "none" {
            findings.error(
                .badDuration, at: node.place, "`none` is no length of time",
                help: "leave `within` out: the rule then looks at one receipt")
            return (.receipt, nil)
        }
        guard let seconds = findings.seconds(node, "within") else { return (.receipt, nil) }
        return (.span(TimeSpan(seconds: seconds)), node.scalar)
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
