import Catalogue
import Documents
import Purchases

/// The bounds of a mapping such as `{at_least: 5 %, below: 20 %}`, told apart and not yet read.
struct BoundNodes {
    static let names = ["at_least", "above", "at_most", "below", "between"]

    private(set) var lower: (node: YAMLNode, key: String, inclusive: Bool)?
    private(set) var upper: (node: YAMLNode, key: String, inclusive: Bool)?

    /// Nil, with a diagnostic, when the mapping is none of bounds, or two of them fight.
    init?(_ entry: YAMLEntry, example: String, _ findings: Findings) {
        guard let entries = entry.value.entries else {
            if case .refused = entry.value.kind { return nil }
            findings.error(
                .fieldNotComparable, at: entry.value.place, "`\(entry.key)` is a number: it takes bounds",
                help:
                    "write `\(entry.key): {at_least: \(example)}`; a single number is `{between: [\(example), \(example)]}`"
            )
            return nil
        }
        if entries.isEmpty {
            findings.error(.noValue, at: entry.value.place, "`\(entry.key)` states no bound")
            return nil
        }
        var isWhole = true
        for bound in entries { isWhole = take(bound, entry.key, findings) && isWhole }
        if !isWhole { return nil }
    }

    private mutating func take(_ bound: YAMLEntry, _ key: String, _ findings: Findings) -> Bool {
        switch bound.key {
        case "at_least", "above": return setLower(bound, bound.value, bound.key == "at_least", findings)
        case "at_most", "below": return setUpper(bound, bound.value, bound.key == "at_most", findings)
        case "between":
            guard case .sequence(let ends) = bound.value.kind, ends.count == 2 else {
                findings.error(
                    .wrongShape, at: bound.value.place, "`between` takes two numbers, both included",
                    help: "write `between: [LOW, HIGH]`")
                return false
            }
            let lower = setLower(bound, ends[0], true, findings)
            return setUpper(bound, ends[1], true, findings) && lower
        default:
            findings.unknownKey(bound, in: "`\(key)`", keys: Self.names)
            return false
        }
    }

    private mutating func setLower(
        _ bound: YAMLEntry, _ node: YAMLNode, _ inclusive: Bool, _ findings: Findings
    ) -> Bool {
        if lower != nil { return conflict(bound, "lower", findings) }
        lower = (node, bound.key, inclusive)
        return true
    }

    private mutating func setUpper(
        _ bound: YAMLEntry, _ node: YAMLNode, _ inclusive: Bool, _ findings: Findings
    ) -> Bool {
        if upper != nil { return conflict(bound, "upper", findings) }
        upper = (node, bound.key, inclusive)
        return true
    }

    private func conflict(_ bound: YAMLEntry, _ side: String, _ findings: Findings) -> Bool {
        findings.error(
            .boundsConflict, at: bound.keyPlace, "`\(bound.key)` is a second \(side) bound",
            help: "keep one of them")
        return false
    }
}

/// Reads the bounds of a number that is not money.
struct NumberRangeReader {
    private let findings: Findings

    init(_ findings: Findings) { self.findings = findings }

    func range(_ entry: YAMLEntry, _ field: Field) -> NumberRange? {
        let dimension = dimension(of: field)
        let example = dimension.units.first.map { $0.name.isEmpty ? "3" : "3 \($0.name)" } ?? "3"
        guard let bounds = BoundNodes(entry, example: example, findings) else { return nil }
        let lower = bounds.lower.map { end($0.node, $0.key, $0.inclusive, field, dimension) }
        let upper = bounds.upper.map { end($0.node, $0.key, $0.inclusive, field, dimension) }
        if let lower, lower == nil { return nil }
        if let upper, upper == nil { return nil }
        let range = NumberRange(lower: lower.flatMap(\.self), upper: upper.flatMap(\.self))
        return range.isEmpty(at: entry, findings) ? nil : range
    }

    private func end(
        _ node: YAMLNode, _ key: String, _ inclusive: Bool, _ field: Field, _ dimension: Dimension
    ) -> NumberRange.End? {
        guard let value = findings.quantity(node, key, dimension) else { return nil }
        let most: Int? = field == .hour ? 24 : nil
        if let most, value > ExactDecimal(most) {
            findings.error(
                .outOfRange, at: node.place, "`\(key)` is \(value), and `\(field.name)` goes to \(most)")
            return nil
        }
        return NumberRange.End(value, inclusive: inclusive)
    }

    private func dimension(of field: Field) -> Dimension {
        switch field {
        case .mass: .mass
        case .volume: .volume
        case .concentration: .percent
        default: .count
        }
    }
}

/// Reads the bounds of money, all in one currency.
struct MoneyRangeReader {
    private let findings: Findings

    init(_ findings: Findings) { self.findings = findings }

    func condition(_ entry: YAMLEntry) -> Condition? {
        guard let bounds = BoundNodes(entry, example: "5 EUR", findings) else { return nil }
        let lower = bounds.lower.map { ($0, findings.money($0.node, $0.key)) }
        let upper = bounds.upper.map { ($0, findings.money($0.node, $0.key)) }
        if let lower, lower.1 == nil { return nil }
        if let upper, upper.1 == nil { return nil }
        guard let currency = lower?.1?.currency ?? upper?.1?.currency else { return nil }
        if let upper, let other = upper.1?.currency, other != currency {
            findings.error(
                .boundsConflict, at: upper.0.node.place,
                "the bounds are in two currencies, \(currency) and \(other)", help: "money is never converted"
            )
            return nil
        }
        let range = NumberRange(
            lower: lower.flatMap { bound in
                bound.1.map { NumberRange.End($0.value, inclusive: bound.0.inclusive) }
            },
            upper: upper.flatMap { bound in
                bound.1.map { NumberRange.End($0.value, inclusive: bound.0.inclusive) }
            })
        return range.isEmpty(at: entry, findings) ? nil : .money(range, currency: currency)
    }
}

extension NumberRange {
    /// Whether no number lies between the bounds; says so.
    fileprivate func isEmpty(at entry: YAMLEntry, _ findings: Findings) -> Bool {
        guard let lower, let upper else { return false }
        let bothIncluded = lower.inclusive && upper.inclusive
        guard lower.value > upper.value || (lower.value == upper.value && !bothIncluded) else { return false }
        findings.error(
            .emptyRange, at: entry.keyPlace,
            "no `\(entry.key)` lies between \(lower.value) and \(upper.value)",
            help: "swap the bounds")
        return true
    }
}
