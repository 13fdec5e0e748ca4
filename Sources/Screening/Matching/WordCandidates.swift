/// The words of the lexicon that a token of a text may be.
package struct WordCandidate: Sendable {
    package var word: Int32
    package var how: How
    /// How many tokens it takes: two where one word is written as two.
    package var tokens: Int32 = 1
    package var isNegated = false
    /// A misspelling of a word so short that it needs another word beside it.
    package var isShort = false
    /// Letters by which a misspelling differs.
    package var distance: UInt8 = 0
}

/// Finds for each token of one text the words that it may be: itself, inflected, inside a compound, misspelt.
package struct WordCandidates {
    private let lexicon: Lexicon
    private let bytes: [UInt8]
    private let tokens: [Token]
    private let sums: PrefixHashes
    /// For each token: where its candidates are.
    private(set) var ranges: [Range<Int>] = []
    private(set) var all: [WordCandidate] = []

    /// A text made to collide costs no more comparisons than this for a token.
    private static let comparisonsMax = 64

    package init(_ lexicon: Lexicon, _ bytes: [UInt8], _ tokens: [Token]) {
        self.lexicon = lexicon
        self.bytes = bytes
        self.tokens = tokens
        sums = PrefixHashes(bytes)
        ranges.reserveCapacity(tokens.count)
        for index in tokens.indices {
            let first = all.count
            find(index)
            ranges.append(first..<all.count)
        }
    }

    /// What a token is beside being a word of a term.
    package func roles(_ token: Int, _ lexicon: Lexicon) -> Lexicon.Flags {
        var roles: Lexicon.Flags = []
        for candidate in all[ranges[token]] where candidate.how == .exact && candidate.tokens == 1 {
            roles.formUnion(lexicon.flags[Int(candidate.word)])
        }
        return roles
    }

    package func hasRole(_ token: Int, _ role: Lexicon.Flags, _ lexicon: Lexicon) -> Bool {
        roles(token, lexicon).contains(role)
    }

    private mutating func find(_ index: Int) {
        let token = tokens[index]
        guard token.count <= PrefixHashes.lengthMax else { return }
        let first = all.count
        let (start, end) = (Int(token.start), Int(token.end))
        findExact(start, end, isNegated: false)
        guard token.kind == .letters else { return }
        findJoined(index)
        // A word that is known may be an inflection of another: `nitratos` in `sin nitratos`.
        findStems(start, end, isNegated: false)
        if bytes[start] >= FoldingTable.otherLetter {
            for article in lexicon.articles
            where begins(start, end, with: article, leaving: Lexicon.arabicStemMin) {
                findExact(start + article.count, end, isNegated: false)
                findStems(start + article.count, end, isNegated: false)
                if let stem = nativeStem(start + article.count, end) {
                    findExact(stem, end, isNegated: false)
                    findStems(stem, end, isNegated: false)
                }
            }
            if all.count == first {
                for article in lexicon.articles
                where begins(start, end, with: article, leaving: Lexicon.arabicMisspeltMin - 1) {
                    findMisspelt(start + article.count, end)
                }
            }
        }
        if all.count > first {
            // A word of a longer phrase may still be a compound.
            let isAlone = all[first...].contains { lexicon.flags[Int($0.word)].contains(.alone) }
            if !isAlone, token.count > Lexicon.compoundMin { findCompounds(start, end) }
            return
        }
        guard token.count >= Lexicon.misspeltShortMin - 1 else { return }
        for prefix in lexicon.negationPrefixes
        where begins(start, end, with: prefix, leaving: Lexicon.stemMin) {
            findExact(start + prefix.count, end, isNegated: true)
            findStems(start + prefix.count, end, isNegated: true)
        }
        guard all.count == first else { return }
        findCompounds(start, end)
        findMisspelt(start, end)
    }

    /// Where a word goes on that itself begins like an article and stands behind one: terms lack what looks like an article
    /// (`TermIndexBuilder`), so the aluminium of `للألومنيوم` is in the lexicon without its first two letters.
    private func nativeStem(_ start: Int, _ end: Int) -> Int? {
        for article in lexicon.articles
        where article.count > 1 && begins(start, end, with: article, leaving: Lexicon.arabicStemMin) {
            return start + article.count
        }
        return nil
    }

    private func begins(_ start: Int, _ end: Int, with prefix: [UInt8], leaving least: Int) -> Bool {
        end - start - prefix.count >= least && bytes[start..<start + prefix.count] == prefix[...]
    }

    private func isSame(_ start: Int, _ end: Int, _ word: Int32) -> Bool {
        bytes[start..<end] == lexicon.words[Int(word)][...]
    }

    private mutating func findExact(_ start: Int, _ end: Int, isNegated: Bool) {
        var found: [WordCandidate] = []
        lexicon.exact.forEach(sums.hash(start, end)) { word in
            if isSame(start, end, word) {
                found.append(WordCandidate(word: word, how: .exact, isNegated: isNegated))
            }
        }
        all += found
    }

    /// `hydrogen peroxide` where the lexicon has it as one word.
    private mutating func findJoined(_ index: Int) {
        guard index + 1 < tokens.count else { return }
        let (left, right) = (tokens[index], tokens[index + 1])
        guard right.kind == .letters, left.count + right.count <= PrefixHashes.lengthMax,
            left.count + right.count >= Lexicon.misspeltMin,
            right.gap.isDisjoint(with: [.list, .stop, .bracket])
        else { return }
        let hash = PrefixHashes.joined(
            sums.hash(Int(left.start), Int(left.end)), sums.hash(Int(right.start), Int(right.end)),
            secondCount: right.count)
        var found: [WordCandidate] = []
        lexicon.exact.forEach(hash) { word in
            let joined = lexicon.words[Int(word)]
            if joined.count == left.count + right.count, joined.starts(with: bytes[left.range]),
                joined[left.count...] == bytes[right.range]
            {
                found.append(WordCandidate(word: word, how: .exact, tokens: 2))
            }
        }
        all += found
    }

    private mutating func findStems(_ start: Int, _ end: Int, isNegated: Bool) {
        let least = bytes[start] >= FoldingTable.otherLetter ? Lexicon.arabicStemMin : Lexicon.stemMin
        var comparisons = 0
        var found: [WordCandidate] = []
        for taken in 0...Lexicon.endingMax {
            let stop = end - taken
            guard stop - start >= least else { break }
            guard let languages = lexicon.endings[sums.hash(stop, end)] else { continue }
            lexicon.stemIndex.forEach(sums.hash(start, stop)) { number in
                let stem = lexicon.stems[Int(number)]
                comparisons += 1
                guard comparisons <= Self.comparisonsMax, stem.languages & languages != 0,
                    !isSame(start, end, stem.word),
                    Int(stem.count) == stop - start,
                    // What is left of a word alone is seldom the word: `aceto` is no acetone.
                    taken > 0 || stem.isBare,
                    lexicon.words[Int(stem.word)].starts(with: bytes[start..<stop]),
                    !found.contains(where: { $0.word == stem.word })
                else { return }
                found.append(WordCandidate(word: stem.word, how: .inflected, isNegated: isNegated))
            }
        }
        all += found
    }

    /// A long word at the front or at the end of a longer one. The longest at each side counts.
    private mutating func findCompounds(_ start: Int, _ end: Int) {
        let least = Lexicon.compoundMin - 1
        var found: [WordCandidate] = []
        for length in stride(from: end - start - 2, through: least, by: -1) where found.isEmpty {
            lexicon.compounds.forEach(sums.hash(start, start + length)) { word in
                guard isSame(start, start + length, word) else { return }
                let isNegated = lexicon.negationSuffixes.contains(Array(bytes[start + length..<end]))
                if !isNegated, end - start - length < 3 { return }
                found.append(WordCandidate(word: word, how: .compound, isNegated: isNegated))
            }
        }
        let count = found.count
        for length in stride(from: end - start - 2, through: least, by: -1) where found.count == count {
            lexicon.compounds.forEach(sums.hash(end - length, end)) { word in
                if isSame(end - length, end, word) { found.append(WordCandidate(word: word, how: .compound)) }
            }
        }
        all += found
    }

    private mutating func findMisspelt(_ start: Int, _ end: Int) {
        let count = end - start
        guard count >= Lexicon.misspeltShortMin - 1, count <= PrefixHashes.lengthMax / 4 else { return }
        var words: Set<Int32> = []
        var comparisons = 0
        sums.forEachDeletion(start, end, two: count >= Lexicon.misspeltTwiceMin - 2) { hash in
            lexicon.deletions.forEach(hash) { word in
                comparisons += 1
                if comparisons <= Self.comparisonsMax { words.insert(word) }
            }
        }
        let skeleton = Lexicon.skeleton(of: bytes[start..<end])
        if let skeleton { lexicon.deletions.forEach(skeleton) { words.insert($0) } }
        if let consonants = Lexicon.consonants(of: bytes[start..<end]) {
            lexicon.deletions.forEach(consonants) { words.insert($0) }
        }
        for number in words.sorted() {
            let word = lexicon.words[Int(number)]
            // A wrong first letter is rare, and makes another word.
            guard word[0] == bytes[start] else { continue }
            let isLoose =
                word.count >= Lexicon.misspeltTwiceMin
                || (skeleton != nil && skeleton == Lexicon.skeleton(of: word[...]))
            let limit = isLoose ? 2 : 1
            if let distance = Spelling.distance(upTo: limit, bytes[start..<end], word) {
                all.append(
                    WordCandidate(
                        word: number, how: .misspelt, isShort: !lexicon.isLong(word),
                        distance: UInt8(distance)))
            } else if Lexicon.isWithoutVowels(bytes[start..<end], word) {
                all.append(WordCandidate(word: number, how: .abbreviated))
            }
        }
    }
}
