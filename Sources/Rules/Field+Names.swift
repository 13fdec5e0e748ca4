import Documents
import Purchases

extension Field {
    /// Every field that a pack knows by itself; any other name is the feed's.
    package static let known: [Field] = [
        .list, .annex, .aboveLimit, .substance, .cas, .concentration, .mass, .volume, .product, .description,
        .store,
        .till, .tender, .currency, .quantity, .amount, .day, .weekday, .hour, .kind, .receipt,
    ]

    /// The field of a name that packs know.
    package init?(known name: String) {
        guard let field = Self.known.first(where: { $0.name == name }) else { return nil }
        self = field
    }

    package enum ValueKind: Sendable { case text, number, entry }

    /// How the field is compared.
    package var valueKind: ValueKind {
        switch self {
        case .list, .annex, .aboveLimit: .entry
        case .concentration, .mass, .volume, .quantity, .amount, .hour: .number
        default: .text
        }
    }

    /// The known field that a name is a slip of; nil for a name of its own.
    static func slip(for name: String) -> Field? { known.first { isSlip(name, for: $0.name) } }
}

/// Whether one name is near to another: one letter, in longer names two.
func isSlip(_ name: String, for other: String) -> Bool {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(65))
    let other = Array(other.unicodeScalars)
    let most = other.count <= 5 ? 1 : 2
    return abs(other.count - wanted.count) <= most && editDistance(wanted, other) <= most
}
