/// What one text says for one substance.
package struct SubstanceFinding {
    package var substance: Int
    package var evidence: Evidence
    package var strength: Double
    /// The number of its text among the article's, and tokens there.
    package var field: Int
    package var first: Int
    package var last: Int
    /// The number of a class; nil for the substance itself.
    package var `class`: Int?
}

/// How much a match speaks for a substance, from 0 to 1.
package enum Strength {
    package static let acronym = 0.8
    package static let cas = 0.99
    package static let ec = 0.97
    package static let un = 0.85
    package static let formula = 0.9
    /// Two substances fit what was cut short.
    package static let doubtful = 0.5
    /// Of an article that is about the substance: a book, a label.
    package static let elsewhere = 0.4
    package static let most = 0.99

    package static func name(_ term: Term, _ match: TermMatch) -> Double {
        let how = match.how
        if term.kind == .formula { return formula }
        if term.isAcronym { return acronym }
        let strength =
            switch how {
            case .exact: 0.95
            case .inflected: 0.93
            case .compound: 0.85
            case .misspelt: 0.78
            case .abbreviated: 0.7
            case .apart: 0.6
            }
        return term.isReversed || match.isShared ? strength - 0.1 : strength
    }

    package static func classed(_ likelihood: Knowledge.Likelihood, _ how: How) -> Double {
        likelihood.confidence * (how >= .misspelt ? 0.85 : 1)
    }

    /// What several independent kinds of evidence say together: the strongest of each kind counts.
    package static func together(_ findings: [SubstanceFinding]) -> Double {
        var best: [Evidence.Kind: Double] = [:]
        for finding in findings {
            best[finding.evidence.kind] = max(best[finding.evidence.kind] ?? 0, finding.strength)
        }
        let doubt = best.values.sorted().reduce(1) { $0 * (1 - $1) }
        return min(most, ((1 - doubt) * 1_000).rounded() / 1_000)
    }
}
