import Documents
import Purchases

/// Reads `combine: {at_least: 2, of: [{where: …, measure: …, at_least: …, within: 7d}, …]}` (4.7).
struct CombineReader {
    static let conditions = 2...16
    private static let keys = ["where", "measure", "at_least", "above", "within"]

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    func read(_ node: YAMLNode) -> Form? {
        guard let fields = FieldReader(node, "`combine`", keys: ["at_least", "of"], findings) else {
            return nil
        }
        let bound = fields.required("at_least", help: "say how many must hold: `at_least: 2`")
        let atLeast = bound.flatMap { findings.integer($0, "at_least", in: 1...Self.conditions.upperBound) }
        guard let list = fields.required("of", help: "add `of: [{where: …}, {where: …}]`"),
            let nodes = findings.list(list, "of")
        else { return nil }
        guard findings.isCount(nodes, Self.conditions, "`combine` takes", "conditions", at: list.place) else {
            return nil
        }
        let criteria = nodes.map(criterion)
        if let atLeast, let bound, atLeast > nodes.count {
            findings.error(
                .outOfRange, at: bound.place,
                "`at_least` is \(atLeast), and only \(nodes.count) conditions stand under `of`",
                help: "it can never hold: ask for fewer, or add conditions")
        }
        let whole = criteria.compactMap(\.self)
        guard let atLeast, whole.count == criteria.count else { return nil }
        return .combine(atLeast: atLeast, of: whole)
    }

    private func criterion(_ node: YAMLNode) -> Criterion? {
        guard
            let fields = FieldReader(
                node, "a condition of `combine`", keys: Self.keys + MeasureReader.upperBounds, findings)
        else { return nil }
        let condition = fields.required("where", help: "name a definition or write a condition")
            .flatMap { ConditionCompiler(context).compile($0)?.condition }
        let measured = MeasureReader(context).read(fields)
        let window = WindowReader(findings).read(fields)
        guard let condition else { return nil }
        return Criterion(
            condition: condition, measure: measured.measure, threshold: measured.threshold,
            window: window.window, windowText: window.text)
    }
}

extension Findings {
    /// Whether a list has as many items as it may; says so.
    func isCount(
        _ nodes: [YAMLNode], _ range: ClosedRange<Int>, _ what: String, _ items: String, at place: YAMLPlace
    ) -> Bool {
        if range.contains(nodes.count) { return true }
        error(
            .partsCount, at: nodes.count > range.upperBound ? nodes[range.upperBound].place : place,
            "\(what) \(range.lowerBound) to \(range.upperBound) \(items), not \(nodes.count)",
            help: nodes.count < range.lowerBound
                ? "add more, or write a rule with a `measure` instead" : "divide it into several rules")
        return false
    }
}
