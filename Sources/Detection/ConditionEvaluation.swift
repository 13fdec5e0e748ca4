import Purchases
import Rules

/// Conditions asked of one listed substance of a purchase (3.4, 3.5).
extension FieldValues {
    func answer(_ condition: Condition, of substance: ListedSubstance) -> Truth {
        switch condition {
        case .always: .yes
        case .all(let parts): Truth.all(parts) { answer($0, of: substance) }
        case .any(let parts): Truth.any(parts) { answer($0, of: substance) }
        case .not(let part): answer(part, of: substance).negated
        case .missing(let field): isMissing(field, of: substance)
        case .equals(.substance, let names): Truth(names.contains { substance.isNamed($0) })
        case .equals(let field, let texts):
            text(field, of: substance).map { Truth(texts.contains($0)) } ?? .unknown
        case .prefix(let field, let starts):
            text(field, of: substance).map { text in
                Truth(starts.contains { text.string.utf8.starts(with: $0.string.utf8) })
            } ?? .unknown
        case .total(let total): answer(total, of: substance)
        case .number(.concentration, let range): substance.share?.lies(in: range) ?? .unknown
        case .number(.mass, let range): substance.mass.map { Truth(range.contains($0)) } ?? .unknown
        case .number(let field, let range): number(field).map { Truth(range.contains($0)) } ?? .unknown
        case .money(let range, let currency):
            // Money in another currency cannot be compared.
            line.currency == currency
                ? purchase.amount.map { Truth(range.contains($0)) } ?? .unknown : .unknown
        case .entry(let asked): Truth.any(substance.entries) { answer(asked, of: substance, as: $0) }
        }
    }

    private func answer(
        _ asked: EntryCondition, of substance: ListedSubstance, as entry: SubstanceEntry
    ) -> Truth {
        var answers: [Truth] = []
        if let lists = asked.lists { answers.append(Truth(lists.contains(entry.list))) }
        if let annexes = asked.annexes {
            answers.append(entry.annex.map { Truth(annexes.contains($0)) } ?? .unknown)
        }
        if let wanted = asked.aboveLimit {
            let isAbove = substance.isAboveLimit(of: entry)
            answers.append(wanted ? isAbove : isAbove.negated)
        }
        return Truth.all(answers) { $0 }
    }

    private func isMissing(_ field: Field, of substance: ListedSubstance) -> Truth {
        switch field {
        case .concentration: Truth(substance.share == nil)
        case .mass: Truth(substance.mass == nil)
        case .list: .no
        case .annex: Truth(substance.entries.allSatisfy { $0.annex == nil })
        case .aboveLimit:
            Truth(substance.entries.allSatisfy { substance.isAboveLimit(of: $0) == .unknown })
        default: Truth(text(field, of: substance) == nil)
        }
    }
}
