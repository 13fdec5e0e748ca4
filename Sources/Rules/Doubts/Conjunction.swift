import Purchases

/// Things that are asked of one purchase and one of its substances, all at once.
///
/// Says what cannot be; what it does not see through is possible.
struct Conjunction {
    private var numbers: [Field: NumberRange] = [:]
    private var money: [ExactText: NumberRange] = [:]
    private(set) var texts: [Field: TextChoice] = [:]
    private var missing: Set<Field> = []
    private var present: Set<Field> = []
    private var entries: [(asked: EntryCondition, holds: Bool)] = []
    private var substances: [(names: [ExactText], holds: Bool)] = []

    /// Fields that every purchase has.
    static let always: Set<Field> = [
        .store, .till, .product, .receipt, .quantity, .day, .weekday, .hour, .kind, .substance,
    ]
    static let weekdays: Set<ExactText> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    init(_ literals: [Literal]) {
        for literal in literals { take(literal.asked, literal.holds) }
    }

    private mutating func take(_ asked: Condition, _ holds: Bool) {
        switch asked {
        case .missing(let field):
            if holds { missing.insert(field) } else { present.insert(field) }
        case .equals(.substance, let names): substances.append((names.texts, holds))
        case .equals(let field, let values):
            present.insert(field)
            if holds {
                texts[field, default: TextChoice()].allow(values.texts)
            } else {
                texts[field, default: TextChoice()].forbid(values.texts)
            }
        case .prefix(let field, let starts):
            present.insert(field)
            if holds {
                texts[field, default: TextChoice()].begin(starts)
            } else {
                texts[field, default: TextChoice()].forbidBeginning(starts)
            }
        case .number(let field, let range):
            present.insert(field)
            numbers[field] = numbers[field]?.joined(with: range) ?? range
        case .money(let range, let currency):
            present.formUnion([.amount, .currency])
            money[currency] = money[currency]?.joined(with: range) ?? range
            texts[.currency, default: TextChoice()].allow([currency])
        case .entry(let asked): entries.append((asked, holds))
        // A total is a fact of the receipt: what is asked of it is not looked into.
        case .total, .always, .all, .any, .not: break
        }
    }

    /// Whether a purchase can be so with one of these substances.
    func isPossible(_ groups: [ListedGroup]) -> Bool {
        isPossibleForPurchase && groups.contains { isPossible($0) }
    }

    /// Whether the purchase can be so, whatever its substance.
    var isPossibleForPurchase: Bool {
        guard missing.isDisjoint(with: present), missing.isDisjoint(with: Self.always) else { return false }
        guard numbers.allSatisfy({ $1.joined(with: Self.domain(of: $0)).holdsANumber(of: $0) }),
            money.values.allSatisfy({ $0.holdsANumber(of: .amount) })
        else { return false }
        return texts.allSatisfy { field, choice in
            var choice = choice
            if field == .weekday { choice.allow(Self.weekdays) }
            // Only sales are purchases.
            if field == .kind { choice.allow(["sale"]) }
            return field == .cas || choice.isPossible
        }
    }

    private static func domain(of field: Field) -> NumberRange {
        let zero = NumberRange.End(.zero, inclusive: true)
        return switch field {
        case .quantity: NumberRange(lower: .init(.zero, inclusive: false))
        case .hour: NumberRange(lower: zero, upper: .init(ExactDecimal(23), inclusive: true))
        case .concentration: NumberRange(lower: zero, upper: .init(ExactDecimal(100), inclusive: true))
        default: NumberRange(lower: zero)
        }
    }

    /// Whether one substance can be so, on some day: any of its entries may be in force alone.
    func isPossible(_ group: ListedGroup) -> Bool {
        if missing.contains(.cas), group.entries.allSatisfy({ $0.cas != nil }) { return false }
        let share = (numbers[.concentration] ?? NumberRange()).joined(with: Self.domain(of: .concentration))
        let inForce = group.entries.filter { entry in
            entries.allSatisfy { $0.holds || $0.asked.canBeFalse(of: entry, share) }
                && substances.allSatisfy { $0.holds || !entry.isNamed(by: $0.names) }
        }
        guard !inForce.isEmpty else { return false }
        if let cas = texts[.cas], !inForce.contains(where: { $0.cas.map(cas.admits) ?? false }) {
            return false
        }
        return entries.allSatisfy { part in
            !part.holds || inForce.contains { part.asked.canBeTrue(of: $0, share) }
        } && substances.allSatisfy { part in !part.holds || inForce.contains { $0.isNamed(by: part.names) } }
    }

    /// The same, asked of one product and share as well.
    func isPossible(_ group: ListedGroup, product: ExactText, share: ExactDecimal?) -> Bool {
        if let choice = texts[.product], !choice.admits(product) { return false }
        var narrowed = self
        if let share {
            let point = NumberRange.End(share, inclusive: true)
            narrowed.take(.number(.concentration, NumberRange(lower: point, upper: point)), true)
        }
        return narrowed.isPossibleForPurchase && narrowed.isPossible(group)
    }
}

extension SubstanceEntry {
    func isNamed(by names: [ExactText]) -> Bool { names.contains(id) || (cas.map(names.contains) ?? false) }
}

extension EntryCondition {
    /// Whether an entry can be so, for a share in the range.
    func canBeTrue(of entry: SubstanceEntry, _ share: NumberRange) -> Bool {
        if let lists, !lists.contains(entry.list) { return false }
        if let annexes, !(entry.annex.map(annexes.contains) ?? false) { return false }
        return aboveLimit.map { canBe(above: $0, entry, share) } ?? true
    }

    /// Whether it can be known not to be so.
    func canBeFalse(of entry: SubstanceEntry, _ share: NumberRange) -> Bool {
        if let lists, !lists.contains(entry.list) { return true }
        if let annexes, let annex = entry.annex, !annexes.contains(annex) { return true }
        return aboveLimit.map { canBe(above: !$0, entry, share) } ?? false
    }

    private func canBe(above: Bool, _ entry: SubstanceEntry, _ share: NumberRange) -> Bool {
        // Without a limit it is unknown on which side a share lies.
        guard let limit = entry.limit else { return false }
        let reaches = entry.comparison == .atLeast
        let side =
            above
            ? NumberRange(lower: .init(limit, inclusive: reaches))
            : NumberRange(upper: .init(limit, inclusive: !reaches))
        return share.joined(with: side).holdsANumber(of: .concentration)
    }
}

extension NumberRange {
    /// What lies in both.
    func joined(with other: NumberRange) -> NumberRange {
        var range = self
        if let end = other.lower {
            let isNarrower =
                lower.map { end.value > $0.value || (end.value == $0.value && !end.inclusive) } ?? true
            if isNarrower { range.lower = end }
        }
        if let end = other.upper {
            let isNarrower =
                upper.map { end.value < $0.value || (end.value == $0.value && !end.inclusive) } ?? true
            if isNarrower { range.upper = end }
        }
        return range
    }

    /// Whether a number that the field can be lies in it; hours are whole.
    func holdsANumber(of field: Field) -> Bool {
        if field == .hour { return (0...23).contains { contains(ExactDecimal($0)) } }
        guard let lower, let upper else { return true }
        return lower.value < upper.value || (lower.value == upper.value && lower.inclusive && upper.inclusive)
    }
}
