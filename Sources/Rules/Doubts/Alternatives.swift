import Purchases

/// One thing that is asked, or asked not to be.
struct Literal {
    var asked: Condition
    var holds: Bool
}

/// A condition as alternatives, each a list of things that must all be so.
enum Alternatives {
    /// Beyond so many a condition is taken to be possible.
    private static let most = 256

    /// The ways in which a condition can be true; nil when there are too many to look at.
    static func of(_ condition: Condition) -> [[Literal]]? { ways(condition, true) }

    /// The ways in which a condition can be true, or known to be false.
    private static func ways(_ condition: Condition, _ holds: Bool) -> [[Literal]]? {
        switch condition {
        case .always: holds ? [[]] : []
        case .not(let part): ways(part, !holds)
        case .all(let parts): holds ? joined(parts, true) : either(parts, false)
        case .any(let parts): holds ? either(parts, true) : joined(parts, false)
        case .number(let field, let range):
            holds
                ? [[Literal(asked: condition, holds: true)]]
                : outside(range).map { [Literal(asked: .number(field, $0), holds: true)] }
        case .money(let range, let currency):
            holds
                ? [[Literal(asked: condition, holds: true)]]
                : outside(range).map { [Literal(asked: .money($0, currency: currency), holds: true)] }
        default: [[Literal(asked: condition, holds: holds)]]
        }
    }

    private static func either(_ parts: [Condition], _ holds: Bool) -> [[Literal]]? {
        var all: [[Literal]] = []
        for part in parts {
            guard let ways = ways(part, holds), all.count + ways.count <= most else { return nil }
            all += ways
        }
        return all
    }

    private static func joined(_ parts: [Condition], _ holds: Bool) -> [[Literal]]? {
        var all: [[Literal]] = [[]]
        for part in parts {
            guard let ways = ways(part, holds), all.count * ways.count <= most else { return nil }
            all = all.flatMap { before in ways.map { before + $0 } }
        }
        return all
    }

    /// What lies below a range, and what lies above it.
    private static func outside(_ range: NumberRange) -> [NumberRange] {
        var parts: [NumberRange] = []
        if let lower = range.lower {
            parts.append(NumberRange(upper: .init(lower.value, inclusive: !lower.inclusive)))
        }
        if let upper = range.upper {
            parts.append(NumberRange(lower: .init(upper.value, inclusive: !upper.inclusive)))
        }
        return parts
    }
}
