import Purchases

extension Condition {
    /// In one line, much as a pack writes it; definitions are written out.
    package var text: String {
        switch self {
        case .always: "anything"
        case .all(let parts): parts.map(\.inner).joined(separator: " and ")
        case .any(let parts): parts.map(\.inner).joined(separator: " or ")
        case .not(let part): "not \(part.inner)"
        case .missing(let field): "missing: \(field.name)"
        case .equals(let field, let texts): "\(field.name): \(Self.choice(texts))"
        case .prefix(let field, let starts): "\(field.name) begins with \(Self.choice(starts))"
        case .number(let field, let range): "\(field.name) \(range.text(unit: field.unit))"
        case .money(let range, let currency): "amount \(range.text(unit: currency.string))"
        case .entry(let asked): asked.texts.joined(separator: ", ")
        case .total(let total):
            "receipt.\(total.field.name) \(total.range.text(unit: total.currency?.string ?? total.field.unit))"
        }
    }

    /// The same inside another condition.
    private var inner: String {
        switch self {
        case .all(let parts), .any(let parts): parts.count > 1 ? "(\(text))" : text
        default: text
        }
    }

    static func choice(_ texts: some Collection<ExactText>) -> String {
        let shown = texts.prefix(8).map(\.string).joined(separator: " or ")
        return texts.count > 8 ? "\(shown) or \(texts.count - 8) more" : shown
    }
}

extension EntryCondition {
    /// What it asks of one list entry, part by part.
    package var texts: [String] {
        var texts: [String] = []
        if let lists { texts.append("list: \(Condition.choice(lists))") }
        if let annexes { texts.append("annex: \(Condition.choice(annexes))") }
        if let aboveLimit { texts.append("above_limit: \(aboveLimit)") }
        return texts
    }
}

extension NumberRange {
    /// `at least 8 kg`, `above 1 and below 2`.
    package func text(unit: String?) -> String {
        let unit = unit.map { " \($0)" } ?? ""
        var parts: [String] = []
        if let lower { parts.append("\(lower.inclusive ? "at least" : "above") \(lower.value)\(unit)") }
        if let upper { parts.append("\(upper.inclusive ? "at most" : "below") \(upper.value)\(unit)") }
        return parts.joined(separator: " and ")
    }
}

extension Field {
    /// The unit of its numbers, where they have one.
    package var unit: String? {
        switch self {
        case .mass: "g"
        case .volume: "ml"
        case .concentration: "%"
        default: nil
        }
    }
}
