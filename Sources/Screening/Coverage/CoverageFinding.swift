import Purchases

/// One thing that `catalogue check` found.
package struct CoverageFinding: Sendable, Hashable, Encodable {
    /// In the order in which findings are told: what the catalogue itself says first, then what others say of it.
    package enum Kind: String, Sendable, Hashable, Encodable, CaseIterable {
        /// A row states no concentration.
        case concentrationMissing = "concentration_missing"
        /// A row states one that cannot be turned into w/w, since a density is missing.
        case densityMissing = "density_missing"
        /// A rule cannot judge some rows, for what they do not state.
        case ruleBlind = "rule_blind"
        /// Rows of one product, or of products with one GTIN, that cannot both be right.
        case rowsDisagree = "rows_disagree"
        /// Products of one description whose rows differ.
        case descriptionsDisagree = "descriptions_disagree"
        /// A row of a product and substance that a decision rejects.
        case rejectedInCatalogue = "rejected_in_catalogue"
        /// A decision that the catalogue does not have.
        case decisionNotInCatalogue = "decision_not_in_catalogue"
        /// A decision and its row state different amounts.
        case decisionDiffers = "decision_differs"
        /// A decision about a label, or about entries of the lists, that are others now.
        case decisionReopened = "decision_reopened"
        case gtinWrong = "gtin_wrong"
        /// Sold, and neither in the catalogue nor in an article master nor decided.
        case notScreened = "not_screened"
        /// In the catalogue, and not sold.
        case neverSold = "never_sold"
    }

    package enum Severity: String, Sendable, Hashable, Encodable {
        /// The catalogue misleads the rules, or nobody can tell whether it does.
        case error
        case warning
    }

    package var kind: Kind
    package var severity: Severity
    package var product: ExactText?
    /// All products that it is about, where there are several; in bytewise order.
    package var products: [ExactText]?
    /// As the catalogue or the decision writes it.
    package var substance: ExactText?
    /// What the catalogue, else the article master, else the till calls the product.
    package var description: String?
    package var gtin: String?
    package var pack: String?
    package var rule: String?
    /// `pack/rule` of the rules that cannot judge the row.
    package var rules: [String]?
    /// The lists whose limit cannot be compared.
    package var limits: [ExactText]?
    /// How many rows it is about.
    package var rows: Int?
    /// What was sold of the product, or of all products of those rows; nil without a feed.
    package var sold: SalesTally.Count?
    /// A key that was sold, and differs in leading zeros alone.
    package var soldAs: ExactText?
    /// In one sentence, for people.
    package var what: String

    enum CodingKeys: String, CodingKey {
        case kind = "finding"
        case severity, product, products, substance, description, gtin, pack, rule, rules, limits, rows, sold
        case soldAs = "sold_as"
        case what
    }

    init(_ kind: Kind, _ severity: Severity = .warning, product: ExactText? = nil, what: String) {
        self.kind = kind
        self.severity = severity
        self.product = product
        self.what = what
    }
}
