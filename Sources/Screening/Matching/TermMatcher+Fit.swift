/// What is enough to be a term.
extension TermMatcher {
    /// Whether what was found is enough for the term.
    package func isFit(_ match: TermMatch, _ walk: Walk) -> Bool {
        let term = index.terms[match.term]
        if walk.hasList, !term.hasList {
            // `salt, sodium` is no beginning of `saltpetre, sodium`.
            if !term.isReversed || !isAtStart(match.first) || match.how == .abbreviated { return false }
        }
        if walk.isApart {
            return walk.how <= .inflected && !term.isReversed && !walk.isJoined
                && (term.kind == .name && walk.wholeLetters >= 10 || term.isClass && walk.wholeLetters >= 11)
        }
        if term.isReversed, term.isClass { return match.how <= .inflected && walk.letters >= 10 }
        if let mark = term.mark, !isFollowed(match.last, by: mark) { return false }
        if term.isAcronym { return match.how == .exact && isInCapitals(match) }
        switch term.kind {
        case .formula: return match.how == .exact && isFormula(match, term) && !walk.isShared
        case .negationBefore, .negationAfter, .other: return match.how <= .inflected
        case .with where match.how == .abbreviated: return walk.words > 1 && isTelling(walk, term)
        case .with, .unless, .elsewhere, .percentOwner: return match.how <= .compound && !walk.isJoined
        case .exclude where walk.isJoined && match.first < match.last:
            // `zwavel geel` is two words, and `zwavelgeel` a colour.
            return match.how <= .inflected && !tokens[match.last].gap.contains(.space)
        case .name, .exclude, .classNamed:
            switch match.how {
            case .exact, .inflected: return true
            // `Batteriehandschuh Säureschutz` is no battery acid.
            case .compound: return walk.words == 1 || walk.hasWhole
            case .misspelt:
                if walk.misspeltShort {
                    return walk.hasWhole
                        && (term.kind == .name && walk.letters >= 9
                            || term.isClass && walk.words > 2 && walk.letters >= 14)
                }
                return term.kind == .name || term.kind == .exclude || walk.longest >= 8
                    || (term.isClass && walk.hasWhole && walk.longest >= 6 && walk.letters >= 10)
            case .abbreviated: return isTelling(walk, term)
            case .apart: return false
            }
        }
    }

    /// Whether the beginnings that stand there leave no doubt.
    private func isTelling(_ walk: Walk, _ term: Term) -> Bool {
        let percent = walk.letters * 100 / walk.wholeLetters
        guard walk.words > 1 else {
            if term.isJoined || walk.cutKnown { return false }
            if term.isClass { return walk.hasDot && walk.letters >= 5 && percent >= 60 }
            if walk.hasDot { return walk.letters >= 5 && percent >= 50 }
            return walk.letters >= 7 && percent >= (walk.letters >= 9 ? 50 : 60)
        }
        if percent < 42 { return false }
        if walk.cutWithoutDot == 0 { return walk.letters >= 6 }
        if term.kind == .name || term.isWith {
            // Every word cut says that somebody cut words; one beside whole words must say more.
            let least = walk.hasDot || walk.cutWithoutDot == walk.words || term.language == .ar ? 4 : 5
            return walk.longest >= least && walk.letters >= (term.language == .ar ? 7 : 8)
        }
        // `nail plsh rmvr` says as much by three short words.
        return !walk.cutKnown && walk.longest >= (walk.words > 2 ? 4 : 5)
            && walk.letters >= (walk.words > 2 ? 12 : 10)
    }

    /// `Nitrate, sodium` is a name where a text begins, and two members of a list elsewhere.
    private func isAtStart(_ token: Int) -> Bool { token == 0 || tokens[token].gap.contains(.stop) }

    private func isFollowed(_ token: Int, by mark: UInt8) -> Bool {
        let end = Int(tokens[token].end)
        return end < text.bytes.count && text.bytes[end] == mark
    }

    package func isKnown(_ token: Int) -> Bool {
        candidates.ranges[token].contains {
            candidates.all[$0].how == .exact && candidates.all[$0].tokens == 1
        }
    }

    /// `Hno3`, as programs capitalise words; but `Nano3` is a word. Letters on both sides of a number are none: `H2o2`.
    private func isTitled(_ letters: [UInt8], _ match: TermMatch) -> Bool {
        if tokens[match.first].count < letters.count { return true }
        guard let first = letters.first, first < 97, letters.dropFirst().allSatisfy({ $0 >= 97 }) else {
            return false
        }
        return letters.count > 4 || letters.dropFirst().first.map { !Lexicon.vowels.contains($0) } ?? false
    }

    private func isInCapitals(_ match: TermMatch) -> Bool {
        original[span(match)].allSatisfy { !(97...122).contains($0) }
    }

    /// A formula is one word, and in its own letters or in capitals throughout.
    private func isFormula(_ match: TermMatch, _ term: Term) -> Bool {
        for number in match.first...match.last where number > match.first {
            if !tokens[number].gap.isDisjoint(with: [.space, .list, .stop]) { return false }
        }
        let isGluedAfter = match.last + 1 < tokens.count && tokens[match.last + 1].gap.isEmpty
        if isGluedAfter, tokens[match.last + 1].kind != .percent { return false }
        if tokens[match.first].gap.isEmpty, match.first > 0, tokens[match.first - 1].kind == .letters {
            return false
        }
        let letters = term.text.utf8.filter { (65...90).contains($0) || (97...122).contains($0) }
        let found = original[span(match)].filter { (65...90).contains($0) || (97...122).contains($0) }
        let hasDigit = match.last > match.first
        if !hasDigit, letters.count < 3 { return false }
        if found.elementsEqual(letters) || found.allSatisfy({ $0 < 97 }) { return true }
        if isTitled(found, match) { return true }
        return hasDigit && letters.count < 4 && found.allSatisfy { $0 >= 97 }
    }
}
