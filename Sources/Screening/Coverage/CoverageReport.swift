import Purchases

/// What `catalogue check` found: the counts, and every finding.
package struct CoverageReport: Sendable, Hashable, Encodable {
    package var summary: CoverageSummary
    /// By kind in the order of `CoverageFinding.Kind`; within a kind what was sold most often first, then by product.
    package var findings: [CoverageFinding]
}

package struct CoverageSummary: Sendable, Hashable, Encodable {
    package var catalogue: String
    package var products: Int
    package var rows: Int
    package var substances: Int
    /// Of the article masters; nil where none was given.
    package var articles: Int?
    package var decisions: Int?
    /// Rows that state no concentration.
    package var concentrationMissing: Int
    /// Rows of a substance with a limit that cannot be compared.
    package var limitUndecided: Int
    /// Rules of the packs; nil without packs.
    package var rules: Int?
    /// Those that cannot judge some row.
    package var rulesBlind: Int?
    package var errors: Int
    package var warnings: Int
    /// Findings by kind; every kind is there.
    package var findings: [String: Int]
    package var sales: SalesSummary?

    enum CodingKeys: String, CodingKey {
        case catalogue, products, rows, substances, articles, decisions
        case concentrationMissing = "concentration_missing"
        case limitUndecided = "limit_undecided"
        case rules
        case rulesBlind = "rules_blind"
        case errors, warnings, findings, sales
    }
}

/// What was sold, by what is known of the products.
package struct SalesSummary: Sendable, Hashable, Encodable {
    package struct Part: Sendable, Hashable, Encodable {
        /// Different products.
        package var products = 0
        package var lines = 0
        package var units = ExactDecimal.zero
        /// In percent of all, one decimal, rounded down; nil where nothing was sold.
        package var ofLines: ExactDecimal?
        package var ofUnits: ExactDecimal?

        enum CodingKeys: String, CodingKey {
            case products, lines, units
            case ofLines = "of_lines"
            case ofUnits = "of_units"
        }
    }

    package var all: Part
    /// In the catalogue.
    package var watched: Part
    /// Not in the catalogue, and in an article master or decided; nil where neither was given.
    package var screened: Part?
    /// In none of them; nil likewise.
    package var notScreened: Part?
    /// Watched or screened; nil likewise.
    package var covered: Part?
    /// Lines that sell no product: voids, returns, and what the feed file ignores.
    package var otherLines: Int
    /// Lines that could not be read.
    package var unreadable: Int
    /// Sales of products beyond the bound; they are in no list, and count as not screened without being told apart.
    package var beyond: Int

    enum CodingKeys: String, CodingKey {
        case all, watched, screened
        case notScreened = "not_screened"
        case covered
        case otherLines = "other_lines"
        case unreadable, beyond
    }
}
