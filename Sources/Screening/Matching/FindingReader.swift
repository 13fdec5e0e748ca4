/// Turns the matches of an article's texts into what speaks for each substance.
package struct FindingReader {
    package let index: TermIndex
    package let knowledge: [Knowledge]
    package let numbers: [NumberKey: [Int]]

    package struct NumberKey: Hashable, Sendable {
        package var kind: Evidence.Kind
        package var number: String
    }

    private struct ClassKey: Hashable {
        var substance: Int
        var number: Int
    }

    /// - Returns: the findings in order of text and place.
    package func findings(_ scans: [FieldScan]) -> [SubstanceFinding] {
        var findings: [SubstanceFinding] = []
        var classes: [SubstanceFinding] = []
        var denied: Set<Int> = []
        var excluded: Set<Int> = []
        var with: Set<ClassKey> = []
        var unless: Set<ClassKey> = []
        var elsewhere: Set<Int> = []
        for (field, scan) in scans.enumerated() {
            findings += registered(scan, field)
            guard !scan.matches.isEmpty else { continue }
            let negation = Negation(scan, index)
            for match in scan.matches {
                let term = index.terms[match.term]
                switch term.kind {
                case .with(let number): with.insert(ClassKey(substance: term.substance, number: number))
                case .unless(let number): unless.insert(ClassKey(substance: term.substance, number: number))
                case .elsewhere: elsewhere.insert(field)
                case .exclude where match.how == .exact && scan.field == "name":
                    excluded.insert(term.substance)
                case .classNamed(let number):
                    if !negation.denies(match), !isCovered(match, term, scan) {
                        classes.append(classed(scan, field, match, term, number))
                    }
                case .name, .formula:
                    if negation.denies(match) || isDenied(match, term, scan, negation) {
                        denied.insert(term.substance)
                    } else if let strength = strength(of: match, term, scan) {
                        findings.append(named(scan, field, match, term, strength))
                    }
                default: break
                }
            }
        }
        let own = Set(findings.map(\.substance))
        let ids = Set(own.map { knowledge[$0].substance })
        findings += classes.filter { finding in
            guard let number = finding.class else { return false }
            let key = ClassKey(substance: finding.substance, number: number)
            let kind = knowledge[finding.substance].classes[number]
            let needs = !kind.with.isEmpty || !kind.withNamesOf.isEmpty
            let has = with.contains(key) || kind.withNamesOf.contains(where: ids.contains)
            return (has || !needs) && !unless.contains(key) && !excluded.contains(finding.substance)
                && (!denied.contains(finding.substance) || own.contains(finding.substance))
        }
        let isAll = elsewhere.contains { isDepartment(scans[$0], $0, findings) }
        for index in findings.indices where isAll || elsewhere.contains(findings[index].field) {
            findings[index].strength *= Strength.elsewhere
        }
        return findings
    }

    /// Whether a text is a few words about the whole article: `Books`.
    private func isDepartment(_ scan: FieldScan, _ field: Int, _ findings: [SubstanceFinding]) -> Bool {
        scan.field != "name" && scan.tokens.count <= 5 && !findings.contains { $0.field == field }
    }

    /// Whether a longer name of the same substance that holds this one is denied: `phosphoric acid free`.
    private func isDenied(_ match: TermMatch, _ term: Term, _ scan: FieldScan, _ negation: Negation) -> Bool {
        scan.matches.contains { other in
            let rival = index.terms[other.term]
            return rival.isName && rival.substance == term.substance && other.first <= match.first
                && other.last >= match.last && other.last - other.first > match.last - match.first
                && negation.denies(other)
        }
    }

    private func registered(_ scan: FieldScan, _ field: Int) -> [SubstanceFinding] {
        scan.numbers.flatMap { match in
            (numbers[NumberKey(kind: match.kind, number: match.number)] ?? []).map { substance in
                let strength =
                    match.kind == .cas ? Strength.cas : match.kind == .ec ? Strength.ec : Strength.un
                return SubstanceFinding(
                    substance: substance,
                    evidence: Evidence(
                        kind: match.kind, term: match.number, span: scan.span(match.first, match.last),
                        how: How.exact.text),
                    strength: strength, field: field, first: match.first, last: match.last)
            }
        }
    }

    private func named(
        _ scan: FieldScan, _ field: Int, _ match: TermMatch, _ term: Term, _ strength: Double
    ) -> SubstanceFinding {
        SubstanceFinding(
            substance: term.substance,
            evidence: Evidence(
                kind: term.kind == .formula ? .formula : .name, term: term.text,
                language: term.language?.rawValue,
                span: scan.span(match.first, match.last), how: match.how.text),
            strength: strength, field: field, first: match.first, last: match.last)
    }

    private func classed(
        _ scan: FieldScan, _ field: Int, _ match: TermMatch, _ term: Term, _ number: Int
    ) -> SubstanceFinding {
        let likelihood = knowledge[term.substance].classes[number].likelihood
        return SubstanceFinding(
            substance: term.substance,
            evidence: Evidence(
                kind: .class, term: term.text, language: term.language?.rawValue,
                span: scan.span(match.first, match.last), how: match.how.text),
            strength: Strength.classed(likelihood, match.how), field: field, first: match.first,
            last: match.last,
            class: number)
    }

    /// What a name is worth beside everything else that was found in its text; nil when it is not meant.
    private func strength(of match: TermMatch, _ term: Term, _ scan: FieldScan) -> Double? {
        if isCovered(match, term, scan) { return nil }
        var isDoubtful = false
        for other in scan.matches
        where other.term != match.term && (other.how != .apart || match.how == .apart) {
            let rival = index.terms[other.term]
            if rival.kind == .exclude, rival.substance == term.substance {
                if isExcluded(match, by: other, scan) { return nil }
            } else if rival.substance == term.substance || !(rival.isName || rival.kind == .other) {
                continue
            }
            if term.kind == .formula, rival.kind == .name, other.last == match.first - 1,
                term.words.count == 1
            {
                // `ephedrine HCl` is a salt.
                return nil
            }
            if other.first <= match.first, other.last >= match.last {
                if other.isNearer(than: match) { return nil }
                // A phrase that is itself in doubt only brings doubt, and a point makes it no surer.
                let isSure = rival.isName || other.how <= .compound
                let isStronger = other.rank < match.rank && (isSure || !other.isPointed)
                if (isStronger && isSure) || (match.isShared && !other.isShared) { return nil }
                let isEqual = match.how >= .misspelt && other.how == match.how && other.rank == match.rank
                if isStronger || (isEqual && !match.isNearer(than: other)) { isDoubtful = true }
            } else if term.isReversed, rival.isName, !index.terms[other.term].isReversed,
                other.first <= match.last, other.last >= match.first
            {
                return nil
            }
        }
        let strength = Strength.name(term, match)
        return isDoubtful ? min(strength, Strength.doubtful) : strength
    }

    /// Whether a longer name of something else holds these words: `calcium ammonium nitrate` is no ammonium nitrate.
    private func isCovered(_ match: TermMatch, _ term: Term, _ scan: FieldScan) -> Bool {
        scan.matches.contains { other in
            let rival = index.terms[other.term]
            guard rival.substance != term.substance, other.how != .apart,
                rival.isName || rival.kind == .other || (rival.isClass && !term.isClass),
                other.first <= match.first, other.last >= match.last, !other.isShared
            else { return false }
            return other.last - other.first > match.last - match.first
                || (term.isClass && isBetter(other, rival, than: match, term, scan))
        }
    }

    /// Whether something else is read in the words of a class more easily; a name is what a misspelling or an abbreviation
    /// is of, if it may be.
    private func isBetter(
        _ other: TermMatch, _ rival: Term, than match: TermMatch, _ term: Term, _ scan: FieldScan
    ) -> Bool {
        if other.rank < match.rank || other.isNearer(than: match) { return true }
        guard rival.isName, match.how == .misspelt || (match.isPointed && match.first == match.last),
            other.rank == match.rank, other.distance == match.distance
        else { return false }
        // What is a class of one substance may be a name of another: then both are meant.
        return !scan.matches.contains {
            $0.first == match.first && $0.last == match.last && index.terms[$0.term].isName
                && index.terms[$0.term].words == term.words
        }
    }

    /// An excluding phrase is about the whole of a name, and about its own member of a list in another text. One that is
    /// itself in doubt only tells what its own words are.
    private func isExcluded(_ match: TermMatch, by other: TermMatch, _ scan: FieldScan) -> Bool {
        if isInside(other, match) || other.how > .compound || other.isNegated { return false }
        // `sodium chlor` is not in `sodium chlorrate`, where words are not joined.
        let language = index.terms[other.term].language
        if other.how == .compound, language.map({ !$0.buildsCompounds }) ?? false { return false }
        if other.first == match.first, other.last == match.last, other.how > match.how { return false }
        if scan.field == "name" { return true }
        let (first, last) = other.first < match.first ? (other.last, match.first) : (match.last, other.first)
        guard first < last else { return true }
        return scan.tokens[first + 1...last].allSatisfy { $0.gap.isDisjoint(with: [.list, .stop]) }
    }

    private func isInside(_ inner: TermMatch, _ outer: TermMatch) -> Bool {
        inner.first >= outer.first && inner.last <= outer.last
            && inner.last - inner.first < outer.last - outer.first
    }
}
