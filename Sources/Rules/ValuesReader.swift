import Catalogue
import Documents
import Purchases

/// Reads the texts that a field is compared with, each checked by what the field can hold.
struct ValuesReader {
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// What a text is asked: that it equals a value, one of a list or one of a file, or begins so; nil, with
    /// diagnostics, when something is wrong.
    func condition(_ entry: YAMLEntry, _ field: Field) -> Condition? {
        guard case .mapping(let told) = entry.value.kind else {
            return values(entry, field).map { .equals(field, ChosenTexts($0)) }
        }
        guard told.count == 1, let way = told.first, way.key == "prefix" || way.key == "file" else {
            findings.error(
                .fieldNotComparable, at: entry.value.place,
                "\(quoted(entry.key)) is a text: it equals a value or one of a list, or is asked `{prefix: …}` or `{file: …}`",
                help: "write `\(visible(entry.key)): [a, b]`; bounds are for numbers")
            return nil
        }
        if way.key == "file" {
            return ValuesFileReader(context).values(way.value, field) { value($0, entry.key, field, $1) }
                .map { .equals(field, ChosenTexts($0)) }
        }
        switch field {
        case .substance, .cas, .weekday, .kind:
            findings.error(
                .fieldNotComparable, at: way.keyPlace, "`\(field.name)` has no beginnings to ask for",
                help: "name the values: `\(field.name): [a, b]`")
            return nil
        default: return findings.texts(way.value, "prefix").map { .prefix(field, $0.map { ExactText($0) }) }
        }
    }

    /// One value or a list of them; nil, with diagnostics, when one is wrong.
    func values(_ entry: YAMLEntry, _ field: Field) -> [ExactText]? {
        let nodes: [YAMLNode]
        switch entry.value.kind {
        case .sequence(let items): nodes = items
        case .scalar: nodes = [entry.value]
        case .refused: return nil
        case .mapping:
            findings.error(
                .fieldNotComparable, at: entry.value.place,
                "\(quoted(entry.key)) is a text: it equals a value or one of a list",
                help: "write `\(visible(entry.key)): [a, b]`")
            return nil
        }
        if nodes.isEmpty {
            findings.error(.noValue, at: entry.value.place, "\(quoted(entry.key)) is an empty list")
            return nil
        }
        let values = nodes.map { value($0, entry.key, field, findings) }
        let whole = values.compactMap(\.self)
        return whole.count == values.count ? whole : nil
    }

    private func value(_ node: YAMLNode, _ key: String, _ field: Field, _ findings: Findings) -> ExactText? {
        guard let text = findings.text(node, key) else { return nil }
        switch field {
        case .list: return list(text, node, findings)
        case .annex: warnOfAnnex(text, node, findings)
        case .substance: return substance(text, node, findings)
        case .cas: return number(text, node, findings)
        case .weekday: return weekday(text, node, findings)
        case .day: return findings.day(node, key).map { ExactText($0.description) }
        case .kind: return findings.word(node, key, among: ["sale", "void", "return"]).map { ExactText($0) }
        default: break
        }
        return ExactText(text)
    }

    private func list(_ text: String, _ node: YAMLNode, _ findings: Findings) -> ExactText? {
        if !context.isComplete || context.listIDs.contains(text) { return ExactText(text) }
        findings.error(
            .unknownList, at: node.place, "the pack loads no list \(quoted(text))",
            help: suggestion(for: text, among: context.listIDs))
        return nil
    }

    private func warnOfAnnex(_ text: String, _ node: YAMLNode, _ findings: Findings) {
        if !context.isComplete || context.annexes.contains(text) { return }
        findings.warning(
            .annexOnNoList, at: node.place, "no entry of the pack's lists has the annex \(quoted(text))",
            help: choices(context.annexes))
    }

    private func substance(_ text: String, _ node: YAMLNode, _ findings: Findings) -> ExactText? {
        let exact = ExactText(text)
        if !context.isComplete || context.hasSubstance(id: exact) { return exact }
        if CASNumber.hasForm(text) { return number(text, node, findings) }
        findings.error(
            .packSubstanceUnknown, at: node.place, "no list of the pack has a substance \(quoted(text))",
            help: suggestion(for: text, among: context.substanceIDs))
        return nil
    }

    private func number(_ text: String, _ node: YAMLNode, _ findings: Findings) -> ExactText? {
        guard CASNumber.isValid(text) else {
            findings.error(
                .badCAS, at: node.place,
                CASNumber.hasForm(text)
                    ? "the check digit of the CAS number \(quoted(text)) is wrong"
                    : "\(quoted(text)) is no CAS number")
            return nil
        }
        let exact = ExactText(text)
        if context.isComplete, !context.hasSubstance(cas: exact) {
            findings.warning(
                .packSubstanceUnknown, at: node.place, "no list of the pack has the CAS number \(text)",
                help: "the condition never holds")
        }
        return exact
    }

    /// `mon` to `sun`, or 1 to 7 with 1 for Monday.
    private func weekday(_ text: String, _ node: YAMLNode, _ findings: Findings) -> ExactText? {
        if let number = Int(text), (1...7).contains(number), text.utf8.count == 1 {
            return ExactText(Self.weekdays[number - 1])
        }
        return findings.word(node, "weekday", among: Self.weekdays).map { ExactText($0) }
    }
}
