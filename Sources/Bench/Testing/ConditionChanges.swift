import Purchases
import Rules

/// Changes of a condition: a part dropped, a part negated, a value left out, a bound moved.
struct ConditionChanges {
    /// How many lists the pack has: with one, asking for it asks nothing.
    private let lists: Int

    init(lists: Int) { self.lists = lists }

    /// Changes of a whole condition; names begin with the part that is changed.
    func changes(of condition: Condition) -> [Change<Condition>] {
        if case .always = condition { return [] }
        return [Change(name: "negated", text: "not so", part: .not(condition))] + parts(of: condition)
    }

    private func parts(of condition: Condition) -> [Change<Condition>] {
        switch condition {
        case .always, .missing: []
        case .all(let parts): joined(parts, Condition.all, "and")
        case .any(let parts): joined(parts, Condition.any, "or")
        case .not(let inner):
            [Change(name: "not dropped", text: "the opposite", part: inner)]
                + self.parts(of: inner).map { change in change.map("not ") { .not($0) } }
        case .equals(let field, let values):
            without(values.texts, field.name) { .equals(field, ChosenTexts($0)) }
        case .prefix(let field, let values):
            without(values, "\(field.name) prefix") { .prefix(field, $0) }
        case .number(let field, let range):
            self.range(range, RangeUnit(field)).map { change in
                change.map("\(field.name) ") { .number(field, $0) }
            }
        case .money(let range, let currency):
            self.range(range, RangeUnit(unit: currency.string)).map { change in
                change.map("amount ") { .money($0, currency: currency) }
            }
        case .entry(let entry): self.entry(entry)
        case .total(let total): self.total(total)
        }
    }

    private func joined(
        _ parts: [Condition], _ join: ([Condition]) -> Condition, _ word: String
    ) -> [Change<Condition>] {
        var changes: [Change<Condition>] = []
        let labels = parts.map(label)
        for (index, part) in parts.enumerated() {
            func put(_ changed: Condition?) -> Condition {
                var all = parts
                if let changed { all[index] = changed } else { all.remove(at: index) }
                all = ReceiptTotal.following(all, from: parts)
                return all.count == 1 ? all[0] : join(all)
            }
            let isPlain = labels.count { $0 == labels[index] } == 1 && labels[index] != nil
            // A part with a name of its own is called by it, another by its place.
            let prefix = isPlain ? "" : "\(word).\(index + 1) "
            let name = prefix + (labels[index] ?? "")
            let full = name.last == " " ? String(name.dropLast()) : name
            if parts.count > 1, !asksNothing(part) || word == "or" {
                changes.append(Change(name: "\(full) dropped", text: "whatever it is", part: put(nil)))
            }
            changes.append(Change(name: "\(full) negated", text: "not so", part: put(.not(part))))
            changes += self.parts(of: part).map { change in change.map(prefix, put) }
        }
        return changes
    }

    /// What a part is called; nil for parts that hold parts.
    private func label(_ condition: Condition) -> String? {
        switch condition {
        case .equals(let field, let values): values.count == 1 ? "\(field.name)=\(values[0])" : field.name
        case .prefix(let field, _): "\(field.name) prefix"
        case .number(let field, _): field.name
        case .money: "amount"
        case .missing(let field): "missing \(field.name)"
        case .entry(let entry):
            entry.aboveLimit != nil ? "above_limit" : entry.annexes != nil ? "annex" : "list"
        case .total(let total): "receipt.\(total.field.name)"
        case .always, .all, .any, .not: nil
        }
    }

    /// Whether dropping a part of `and` changes nothing: the only list of the pack.
    private func asksNothing(_ condition: Condition) -> Bool {
        guard case .entry(let entry) = condition else { return false }
        return entry.annexes == nil && entry.aboveLimit == nil && lists == 1
    }

    private func without(
        _ values: [ExactText], _ name: String, _ put: ([ExactText]) -> Condition
    ) -> [Change<Condition>] {
        guard values.count > 1 else { return [] }
        return values.indices.map { index in
            var rest = values
            let value = rest.remove(at: index)
            return Change(name: "\(name)=\(value) dropped", text: "without \(value)", part: put(rest))
        }
    }

    private func entry(_ entry: EntryCondition) -> [Change<Condition>] {
        var changes: [Change<Condition>] = []
        func add(_ name: String, _ text: String, _ change: (inout EntryCondition) -> Void) {
            var changed = entry
            change(&changed)
            // Without a word about lists, annexes and limits every list entry will do.
            let condition: Condition =
                changed == EntryCondition() ? .entry(EntryCondition(lists: entry.lists)) : .entry(changed)
            changes.append(Change(name: name, text: text, part: condition))
        }
        if let named = entry.lists {
            let others = entry.annexes != nil || entry.aboveLimit != nil
            if lists > 1, others { add("list dropped", "any list") { $0.lists = nil } }
            if named.count > 1 {
                for list in named {
                    add("list=\(list) dropped", "without \(list)") { $0.lists?.removeAll { $0 == list } }
                }
            }
        }
        if let annexes = entry.annexes {
            if entry.lists != nil || entry.aboveLimit != nil {
                add("annex dropped", "any annex") { $0.annexes = nil }
            }
            if annexes.count > 1 {
                for annex in annexes {
                    add("annex=\(annex) dropped", "without \(annex)") {
                        $0.annexes?.removeAll { $0 == annex }
                    }
                }
            }
        }
        if let above = entry.aboveLimit {
            if entry.lists != nil || entry.annexes != nil {
                add("above_limit dropped", "whatever its concentration") { $0.aboveLimit = nil }
            }
            add("above_limit -> \(!above)", "\(above) → \(!above)") { $0.aboveLimit = !above }
        }
        return changes
    }

    private func total(_ total: ReceiptTotal) -> [Change<Condition>] {
        let unit = total.currency.map { RangeUnit(unit: $0.string) } ?? RangeUnit(total.field)
        return range(total.range, unit).map { change in
            change.map("receipt.\(total.field.name) ") { part in
                var changed = total
                changed.range = part
                return .total(changed)
            }
        }
    }

    /// How a range is shown, and by how much its ends are moved.
    private struct RangeUnit {
        var unit: String
        var isWhole = false
        var step: ExactDecimal?

        init(unit: String) { self.unit = unit }

        init(_ field: Field) {
            switch field {
            case .mass: unit = "g"
            case .volume: unit = "ml"
            case .concentration:
                unit = "%"
                step = ExactDecimal("0.1")
            default:
                unit = ""
                isWhole = true
            }
        }
    }

    private func range(_ range: NumberRange, _ unit: RangeUnit) -> [Change<NumberRange>] {
        var changes: [Change<NumberRange>] = []
        for isLower in [true, false] {
            guard let end = isLower ? range.lower : range.upper else { continue }
            let key = isLower ? (end.inclusive ? "at_least" : "above") : (end.inclusive ? "at_most" : "below")
            let other =
                isLower ? (end.inclusive ? "above" : "at_least") : (end.inclusive ? "below" : "at_most")
            func put(_ changed: NumberRange.End?) -> NumberRange {
                NumberRange(lower: isLower ? changed : range.lower, upper: isLower ? range.upper : changed)
            }
            let isWhole = unit.isWhole && end.value.millionths % 1_000_000 == 0
            let step = unit.step ?? NumberChanges.step(end.value, whole: isWhole)
            for (name, value) in NumberChanges.values(end.value, whole: isWhole, step: step)
            where name == "+" || name == "-" {
                changes.append(
                    Change(
                        name: "\(key) \(name)",
                        text:
                            "\(measuredText(end.value, unit: unit.unit)) → \(measuredText(value, unit: unit.unit))",
                        part: put(NumberRange.End(value, inclusive: end.inclusive))))
            }
            if !isWhole {
                changes.append(
                    Change(
                        name: "\(key) -> \(other)", text: "\(key) → \(other)",
                        part: put(NumberRange.End(end.value, inclusive: !end.inclusive))))
            }
            if (isLower ? range.upper : range.lower) != nil {
                changes.append(Change(name: "\(key) dropped", text: "no such bound", part: put(nil)))
            }
        }
        return changes
    }
}

extension ReceiptTotal {
    /// The parts of a mapping after a change, with the totals among them counting what the others ask now.
    fileprivate static func following(_ parts: [Condition], from original: [Condition]) -> [Condition] {
        let before = rest(of: original)
        let after = rest(of: parts)
        return parts.map { part in
            guard case .total(var total) = part, total.rest == before else { return part }
            total.rest = after
            return .total(total)
        }
    }

    private static func rest(of parts: [Condition]) -> Condition {
        let others = parts.filter { if case .total = $0 { false } else { true } }
        return others.count == 1 ? others[0] : others.isEmpty ? .always : .all(others)
    }
}
