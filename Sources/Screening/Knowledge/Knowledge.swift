import Purchases

/// The languages that knowledge is kept in, by their codes.
package enum Language: String, Sendable, CaseIterable {
    case en, fr, de, es, it, nl, pl, pt, ar

    /// Long words are built by joining: a name may stand inside another word.
    var buildsCompounds: Bool { self == .de || self == .nl }
}

/// Texts by language.
package typealias Wordings = [Language: [String]]

/// What is known of one listed substance so that articles which hold it can be told by their texts
/// (`docs/FORMATS.md`, knowledge).
///
/// It identifies, and says nothing else: the id is the lists' id, and all of it is public.
package struct Knowledge: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable { case liquid, solid }

    /// How commonly the articles of a class hold the substance.
    package enum Likelihood: String, Sendable, CaseIterable {
        case certain, likely, possible

        package var confidence: Double {
            switch self {
            case .certain: 0.95
            case .likely: 0.75
            case .possible: 0.45
            }
        }
    }

    package struct Source: Sendable, Hashable {
        package var id: String
        package var title: String
        package var url: String?
    }

    /// Names, or excluding phrases, with the ids of the sources that they were taken from.
    package struct Block: Sendable, Hashable {
        package var sources: [String]
        package var wordings: Wordings

        package init(sources: [String], wordings: Wordings) {
            self.sources = sources
            self.wordings = wordings
        }
    }

    /// A kind of article that commonly holds the substance.
    package struct Class: Sendable, Hashable {
        package var id: String
        package var sources: [String]
        package var likelihood: Likelihood
        package var names: Wordings
        /// Where not empty, one of these must stand in the article as well.
        package var with: [String]
        /// Substances of which a name or number in the article does as well as a phrase of `with`.
        package var withNamesOf: [String]
        /// With one of these in the article, the class does not count.
        package var unless: [String]
        package var note: String?

        package init(
            id: String, sources: [String], likelihood: Likelihood, names: Wordings, with: [String],
            withNamesOf: [String] = [], unless: [String], note: String? = nil
        ) {
            self.id = id
            self.sources = sources
            self.likelihood = likelihood
            self.names = names
            self.with = with
            self.withNamesOf = withNamesOf
            self.unless = unless
            self.note = note
        }
    }

    package var substance: String
    package var version: String
    package var cas: [String] = []
    package var ec: [String] = []
    package var un: [Int] = []
    package var formulas: [String] = []
    package var state: State?
    package var sources: [Source] = []
    package var names: [Block] = []
    package var classes: [Class] = []
    package var excludes: [Block] = []
    /// Percent nitrogen of the pure substance, so that a fertiliser's grade can be turned into a concentration.
    package var nitrogen: ExactDecimal?
    /// SHA-256 of the file, in hex.
    package var digest = ""

    package init(substance: String, version: String) {
        self.substance = substance
        self.version = version
    }
}
