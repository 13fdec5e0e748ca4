import Purchases

/// A row that the catalogue may need: an article holds a substance.
package struct Proposal: Sendable, Hashable {
    package var article: Article
    /// The lists' id.
    package var substance: String
    /// Percent, as the catalogue wants it; nil when no text states it.
    package var concentration: ExactDecimal?
    /// `w/w` when nothing says otherwise.
    package var basis: String
    package var netAmount: ExactDecimal?
    package var netUnit: String?
    /// From 0 to 1.
    package var confidence: Double
    /// Strongest first.
    package var evidence: [Evidence]
    /// Columns of the catalogue that nothing states: `concentration`, `net_amount`.
    package var missing: [String]
    /// What a person should know before deciding, in words.
    package var notes: [String]

    package init(
        article: Article, substance: String, concentration: ExactDecimal? = nil, basis: String = "w/w",
        netAmount: ExactDecimal? = nil, netUnit: String? = nil, confidence: Double, evidence: [Evidence],
        missing: [String] = [], notes: [String] = []
    ) {
        self.article = article
        self.substance = substance
        self.concentration = concentration
        self.basis = basis
        self.netAmount = netAmount
        self.netUnit = netUnit
        self.confidence = confidence
        self.evidence = evidence
        self.missing = missing
        self.notes = notes
    }
}

/// Words of an article that speak for a substance.
package struct Evidence: Sendable, Hashable {
    package enum Kind: String, Sendable { case name, formula, cas, ec, un, `class`, hint }

    package var kind: Kind
    /// As the knowledge writes it.
    package var term: String
    package var language: String?
    package var span: TextSpan
    /// `exact`, `inflected`, `in a compound`, `misspelt`, `abbreviated`.
    package var how: String

    package init(kind: Kind, term: String, language: String? = nil, span: TextSpan, how: String) {
        self.kind = kind
        self.term = term
        self.language = language
        self.span = span
        self.how = how
    }
}
