/// Finds terms in one text, in time proportional to the text.
package struct TermMatcher {
    package let index: TermIndex
    package let text: FoldedText
    package let original: [UInt8]
    package let tokens: [Token]
    package let candidates: WordCandidates
    package private(set) var matches: [TermMatch] = []
    private var steps = 0

    /// Steps that one text may take, whatever it is made of.
    private static let stepsMax = 50_000
    /// Matches of one text that are kept: what they mean together is worked out pair by pair.
    private static let matchesMax = 800
    /// A beginning that so many words have tells nothing.
    private static let wordsOfPrefixMax = 2_000
    private static let skippedMax = 2

    /// How far a walk has come.
    package struct Walk {
        package var node: Int
        package var next: Int
        package var how = How.exact
        package var isNegated = false
        /// Of words cut short: how many have no dot, and whether one has.
        package var cutWithoutDot = 0
        package var hasDot = false
        /// Letters by which misspelt words differ.
        package var distance: UInt8 = 0
        /// The longest word that stands there.
        package var longest = 0
        package var letters = 0
        /// Letters of the whole words.
        package var wholeLetters = 0
        package var words = 0
        /// A word cut short is a word itself.
        package var cutKnown = false
        /// A short word is misspelt, and another stands as it is.
        package var misspeltShort = false
        package var hasWhole = false
        package var hasList = false
        /// An unknown word was passed over.
        package var isApart = false
        /// Two words of the text are one word of the term.
        package var isJoined = false
        /// A member of a list that shares the first words of the name before it: `nitric and phosphoric acid`.
        package var isShared = false
    }

    package init(_ index: TermIndex, _ text: FoldedText, original: [UInt8], tokens: [Token]) {
        self.index = index
        self.text = text
        self.original = original
        self.tokens = tokens
        candidates = WordCandidates(index.lexicon, text.bytes, tokens)
        for start in tokens.indices { step(Walk(node: TermTrie.root, next: start), start, skipped: 0) }
    }

    /// What each token is beside being a word of a term.
    package var roles: [Lexicon.Flags] { tokens.indices.map { candidates.roles($0, index.lexicon) } }

    private mutating func step(_ walk: Walk, _ start: Int, skipped: Int, isNext: Bool = false) {
        guard walk.next < tokens.count, steps < Self.stepsMax else { return }
        steps += 1
        let token = tokens[walk.next]
        var walk = walk
        if walk.words > 0, !isNext {
            if token.gap.contains(.stop) { return }
            if token.gap.contains(.list) { walk.hasList = true }
        }
        for number in candidates.ranges[walk.next] {
            let candidate = candidates.all[number]
            guard let child = index.trie.child(walk.node, candidate.word) else { continue }
            var further = walk
            further.node = child
            further.next += Int(candidate.tokens)
            further.how = max(walk.how, candidate.how)
            further.isNegated = walk.isNegated || candidate.isNegated
            further.distance &+= candidate.distance
            further.misspeltShort = walk.misspeltShort || candidate.isShort
            further.isJoined = walk.isJoined || candidate.tokens > 1
            further.hasWhole = walk.hasWhole || candidate.how <= .inflected
            if candidate.how == .abbreviated {
                if token.hasDot { further.hasDot = true } else { further.cutWithoutDot += 1 }
            }
            further.take(token.count, of: index.lexicon.words[Int(candidate.word)].count)
            arrive(further, start)
            if walk.words > 0, !walk.isShared { share(walk, behind: further, start) }
        }
        cut(walk, token, start)
        // `de` and `of` inside a name, and `fine`.
        if walk.words > 0, skipped < Self.skippedMax, isSkipped(walk.next) {
            walk.next += 1
            step(walk, start, skipped: skipped + 1, isNext: isNext)
        } else if walk.words > 0, walk.how <= .inflected, !walk.isApart, !walk.isShared, !walk.hasList,
            isUnknown(walk.next)
        {
            walk.next += 1
            walk.isApart = true
            step(walk, start, skipped: skipped, isNext: isNext)
        }
    }

    /// `nitric acid and phosphoric` has the first word of one name before both: `acide nitrique et phosphorique`.
    private mutating func share(_ walk: Walk, behind further: Walk, _ start: Int) {
        var next = further.next
        guard next + 1 < tokens.count,
            index.trie.terms(further.node).contains(where: { index.terms[Int($0)].isName })
        else { return }
        if candidates.hasRole(next, .connector, index.lexicon) {
            next += 1
        } else if !tokens[next].gap.contains(.list) {
            return
        }
        var shared = walk
        shared.next = next
        shared.isShared = true
        step(shared, start, skipped: 0, isNext: true)
    }

    /// The word may be cut short: `amm.`, `wasserstoffperox`.
    private mutating func cut(_ walk: Walk, _ token: Token, _ start: Int) {
        guard token.kind == .letters else { return }
        let isArabic = text.bytes[Int(token.start)] >= FoldingTable.otherLetter
        let least = token.hasDot ? 2 : isArabic ? 3 : 4
        cut(walk, token, from: 0, least, start)
        guard isArabic else { return }
        for article in index.lexicon.articles where text.bytes[token.range].starts(with: article) {
            cut(walk, token, from: article.count, least, start)
        }
    }

    private mutating func cut(_ walk: Walk, _ token: Token, from offset: Int, _ least: Int, _ start: Int) {
        let count = token.count - offset
        guard count >= least else { return }
        let range = index.lexicon.range(ofPrefix: text.bytes[token.range].dropFirst(offset))
        guard !range.isEmpty, walk.words > 0 || range.count <= Self.wordsOfPrefixMax else { return }
        for (word, child) in index.trie.children(walk.node, range) {
            let whole = index.lexicon.words[word].count
            // A word that lacks its last letter is another word, unless a dot says so.
            guard whole > count + (token.hasDot ? 0 : 1) else { continue }
            var further = walk
            further.node = child
            further.next += 1
            further.how = .abbreviated
            if token.hasDot { further.hasDot = true } else { further.cutWithoutDot += 1 }
            if !token.hasDot, isKnown(walk.next) { further.cutKnown = true }
            further.take(count, of: whole)
            arrive(further, start)
        }
    }

    private mutating func arrive(_ walk: Walk, _ start: Int) {
        for number in index.trie.terms(walk.node) {
            let match = TermMatch(
                term: Int(number), first: start, last: walk.next - 1, how: walk.isApart ? .apart : walk.how,
                isNegated: walk.isNegated,
                isShared: walk.isShared, distance: walk.distance,
                isPointed: walk.hasDot && walk.cutWithoutDot == 0)
            if matches.count < Self.matchesMax, isFit(match, walk), !isKnown(match) { matches.append(match) }
        }
        if index.trie.hasChildren(walk.node) { step(walk, start, skipped: 0) }
    }

    /// Several spellings of a term lead to the same words.
    private func isKnown(_ match: TermMatch) -> Bool {
        matches.suffix(16).contains {
            $0.term == match.term && $0.first == match.first && $0.last == match.last && $0.how <= match.how
                && !match.isNearer(than: $0) && $0.isShared == match.isShared
        }
    }

    private func isSkipped(_ number: Int) -> Bool {
        !candidates.roles(number, index.lexicon).isDisjoint(with: [.ignored, .filler])
    }

    /// Whether a word says nothing about names: `Sodium ACME chlorate`.
    private func isUnknown(_ number: Int) -> Bool {
        tokens[number].kind == .letters && tokens[number].count >= 3
            && candidates.all[candidates.ranges[number]].allSatisfy {
                $0.how == .exact && index.lexicon.flags[Int($0.word)].isSubset(of: [.misspells, .compounds])
            }
    }

    /// Where a match is in the original text.
    package func span(_ match: TermMatch) -> Range<Int> {
        let start = text.origin(of: Int(tokens[match.first].start))
        return start..<max(start, text.origin(of: Int(tokens[match.last].end)))
    }
}

extension TermMatcher.Walk {
    package mutating func take(_ count: Int, of whole: Int) {
        words += 1
        letters += count
        wholeLetters += whole
        longest = max(longest, count)
    }
}
