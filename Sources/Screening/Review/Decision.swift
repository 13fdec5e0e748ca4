import Purchases

/// What a person decided about one product and one substance.
///
/// It holds for the label and the list's entry that it was made of, until the last day that it names.
package struct Decision: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The product holds the substance, as proposed.
        case accept
        /// The product holds the substance, with the amounts that the person gave.
        case correct
        /// The product does not hold the substance, or not so that it counts; `reason` says why.
        case reject
    }

    /// What a decision is about: of one product and substance there is one.
    package struct Key: Sendable, Hashable, Comparable {
        package var product: ExactText
        /// A list's id, or a CAS number.
        package var substance: ExactText

        package init(product: String, substance: String) {
            self.product = ExactText(product)
            self.substance = ExactText(substance)
        }

        package static func < (left: Key, right: Key) -> Bool {
            left.product == right.product ? left.substance < right.substance : left.product < right.product
        }
    }

    package var key: Key
    package var kind: Kind
    /// `Article.label` of the article that was decided on.
    package var label: String
    /// `ListedEntries.digest` of the substance at that time.
    package var entry: String
    /// Percent in `basis`; nil when unknown.
    package var concentration: ExactDecimal?
    /// `w/w`, `w/v` or `v/v`; nil for a rejection.
    package var basis: String?
    package var netAmount: ExactDecimal?
    /// One of the catalogue's units; stands where `netAmount` stands.
    package var netUnit: String?
    /// Grams per millilitre of the product.
    package var density: ExactDecimal?
    /// Empty where none was given; never empty for a rejection.
    package var reason: String
    package var by: String
    package var at: LocalDay
    /// The last day on which it holds; nil without end.
    package var until: LocalDay?

    package init(
        key: Key, kind: Kind, label: String, entry: String, concentration: ExactDecimal? = nil,
        basis: String? = nil, netAmount: ExactDecimal? = nil, netUnit: String? = nil,
        density: ExactDecimal? = nil, reason: String = "", by: String, at: LocalDay, until: LocalDay? = nil
    ) {
        self.key = key
        self.kind = kind
        self.label = label
        self.entry = entry
        self.concentration = concentration
        self.basis = basis
        self.netAmount = netAmount
        self.netUnit = netUnit
        self.density = density
        self.reason = reason
        self.by = by
        self.at = at
        self.until = until
    }

    package static let bases = ["w/w", "w/v", "v/v"]
    /// Bytes of a product, a reason or a name; what is longer is refused, so that the file can be read again.
    package static let textMax = 4_000
}

extension Decision {
    /// What the decision says under each name; what is unknown is left out.
    package var written: [String: String] {
        var values: [String: String] = [
            "product": key.product.string, "substance": key.substance.string, "decision": kind.rawValue,
            "label": label, "entry": entry, "reason": reason, "by": by, "at": at.description,
        ]
        values["concentration"] = concentration?.description
        values["basis"] = basis
        values["net_amount"] = netAmount?.description
        values["net_unit"] = netUnit
        values["density"] = density.map { "\($0) g/ml" }
        values["until"] = until?.description
        return values
    }
}

/// Decisions, one of each product and substance.
package struct Decisions: Sendable, Hashable {
    private var byKey: [Decision.Key: Decision] = [:]

    package init() {}

    /// Of several of one key the last counts.
    package init(_ decisions: some Sequence<Decision>) {
        for decision in decisions { self[decision.key] = decision }
    }

    package subscript(key: Decision.Key) -> Decision? {
        get { byKey[key] }
        set { byKey[key] = newValue }
    }

    package var count: Int { byKey.count }

    /// By product, then by substance, both in bytewise order.
    package var sorted: [Decision] { byKey.values.sorted { $0.key < $1.key } }
}
