import Purchases

/// What the loaded lists call substances: ids and CAS numbers to identities (3.3).
struct SubstanceNames {
    enum Resolution: Equatable {
        /// An id; `ambiguous` when the lists give it several CAS numbers.
        case id(identity: ExactText, ambiguous: Bool)
        case listedCAS
        case unlistedCAS
        case invalidCAS
        case unknown
    }

    private var numbersByID: [ExactText: Set<ExactText>] = [:]
    private var firstIdentity: [ExactText: ExactText] = [:]
    private var numbers: Set<ExactText> = []

    init(_ lists: [SubstanceList]) {
        for list in lists {
            for entry in list.entries {
                if firstIdentity[entry.id] == nil { firstIdentity[entry.id] = entry.identity }
                guard let number = entry.cas else { continue }
                numbersByID[entry.id, default: []].insert(number)
                numbers.insert(number)
            }
        }
    }

    /// Every id, in bytewise order.
    var ids: [String] { firstIdentity.keys.sorted().map(\.string) }

    /// An id is its least CAS number on any list, else `list/id` of the first list that has it.
    func resolve(_ text: ExactText) -> Resolution {
        if let first = firstIdentity[text] {
            let known = numbersByID[text] ?? []
            return .id(identity: known.min() ?? first, ambiguous: known.count > 1)
        }
        guard CASNumber.hasForm(text.string) else { return .unknown }
        guard CASNumber.isValid(text.string) else { return .invalidCAS }
        return numbers.contains(text) ? .listedCAS : .unlistedCAS
    }
}
