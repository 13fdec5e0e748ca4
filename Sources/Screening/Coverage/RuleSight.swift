import Purchases
import Rules

/// What a rule cannot see of a row whose concentration or density is missing.
package struct RuleSight: Hashable {
    /// Fields that it asks and that are unknown, as packs write them.
    package var asks: Set<String> = []
    /// Its mass is unknown, and adds nothing to a sum.
    package var addsNothing = false
    /// It would not be recognised as the purchase that an absence awaits: the rule may then hold in error.
    package var isAwaited = false

    package var isBlind: Bool { !asks.isEmpty || addsNothing || isAwaited }

    /// Sees everything.
    package init() {}

    /// Looks for any purchase of the row's product that the rule would judge otherwise if the row stated everything.
    ///
    /// A part of a condition that is up to the purchase is taken to be free, so that a rule with parts that exclude one
    /// another may be called blind where it is not; none that is blind is left out. Papers are not looked at.
    package init(_ rule: Rule, _ facts: RowFacts) {
        if facts.isShareKnown { return }
        switch rule.form {
        case .measure: look(rule.condition, rule.measure, facts)
        case .combine(_, let criteria):
            for criterion in criteria {
                look(.all([rule.condition, criterion.condition]), criterion.measure, facts)
            }
        case .sequence(let steps):
            for step in steps { look(.all([rule.condition, step.condition]), .countPurchases, facts) }
        case .absent(let absence):
            look(.all([rule.condition, absence.after]), .countPurchases, facts)
            var asking = RowAsking(facts: facts)
            isAwaited = asking.outcomes(.all([rule.condition, absence.awaited])).contains(.blind)
        }
    }

    private mutating func look(_ condition: Condition, _ measure: Measure, _ facts: RowFacts) {
        var asking = RowAsking(facts: facts)
        let outcomes = asking.outcomes(condition)
        if outcomes.contains(.blind) { asks.formUnion(asking.asked) }
        if measure == .sumMass, !facts.isMassKnown, outcomes.contains(.yes) { addsNothing = true }
    }

    package mutating func add(_ other: RuleSight) {
        asks.formUnion(other.asks)
        addsNothing = addsNothing || other.addsNothing
        isAwaited = isAwaited || other.isAwaited
    }

    /// `it asks for above_limit; it adds up mass, to which they add nothing`.
    package var text: String {
        var parts: [String] = []
        if !asks.isEmpty { parts.append("asks for \(asks.sorted().joined(separator: ", "))") }
        if addsNothing { parts.append("adds up mass, to which they add nothing") }
        if isAwaited { parts.append("awaits them without recognising them, and may then hold in error") }
        return "it " + parts.joined(separator: "; it ")
    }
}

/// Asks conditions of a row, over all purchases that there may be.
package struct RowAsking {
    package let facts: RowFacts
    /// What was asked and is unknown for what the row does not state.
    private(set) var asked: Set<String> = []

    package init(facts: RowFacts) { self.facts = facts }

    /// - Parameter wanted: false asks whether the condition is known not to hold.
    package mutating func outcomes(_ condition: Condition, wanted: Bool = true) -> Outcomes {
        switch condition {
        case .always: return .known(wanted)
        case .not(let part): return outcomes(part, wanted: !wanted)
        case .all(let parts): return joined(parts, all: wanted, wanted: wanted)
        case .any(let parts): return joined(parts, all: !wanted, wanted: wanted)
        case .entry(let asked):
            // One entry that is as asked is enough.
            return facts.entries.reduce(wanted ? .no : .yes) { before, entry in
                let next = outcomes(asked, entry, wanted: wanted)
                return wanted ? before.or(next) : before.and(next)
            }
        default:
            let answer = single(condition)
            return wanted ? answer : answer.negated
        }
    }

    private mutating func joined(_ parts: [Condition], all: Bool, wanted: Bool) -> Outcomes {
        var found: Outcomes = all ? .yes : .no
        let before = asked
        for part in parts {
            let next = outcomes(part, wanted: wanted)
            found = all ? found.and(next) : found.or(next)
        }
        // What is asked beside a part that never holds costs nothing.
        if !found.contains(.blind) { asked = before }
        return found
    }

    private mutating func outcomes(
        _ condition: EntryCondition, _ entry: SubstanceEntry, wanted: Bool
    ) -> Outcomes {
        var answers: [Outcomes] = []
        if let lists = condition.lists { answers.append(.known(lists.contains(entry.list))) }
        if let annexes = condition.annexes {
            answers.append(entry.annex.map { .known(annexes.contains($0)) } ?? .vague)
        }
        if condition.aboveLimit != nil {
            answers.append(entry.limit == nil ? .vague : facts.isShareKnown ? .either : .blind)
        }
        let isBlind = answers.contains(.blind) && !answers.contains(.no)
        if isBlind { asked.insert(Field.aboveLimit.name) }
        return answers.reduce(wanted ? .yes : .no) { before, next in
            wanted ? before.and(next) : before.or(next.negated)
        }
    }

    private mutating func single(_ condition: Condition) -> Outcomes {
        switch condition {
        case .number(.concentration, _):
            if facts.isShareKnown { return .either }
            asked.insert(Field.concentration.name)
            return .blind
        case .number(.mass, _):
            if facts.isMassKnown { return .either }
            asked.insert(Field.mass.name)
            return .blind
        case .missing(let field): return missing(field)
        case .equals(.substance, let names):
            return .known(
                names.contains { name in
                    facts.entries[0].cas == name || facts.entries.contains { $0.id == name }
                })
        case .equals(let field, let texts):
            guard let own = own(field) else { return .either }
            return own.map { .known(texts.contains($0)) } ?? .vague
        case .prefix(let field, let starts):
            guard let own = own(field) else { return .either }
            return own.map { text in
                .known(starts.contains { text.string.utf8.starts(with: $0.string.utf8) })
            } ?? .vague
        case .total(let total): return outcomes(total)
        default: return .either
        }
    }

    /// The row's own text of a field, nil inside where it has none; nil where that is up to the purchase.
    private func own(_ field: Field) -> ExactText?? {
        switch field {
        case .product: .some(facts.product)
        case .substance: .some(facts.entries[0].identity)
        case .cas: .some(facts.entries[0].cas)
        default: nil
        }
    }

    private func missing(_ field: Field) -> Outcomes {
        switch field {
        case .concentration: .known(!facts.isShareKnown)
        case .mass: .known(!facts.isMassKnown)
        case .list, .substance, .product: .no
        case .cas: .known(facts.entries[0].cas == nil)
        case .annex: .known(facts.entries.allSatisfy { $0.annex == nil })
        case .aboveLimit: .known(facts.entries.allSatisfy { $0.limit == nil } || !facts.isShareKnown)
        default: .either
        }
    }

    /// What is unknown adds nothing to the total of a receipt either.
    private mutating func outcomes(_ total: ReceiptTotal) -> Outcomes {
        let rest = outcomes(total.rest)
        var found = Outcomes.either
        if rest.contains(.blind) { found.insert(.blind) }
        if total.field == .mass, !facts.isMassKnown, !rest.isDisjoint(with: [.yes, .blind]) {
            found.insert(.blind)
            asked.insert("receipt.mass")
        }
        return found
    }
}
