/// The `data` of an alert event, exactly as it is written (`docs/SEMANTICS.md`, "The alert, exactly").
///
/// Plain texts and numbers: what stands here can be recomputed and compared by anyone.
package struct AlertData: Sendable, Hashable, Codable {
    package var revision: Int
    package var level: String
    package var score: Int
    package var pack: PackReference
    package var lists: [ListReference]
    package var catalogue: VersionReference
    package var timezones: VersionReference
    /// Exactly one of `buyer` and `about` is there.
    package var buyer: BuyerReference?
    package var about: AboutReference?
    package var indicators: [Indicator]
    package var purchases: [PurchaseRecord]
    package var covered: [ExactText]
    package var omitted: Int
    package var follows: String?
    package var replaces: [String]
    package var reason: AmendmentReason?
    package var cause: ExactText?
    /// What stands in place of `indicators` for those who may not see the pack's rules; else nil.
    package var confidential: [ConfidentialIndicator]? = nil

    package init(
        revision: Int = 0, level: String, score: Int, pack: PackReference, lists: [ListReference],
        catalogue: VersionReference, timezones: VersionReference, buyer: BuyerReference?,
        about: AboutReference?, indicators: [Indicator], purchases: [PurchaseRecord],
        covered: [ExactText] = [], omitted: Int = 0, follows: String? = nil, replaces: [String] = [],
        reason: AmendmentReason? = nil, cause: ExactText? = nil
    ) {
        self.revision = revision
        self.level = level
        self.score = score
        self.pack = pack
        self.lists = lists
        self.catalogue = catalogue
        self.timezones = timezones
        self.buyer = buyer
        self.about = about
        self.indicators = indicators
        self.purchases = purchases
        self.covered = covered
        self.omitted = omitted
        self.follows = follows
        self.replaces = replaces
        self.reason = reason
        self.cause = cause
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(revision, forKey: .revision)
        try container.encode(level, forKey: .level)
        try container.encode(score, forKey: .score)
        try container.encode(pack, forKey: .pack)
        try container.encode(lists, forKey: .lists)
        try container.encode(catalogue, forKey: .catalogue)
        try container.encode(timezones, forKey: .timezones)
        // Exactly one of the two stands in an alert; the other is left out, not null.
        try container.encodeIfPresent(buyer, forKey: .buyer)
        try container.encodeIfPresent(about, forKey: .about)
        try container.encode(indicators, forKey: .indicators)
        try container.encode(purchases, forKey: .purchases)
        try container.encode(covered, forKey: .covered)
        try container.encode(omitted, forKey: .omitted)
        try container.encode(follows, forKey: .follows)
        try container.encode(replaces, forKey: .replaces)
        try container.encode(reason, forKey: .reason)
        try container.encode(cause, forKey: .cause)
        try container.encodeIfPresent(confidential, forKey: .confidential)
    }
}

/// Why a standing alert left the ledger or changed (5.6).
package enum AmendmentReason: String, Sendable, Hashable, Codable {
    case void, `return`, correction, late, link, rules, catalogue
}

package struct PackReference: Sendable, Hashable, Codable {
    package var id: String
    package var version: String
    package var jurisdiction: String?

    package init(id: String, version: String, jurisdiction: String?) {
        self.id = id
        self.version = version
        self.jurisdiction = jurisdiction
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(version, forKey: .version)
        try container.encode(jurisdiction, forKey: .jurisdiction)
    }
}

package struct ListReference: Sendable, Hashable, Codable {
    package var id: String
    package var version: String

    package init(id: String, version: String) {
        self.id = id
        self.version = version
    }
}

package struct VersionReference: Sendable, Hashable, Codable {
    package var version: String

    package init(version: String) { self.version = version }
}

/// Who: the buyer's key, its linking tokens, and the receipts that joined them (6.2).
package struct BuyerReference: Sendable, Hashable, Codable {
    package var key: String
    package var tokens: [Token]
    package var links: [ExactText]

    package init(key: String, tokens: [Token], links: [ExactText]) {
        self.key = key
        self.tokens = tokens
        self.links = links
    }
}

/// What an alert is about when it is not about a buyer (4.5).
package struct AboutReference: Sendable, Hashable, Codable {
    package var store: ExactText?
    package var product: ExactText?

    package init(store: ExactText?, product: ExactText?) {
        self.store = store
        self.product = product
    }
}
