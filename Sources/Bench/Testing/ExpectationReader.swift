import Catalogue
import Documents
import Purchases
import Rules

/// Reads what a test expects: alerts, rules that hold at moments, and what must not come.
struct ExpectationReader {
    private let packs: [Pack]
    private let rows: PurchaseRows
    private let findings: Findings
    private var times: TestTimes

    /// - Parameter rows: the purchases of the test; an expectation names only what is among them.
    init(packs: [Pack], rows: PurchaseRows, times: TestTimes, _ findings: Findings) {
        self.packs = packs
        self.rows = rows
        self.times = times
        self.findings = findings
    }

    /// - Parameter isAlert: whether alerts are expected, which have levels and scores; else moments at which rules hold.
    mutating func expectations(_ node: YAMLNode?, _ key: String, isAlert: Bool) -> [ExpectedAlert] {
        guard let node, let nodes = findings.list(node, key) else { return [] }
        var expected: [ExpectedAlert] = []
        for node in nodes {
            if let one = expectation(node, isAlert: isAlert) { expected.append(one) }
        }
        return expected
    }

    private mutating func expectation(_ node: YAMLNode, isAlert: Bool) -> ExpectedAlert? {
        let keys =
            ["at", "pack", "buyer", "store", "product", "rules"] + (isAlert ? ["level", "score"] : [])
        guard
            let fields = FieldReader(
                node, isAlert ? "an expected alert" : "a moment at which rules hold", keys: keys, findings)
        else { return nil }
        let time = fields.required("at", help: "add `at: 2026-12-01 10:00`").flatMap {
            times.time($0, "at", findings)
        }
        let pack = pack(fields)
        let levels = packs.filter { pack == nil || $0.id == pack }.flatMap { $0.levels.map(\.name) }
        let level = isAlert ? level(fields.required("level"), levels) : nil
        if !isAlert, !fields.has("rules") { _ = fields.required("rules") }
        let rules = fields.value("rules").flatMap { self.rules($0, pack) }
        let buyer = known(fields, "buyer", Set(rows.labels.values))
        let store = known(fields, "store", Set(rows.lines.map(\.line.store)))
        let product = known(fields, "product", Set(rows.lines.compactMap(\.line.product)))
        let score = fields.integer("score", in: 1...1_000_000)
        guard let time else { return nil }
        return ExpectedAlert(
            place: node.place, time: time, level: level, pack: pack, buyer: buyer, store: store,
            product: product,
            score: score, rules: rules)
    }

    private func level(_ node: YAMLNode?, _ levels: [String]) -> String? {
        guard let node, let name = findings.text(node, "level") else { return nil }
        if levels.contains(name) { return name }
        findings.error(
            .testLevel, at: node.place, "no pack here has a level \(quoted(name))",
            help: suggestion(for: name, among: levels))
        return nil
    }

    /// The pack that is meant; nil where the file has but one.
    private func pack(_ fields: FieldReader) -> String? {
        let ids = packs.reduce(into: [String]()) { if !$0.contains($1.id) { $0.append($1.id) } }
        guard let node = fields.value("pack") else {
            if ids.count > 1 {
                findings.error(
                    .testPack, at: fields.place, "\(fields.what) does not say which pack raises it",
                    help: "add `pack:`; \(choices(ids))")
            }
            return ids.count == 1 ? ids.first : nil
        }
        guard let id = findings.text(node, "pack") else { return nil }
        if ids.contains(id) { return id }
        findings.error(
            .testPack, at: node.place, "the file tests no pack \(quoted(id))",
            help: suggestion(for: id, among: ids))
        return nil
    }

    private func known(_ fields: FieldReader, _ key: String, _ there: Set<ExactText>) -> ExactText? {
        guard let node = fields.value(key), let text = findings.text(node, key) else { return nil }
        if there.contains(ExactText(text)) { return ExactText(text) }
        findings.error(
            .testBuyer, at: node.place, "no purchase of the test has the \(key) \(quoted(text))",
            help: suggestion(for: text, among: there.sorted().map(\.string)))
        return nil
    }
}

extension ExpectationReader {
    /// A mapping of rules to values, or a list of rules.
    fileprivate func rules(_ node: YAMLNode, _ pack: String?) -> [ExpectedRule]? {
        switch node.kind {
        case .mapping(let entries):
            return entries.compactMap { entry in
                guard let rule = rule(entry.key, at: entry.keyPlace, pack) else { return nil }
                return ExpectedRule(id: rule.id, place: entry.keyPlace, values: values(entry.value, rule))
            }
        case .sequence(let nodes):
            return nodes.compactMap { node in
                guard let name = findings.text(node, "rules"), let rule = rule(name, at: node.place, pack)
                else {
                    return nil
                }
                return ExpectedRule(id: rule.id, place: node.place)
            }
        case .scalar, .refused:
            findings.error(
                .testValues, at: node.place, "`rules` is a mapping of rules to values, or a list of rules",
                help: "write `rules: {RULE: 10 kg}` or `rules: [RULE]`")
            return nil
        }
    }

    private func rule(_ name: String, at place: YAMLPlace, _ pack: String?) -> Rule? {
        let rules = packs.filter { pack == nil || $0.id == pack }.flatMap(\.rules)
        // The newest version of a pack says how a rule measures.
        if let rule = rules.last(where: { $0.id == name }) { return rule }
        findings.error(
            .testRule, at: place, "no pack here has a rule \(quoted(name))",
            help: suggestion(for: name, among: rules.map(\.id)))
        return nil
    }

    private func values(_ node: YAMLNode, _ rule: Rule) -> [ExactDecimal]? {
        let nodes = if case .sequence(let items) = node.kind { items } else { [node] }
        if nodes.isEmpty || node.scalar == "" {
            findings.error(
                .testValues, at: node.place, "\(quoted(rule.id)) has no value here",
                help:
                    "write the value that it measures, or list the rules without values: `rules: [\(rule.id)]`"
            )
            return nil
        }
        return nodes.compactMap { node in
            guard case .measure = rule.form else { return findings.quantity(node, rule.id, .count) }
            switch rule.measure {
            case .sumMass: return findings.quantity(node, rule.id, .mass)
            case .sumVolume: return findings.quantity(node, rule.id, .volume)
            case .sumAmount: return findings.money(node, rule.id)?.value
            default: return findings.quantity(node, rule.id, .count)
            }
        }
    }

    /// Rules and levels that must not come.
    func forbidden(_ node: YAMLNode?) -> [Forbidden] {
        guard let node else { return [] }
        let nodes = if case .sequence(let items) = node.kind { items } else { [node] }
        let rules = packs.flatMap { $0.rules.map(\.id) }
        let levels = packs.flatMap { $0.levels.map(\.name) }
        return nodes.compactMap { node in
            guard let name = findings.text(node, "never") else { return nil }
            if rules.contains(name) { return Forbidden(kind: .rule, name: name, place: node.place) }
            if levels.contains(name) { return Forbidden(kind: .level, name: name, place: node.place) }
            findings.error(
                .testRule, at: node.place, "no pack here has a rule or a level \(quoted(name))",
                help: suggestion(for: name, among: rules + levels))
            return nil
        }
    }
}
