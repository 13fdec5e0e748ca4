import Catalogue
import Documents
import Purchases

/// A condition with how much of it there is once its definitions are written out.
struct SizedCondition {
    var condition: Condition
    var size = 1
    var depth = 1
    /// Whether a total of a receipt stands in it.
    var hasTotal = false
}

/// Compiles what stands under `where` and in definitions.
struct ConditionCompiler {
    /// A few lines of definitions that name each other twice would otherwise write themselves out to any size.
    private static let sizeMax = 5_000
    private static let depthMax = 64

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// Compiles a condition; nil, with diagnostics, when something in it is wrong.
    func compile(_ node: YAMLNode) -> SizedCondition? {
        switch node.kind {
        case .scalar(let name):
            if name.isEmpty {
                findings.error(.noValue, at: node.place, "a condition is missing here")
                return nil
            }
            return context.definitions.condition(name, at: node.place, context)
        case .mapping(let entries): return mapping(entries, at: node.place)
        case .sequence:
            findings.error(
                .wrongShape, at: node.place, "a condition is a name or a mapping, not a list",
                help: "write `{and: […]}` or `{or: […]}`")
            return nil
        case .refused: return nil
        }
    }

    /// All of a mapping must hold; what it asks of a list entry is asked of one and the same.
    private func mapping(_ entries: [YAMLEntry], at place: YAMLPlace) -> SizedCondition? {
        if entries.isEmpty {
            findings.error(
                .emptyCondition, at: place, "the condition asks nothing", help: "name a list: `{list: …}`")
            return nil
        }
        let totals = entries.filter { ReceiptTotalReader.isTotal($0.key) }
        guard let rest = parts(entries.filter { !ReceiptTotalReader.isTotal($0.key) }) else {
            // What is wrong with the totals is told in the same go.
            for entry in totals { _ = ReceiptTotalReader(findings).condition(entry, rest: .always) }
            return nil
        }
        if totals.isEmpty { return rest.count == 1 ? rest[0] : bounded(rest, Condition.all, at: place) }
        return total(totals, rest: rest, at: place)
    }

    /// Totals beside the rest of their mapping, which says what they add up.
    private func total(
        _ entries: [YAMLEntry], rest: [SizedCondition], at place: YAMLPlace
    ) -> SizedCondition? {
        let whole =
            switch rest.count {
            case 0: SizedCondition(condition: .always)
            case 1: rest[0]
            default: bounded(rest, Condition.all, at: place)
            }
        guard let whole else { return nil }
        if whole.hasTotal {
            findings.error(
                .badTotal, at: entries[0].keyPlace,
                "what `\(visible(entries[0].key))` adds up asks for a total itself",
                help: "join them side by side: `and: [{list: …, receipt.mass: …}, …]`")
            return nil
        }
        let totals = entries.map { entry in
            ReceiptTotalReader(findings).condition(entry, rest: whole.condition).map {
                SizedCondition(
                    condition: $0, size: 1 + whole.size, depth: 1 + whole.depth, hasTotal: true)
            }
        }
        let read = totals.compactMap(\.self)
        guard read.count == totals.count else { return nil }
        let all = rest + read
        return all.count == 1 ? all[0] : bounded(all, Condition.all, at: place)
    }

    /// What a mapping asks beside totals; nil, with diagnostics, when something in it is wrong.
    private func parts(_ entries: [YAMLEntry]) -> [SizedCondition]? {
        var parts: [SizedCondition?] = []
        var asked = EntryCondition()
        for entry in entries {
            switch entry.key {
            case "and": parts.append(joined(entry, Condition.all))
            case "or": parts.append(joined(entry, Condition.any))
            case "not": parts.append(negated(entry))
            case "missing": parts.append(missing(entry))
            case "list", "annex", "above_limit":
                if !ask(entry, &asked) { parts.append(nil) }
            default: parts.append(compared(entry))
            }
        }
        if asked != EntryCondition() { parts.insert(SizedCondition(condition: .entry(asked)), at: 0) }
        let whole = parts.compactMap(\.self)
        return whole.count == parts.count ? whole : nil
    }

    private func joined(_ entry: YAMLEntry, _ join: ([Condition]) -> Condition) -> SizedCondition? {
        guard let nodes = findings.list(entry.value, entry.key) else { return nil }
        if nodes.isEmpty {
            findings.error(.emptyCondition, at: entry.value.place, "`\(entry.key)` joins no conditions")
            return nil
        }
        // Every part is read, so that all that is wrong comes in one go.
        let parts = nodes.map(compile)
        let whole = parts.compactMap(\.self)
        guard whole.count == parts.count else { return nil }
        return bounded(whole, join, at: entry.keyPlace)
    }

    private func negated(_ entry: YAMLEntry) -> SizedCondition? {
        guard let inner = compile(entry.value) else { return nil }
        return bounded([inner], { .not($0[0]) }, at: entry.keyPlace)
    }

    private func bounded(
        _ parts: [SizedCondition], _ join: ([Condition]) -> Condition, at place: YAMLPlace
    ) -> SizedCondition? {
        let size = 1 + parts.reduce(0) { $0 + $1.size }
        let depth = 1 + (parts.map(\.depth).max() ?? 0)
        guard size <= Self.sizeMax, depth <= Self.depthMax else {
            findings.error(
                .conditionTooLarge, at: place,
                "with its definitions written out the condition is too large: more than \(Self.sizeMax) parts, or \(Self.depthMax) levels",
                help: "name fewer definitions inside definitions")
            return nil
        }
        return SizedCondition(
            condition: join(parts.map(\.condition)), size: size, depth: depth,
            hasTotal: parts.contains(where: \.hasTotal))
    }

    private func missing(_ entry: YAMLEntry) -> SizedCondition? {
        guard let name = findings.text(entry.value, "missing"),
            let field = context.field(name, at: entry.value.place)
        else { return nil }
        if field.valueKind == .entry {
            findings.error(
                .fieldNotComparable, at: entry.value.place,
                "`\(field.name)` belongs to a list entry and cannot be missing from a purchase",
                help: "name a field of the purchase or of its substance, such as `concentration` or `tender`")
            return nil
        }
        return SizedCondition(condition: .missing(field))
    }

    private func compared(_ entry: YAMLEntry) -> SizedCondition? {
        guard let field = context.field(entry.key, at: entry.keyPlace) else { return nil }
        if field == .amount {
            return MoneyRangeReader(findings).condition(entry).map { SizedCondition(condition: $0) }
        }
        let condition =
            field.valueKind == .number
            ? NumberRangeReader(findings).range(entry, field).map { Condition.number(field, $0) }
            : ValuesReader(context).condition(entry, field)
        return condition.map { SizedCondition(condition: $0) }
    }

    /// Adds to what is asked of a list entry; false when something is wrong with it.
    private func ask(_ entry: YAMLEntry, _ asked: inout EntryCondition) -> Bool {
        if entry.key == "above_limit" {
            asked.aboveLimit = findings.flag(entry.value, "above_limit")
            return asked.aboveLimit != nil
        }
        let field: Field = entry.key == "list" ? .list : .annex
        guard let values = ValuesReader(context).values(entry, field) else { return false }
        if field == .list { asked.lists = values } else { asked.annexes = values }
        return true
    }
}
