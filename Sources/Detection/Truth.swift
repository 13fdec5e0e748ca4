/// The answer of a comparison in three values: what is missing makes it unknown (3.4).
enum Truth: Sendable, Hashable {
    case no, unknown, yes

    init(_ known: Bool) { self = known ? .yes : .no }

    var negated: Truth {
        switch self {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }

    /// False if one is, else unknown if one is: all must hold.
    static func all<Part>(_ parts: [Part], _ answer: (Part) -> Truth) -> Truth {
        var result = Truth.yes
        for part in parts {
            switch answer(part) {
            case .no: return .no
            case .unknown: result = .unknown
            case .yes: break
            }
        }
        return result
    }

    /// True if one is, else unknown if one is: one must hold.
    static func any<Part>(_ parts: [Part], _ answer: (Part) -> Truth) -> Truth {
        var result = Truth.no
        for part in parts {
            switch answer(part) {
            case .yes: return .yes
            case .unknown: result = .unknown
            case .no: break
            }
        }
        return result
    }
}
