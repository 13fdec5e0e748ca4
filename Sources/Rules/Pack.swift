import Purchases

/// A compiled rule pack: everything that judges purchases, with nothing left to look up by name.
package struct Pack: Sendable {
    package var id: String
    package var version: String
    package var from: LocalDay?
    package var jurisdiction: String?
    package var owner: String?
    package var lists: [SubstanceList]
    /// The kinds of token that link; nil means every kind.
    package var linkKinds: Set<ExactText>?
    package var maxLinks: Int
    package var quiet: TimeSpan
    /// In ascending order of thresholds; never empty.
    package var levels: [Level]
    package var rules: [Rule]
    /// SHA-256 over the pack's and its lists' bytes, in hex: one id and version has one content.
    package var digest: String
    /// The names in it that only a feed file can know, in order of place.
    package var namedFields: [NamedField]
    /// Nil: anybody may see what the pack says. Else nobody may see its titles and thresholds but the endpoints named.
    package var confidentiality: Confidentiality?
    /// Whether it is loaded with a valid signature only.
    package var requiresSignature = false

    package init(
        id: String, version: String, from: LocalDay? = nil, jurisdiction: String? = nil, owner: String? = nil,
        lists: [SubstanceList], linkKinds: Set<ExactText>? = nil, maxLinks: Int = 20,
        quiet: TimeSpan = TimeSpan(seconds: 30 * 86_400), levels: [Level], rules: [Rule], digest: String,
        namedFields: [NamedField] = []
    ) {
        self.id = id
        self.version = version
        self.from = from
        self.jurisdiction = jurisdiction
        self.owner = owner
        self.lists = lists
        self.linkKinds = linkKinds
        self.maxLinks = maxLinks
        self.quiet = quiet
        self.levels = levels
        self.rules = rules
        self.digest = digest
        self.namedFields = namedFields
    }
}

/// Who may see the titles and thresholds of a pack's rules.
package struct Confidentiality: Sendable, Hashable {
    /// Names of endpoints; empty is nobody.
    package var endpoints: [ExactText]
    /// SHA-256 in hex of the key that opens the pack to whoever has it; nil is nobody.
    package var reveal: String?

    package init(endpoints: [ExactText] = [], reveal: String? = nil) {
        self.endpoints = endpoints
        self.reveal = reveal
    }
}

/// A named threshold of the score.
package struct Level: Sendable, Hashable {
    package var name: String
    package var threshold: Int

    package init(name: String, threshold: Int) {
        self.name = name
        self.threshold = threshold
    }
}
