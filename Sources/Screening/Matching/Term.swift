/// One phrase of the knowledge, as the matcher looks for it.
package struct Term: Sendable {
    package enum Kind: Sendable, Hashable {
        case name, formula, exclude
        /// A name of a class, and the words that must or must not stand in the article as well: with the class's number.
        case classNamed(Int), with(Int), unless(Int)
        case negationBefore, negationAfter
        case percentOwner
        /// The article is about something, and does not hold it.
        case elsewhere
        /// Something else that looks like a name.
        case other
    }

    package var kind: Kind
    /// The number of its knowledge; -1 for what is the languages' own.
    package var substance: Int
    package var language: Language?
    /// As the knowledge writes it.
    package var text: String
    /// Written in capitals, and short: only capitals are meant.
    package var isAcronym = false
    /// Its words stand in the other order: `peroxide hydrogen`.
    package var isReversed = false
    /// Its words are written as one: `hydrogenperoxide`.
    package var isJoined = false
    /// It has a mark between its words that parts the members of a list elsewhere: `w/o`, `NaNO3/KNO3`.
    package var hasList = false
    /// The mark that must stand right behind it: `s/ acétone`.
    package var mark: UInt8?
    package var words: [Int32] = []

    package var isName: Bool { kind == .name || kind == .formula }

    package var isClass: Bool { if case .classNamed = kind { true } else { false } }

    package var isWith: Bool { if case .with = kind { true } else { false } }

    package var `class`: Int? {
        switch kind {
        case .classNamed(let number), .with(let number), .unless(let number): number
        default: nil
        }
    }
}

/// How a word of a text is a word of a term; the later, the weaker.
package enum How: UInt8, Sendable, Comparable {
    case exact, inflected, compound, misspelt, abbreviated
    /// With a word of another meaning between its words.
    case apart

    package static func < (left: How, right: How) -> Bool { left.rawValue < right.rawValue }

    /// As evidence says it.
    package var text: String {
        switch self {
        case .exact: "exact"
        case .inflected: "inflected"
        case .compound: "in a compound"
        case .misspelt: "misspelt"
        case .abbreviated: "abbreviated"
        case .apart: "apart"
        }
    }
}

/// A term found in a text: tokens `first...last`.
package struct TermMatch: Sendable {
    package var term: Int
    package var first: Int
    package var last: Int
    package var how: How
    /// The word itself says that it is not in: `acetonfrei`.
    package var isNegated: Bool
    /// Its first words stand before another member of a list.
    package var isShared = false
    /// Letters by which misspelt words differ from the term's.
    package var distance: UInt8 = 0
    /// Every word cut short has its point: `salpeterz.`.
    package var isPointed = false

    /// Beside another reading of the same words, the lower the better: whoever writes a point says that the word is cut
    /// short, a misspelling is of the whole word, and a compound only has it in it.
    package var rank: UInt8 {
        switch how {
        case .exact: 0
        case .inflected: 1
        case .abbreviated where isPointed: 2
        case .misspelt: 3
        case .compound: 4
        case .abbreviated: 5
        case .apart: 6
        }
    }

    /// Whether the same words are more likely this than the other, both being misspelt.
    package func isNearer(than other: TermMatch) -> Bool {
        how == .misspelt && other.how == .misspelt && distance < other.distance
    }
}
