import Purchases
import Rules

/// Says which part of a condition does not hold, and what was found in its place.
extension FieldValues {
    /// Nothing when the condition holds.
    func failures(_ condition: Condition, of substance: ListedSubstance) -> [FailedPart] {
        let truth = answer(condition, of: substance)
        if truth == .yes { return [] }
        switch condition {
        case .all(let parts): return parts.flatMap { failures($0, of: substance) }
        case .entry(let asked): return failures(asked, of: substance)
        case .any(let parts):
            // The alternative that comes nearest says most.
            let nearest = parts.map { failures($0, of: substance) }.min { $0.count < $1.count } ?? []
            return nearest.map {
                FailedPart(
                    asks: "\($0.asks) (nearest of \(parts.count))", found: $0.found, unknown: $0.unknown)
            }
        default:
            return [
                FailedPart(
                    asks: condition.text, found: found(condition, of: substance), unknown: truth == .unknown)
            ]
        }
    }

    /// The entry that comes nearest says what is wrong.
    private func failures(_ asked: EntryCondition, of substance: ListedSubstance) -> [FailedPart] {
        let byEntry = substance.entries.map { entry in
            Self.parts(of: asked).compactMap { part -> FailedPart? in
                let truth = answer(.entry(part), of: substance.only(entry))
                guard truth != .yes else { return nil }
                return FailedPart(
                    asks: part.texts.joined(separator: ", "), found: Self.found(part, substance, entry),
                    unknown: truth == .unknown)
            }
        }
        return byEntry.min { $0.count < $1.count } ?? []
    }

    private static func parts(of asked: EntryCondition) -> [EntryCondition] {
        var parts: [EntryCondition] = []
        if let lists = asked.lists { parts.append(EntryCondition(lists: lists)) }
        if let annexes = asked.annexes { parts.append(EntryCondition(annexes: annexes)) }
        if let aboveLimit = asked.aboveLimit { parts.append(EntryCondition(aboveLimit: aboveLimit)) }
        return parts
    }

    private static func found(
        _ part: EntryCondition, _ substance: ListedSubstance, _ entry: SubstanceEntry
    ) -> String {
        if part.lists != nil { return entry.list.string }
        if part.annexes != nil { return entry.annex.map { "annex \($0)" } ?? "no annex" }
        guard let limit = entry.limit else { return "\(entry.list) has no limit for it" }
        let rule = entry.comparison == .atLeast ? "from \(limit) % on" : "above \(limit) %"
        guard substance.row.concentration != nil else { return "concentration missing (restricted \(rule))" }
        let share = "\(substance.concentrationText) (restricted \(rule))"
        return substance.share == nil ? "\(share), which cannot be converted without a density" : share
    }

    private func found(_ condition: Condition, of substance: ListedSubstance) -> String? {
        switch condition {
        case .equals(.substance, _):
            return substance.cas.map { "\(substance.entries[0].id) (\($0))" }
                ?? substance.entries[0].id.string
        case .equals(let field, _), .prefix(let field, _):
            return text(field, of: substance)?.string ?? "missing"
        case .number(.concentration, _):
            return substance.row.concentration == nil ? "missing" : substance.concentrationText
        case .number(.mass, _): return substance.mass.map { "\($0) g" } ?? "missing"
        case .number(let field, _):
            return number(field).map { "\($0)\(field.unit.map { " \($0)" } ?? "")" } ?? "missing"
        case .money:
            return purchase.amount.map { "\($0) \(line.currency?.string ?? "in no currency")" } ?? "missing"
        case .missing(let field): return text(field, of: substance)?.string
        case .not(let part): return found(part, of: substance)
        case .any, .entry, .all, .always, .total: return nil
        }
    }

    // MARK: Exceptions

    /// What was shown of the exceptions that a rule knows, and whether it covers the substance (4.6).
    ///
    /// - Parameter position: the substance's.
    func shown(_ position: Int, _ exceptions: Set<Rule.Exception>) -> [ShownException] {
        Rule.Exception.inOrder.filter(exceptions.contains).compactMap { exception in
            paper(exception).map { shown(exception, $0, position) }
        }
    }

    private func shown(
        _ exception: Rule.Exception, _ given: Exemption, _ position: Int
    ) -> ShownException {
        let covers = isCovered(position, by: [exception])
        return ShownException(
            kind: exception.name, covers: covers,
            because: covers
                ? nil : shortfall(given, purchase.substances[position], above(position, exception)),
            number: given.number, until: given.until?.description, scope: given.scope,
            concentration: given.concentration, total: given.totalInWords, period: given.periodInWords)
    }

    /// - Parameter above: the grams above the total of a paper that otherwise covers the substance.
    private func shortfall(
        _ given: Exemption, _ substance: ListedSubstance, _ above: ExactDecimal?
    ) -> String {
        if given.number == nil { return "it has no number" }
        guard let until = given.until else { return "it states no expiry" }
        if until < line.local.day { return "it expired on \(until), before \(line.local.day)" }
        if let scope = given.scope, !scope.contains(where: { substance.isNamed($0) }) {
            let named = scope.isEmpty ? "nothing" : scope.map(\.string).joined(separator: ", ")
            return "its scope names \(named)"
        }
        if let ceiling = given.concentration, substance.share?.compared(to: ceiling).map({ $0 <= 0 }) != true
        {
            let found =
                substance.row.concentration == nil ? "is missing" : "is \(substance.concentrationText)"
            return "it reaches up to \(ceiling) %, and the concentration \(found)"
        }
        if given.period == .unreadable { return "its period is blank or cannot be read" }
        guard let total = given.totalInWords else { return "its total does not cover it" }
        if given.total == .unreadable { return "its total cannot be read" }
        if let above { return "\(above) g lie above its total of \(total)" }
        if substance.mass == nil { return "it has a total, and the mass is not known" }
        return "its total is \(total)"
    }
}

extension Exemption {
    fileprivate var totalInWords: ExactText? {
        switch total {
        case nil: nil
        case .unreadable?: "unreadable"
        case .grams(let grams)?: ExactText("\(grams) g")
        }
    }

    fileprivate var periodInWords: String? {
        switch period {
        case nil: nil
        case .unreadable?: "unreadable"
        case .span(let span)?:
            span.microseconds.isMultiple(of: 86_400_000_000)
                ? "\(span.microseconds / 86_400_000_000) d" : "\(span.microseconds / 1_000_000) s"
        }
    }
}

extension ListedSubstance {
    /// As the catalogue states it: `30 % w/w`.
    var concentrationText: String {
        row.concentration.map { "\($0) % \(row.basis.rawValue)" } ?? "concentration missing"
    }

    /// The same as one entry alone covers it.
    func only(_ entry: SubstanceEntry) -> ListedSubstance {
        ListedSubstance(
            entries: [entry], row: row, identity: identity, cas: cas, share: share, mass: mass,
            assumedDensity: assumedDensity)
    }
}
