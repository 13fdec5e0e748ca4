/// Collects terms with the spellings that they may have.
package struct TermIndexBuilder {
    private let rules: LanguageRules
    private var terms: [(term: Term, words: [[UInt8]])] = []
    private var words: [[UInt8]: (flags: Lexicon.Flags, languages: UInt16)] = [:]
    /// For each spelling: the number of its term.
    private var seen: [Key: Int] = [:]
    /// For each language and word: all words of its group.
    private var variants: [Language: [[UInt8]: [[UInt8]]]] = [:]

    /// One term has at most so many spellings by its words' variants.
    private static let variantsMax = 16

    private struct Key: Hashable {
        var kind: Term.Kind
        var substance: Int
        var words: [[UInt8]]
        var isAcronym: Bool
        var isReversed: Bool
        var mark: UInt8?
    }

    package init(_ rules: LanguageRules) {
        self.rules = rules
        variants = Self.variants(rules)
        mark(rules.ignored, .ignored)
        mark(rules.connectors, .connector)
        mark(rules.affirmations, .affirmation)
        mark(rules.percentFillers, .filler)
        add(rules.negationsBefore, .negationBefore, -1)
        add(rules.negationsAfter, .negationAfter, -1)
        add(rules.percentOwners, .percentOwner, -1)
        add(rules.others, .other, -1)
        add(rules.elsewhere, .elsewhere, -1)
    }

    package mutating func add(_ knowledge: Knowledge, _ number: Int) {
        for block in knowledge.names { add(block.wordings, .name, number) }
        for block in knowledge.excludes { add(block.wordings, .exclude, number) }
        for formula in knowledge.formulas { add(formula, nil, .formula, number) }
        for (index, one) in knowledge.classes.enumerated() {
            add(one.names, .classNamed(index), number)
            for word in one.with { add(word, nil, .with(index), number) }
            for word in one.unless { add(word, nil, .unless(index), number) }
        }
    }

    /// The terms with the numbers of their words, and the words.
    package func finished() -> ([Term], Lexicon) {
        let lexicon = Lexicon(words.map { ($0.key, $0.value.flags, $0.value.languages) }, rules)
        var numbers: [[UInt8]: Int32] = [:]
        for (number, word) in lexicon.words.enumerated() { numbers[word] = Int32(number) }
        let numbered = terms.map { entry in
            var term = entry.term
            term.words = entry.words.compactMap { numbers[$0] }
            return term
        }
        return (numbered, lexicon)
    }

    private mutating func mark(_ wordings: Wordings, _ flag: Lexicon.Flags) {
        for word in wordings.values.joined() {
            words[FoldedText(word).bytes, default: ([], 0)].flags.insert(flag)
        }
    }

    private mutating func add(_ wordings: Wordings, _ kind: Term.Kind, _ substance: Int) {
        for language in Language.allCases {
            for text in wordings[language] ?? [] { add(text, language, kind, substance) }
        }
    }

    private mutating func add(_ text: String, _ language: Language?, _ kind: Term.Kind, _ substance: Int) {
        var term = Term(
            kind: kind, substance: substance, language: language, text: text,
            isAcronym: kind != .formula && isAcronym(text))
        if kind == .negationBefore, let last = text.utf8.last,
            last == UInt8(ascii: "/") || last == UInt8(ascii: ".")
        {
            term.mark = last
        }
        term.hasList = Token.tokens(of: FoldedText(text).bytes).dropFirst().contains {
            $0.gap.contains(.list)
        }
        let ignored = Set((language.flatMap { rules.ignored[$0] } ?? []).map { FoldedText($0).bytes })
        var spellings = [text]
        let expanded = text.replacingUmlauts()
        if expanded != text { spellings.append(expanded) }
        for spelling in spellings {
            let all = pieces(of: spelling)
            let keepsAll = !(kind == .name || kind == .exclude || term.class != nil)
            let weighty = keepsAll ? all : all.filter { !ignored.contains($0) }
            // `d6` is not the number alone where `d` has no weight.
            let chosen = weighty.contains(where: isWord) || !all.contains(where: isWord) ? weighty : all
            insertAll(term, chosen, all)
            for varied in varied(chosen, term).dropFirst() { insert(term, varied) }
        }
    }

    /// A term as it is, as one word, and a name of two words the other way round.
    private mutating func insertAll(_ term: Term, _ chosen: [[UInt8]], _ all: [[UInt8]]) {
        insert(term, chosen)
        guard term.kind == .name || term.isClass, !term.isAcronym, chosen.count > 1,
            chosen.allSatisfy(isWord)
        else { return }
        for joined in Set([Array(chosen.joined()), Array(all.joined())])
        where joined.count >= Lexicon.misspeltMin {
            var one = term
            one.isJoined = true
            insert(one, [joined])
        }
        if term.kind == .name || term.isClass, all.count == 2, chosen.count == 2 {
            var reversed = term
            reversed.isReversed = true
            insert(reversed, chosen.reversed())
        }
    }

    /// The words of a name with each word's variants.
    private func varied(_ words: [[UInt8]], _ term: Term) -> [[[UInt8]]] {
        guard term.kind == .name || term.isClass, !term.isAcronym, let language = term.language,
            let groups = variants[language]
        else { return [words] }
        var all: [[[UInt8]]] = [[]]
        for word in words {
            let choices = groups[word] ?? [word]
            // The spelling of the file comes first, and stays when there are too many.
            let ordered = [word] + choices.filter { $0 != word }
            let next = all.flatMap { begun in ordered.map { begun + [$0] } }
            all = next.count <= Self.variantsMax ? next : all.map { $0 + [word] }
        }
        return all
    }

    private static func variants(_ rules: LanguageRules) -> [Language: [[UInt8]: [[UInt8]]]] {
        rules.variants.mapValues { groups in
            var variants: [[UInt8]: [[UInt8]]] = [:]
            for group in groups {
                let words = group.split(separator: "|").map { word in
                    FoldedText(String(word)).bytes.filter { $0 != UInt8(ascii: " ") }
                }
                for word in words { variants[word] = words }
            }
            return variants
        }
    }

    private mutating func insert(_ term: Term, _ pieces: [[UInt8]]) {
        guard (1...TermIndex.wordsMax).contains(pieces.count) else { return }
        let key = Key(
            kind: term.kind, substance: term.substance, words: pieces, isAcronym: term.isAcronym,
            isReversed: term.isReversed, mark: term.mark)
        let letters = pieces.allSatisfy(isWord)
        let isLong = letters && pieces.count == 1 && !term.isAcronym
        for piece in pieces {
            let languages = term.language.map(Lexicon.bit) ?? (term.kind == .formula ? 0 : .max)
            var entry = words[piece] ?? ([], 0)
            entry.languages |= languages
            if letters, term.kind != .formula, !term.isAcronym, isMisspelt(term.kind) {
                entry.flags.insert(.misspells)
            }
            if isLong, !isCutGenitive(piece, term),
                piece.count >= (isContext(term.kind) ? 5 : Lexicon.compoundMin),
                isContext(term.kind) || term.language?.buildsCompounds ?? false,
                isMisspelt(term.kind) || isContext(term.kind)
            {
                entry.flags.insert(.compounds)
            }
            if pieces.count == 1, isMisspelt(term.kind) || isAgainst(term.kind) {
                entry.flags.insert(.alone)
            }
            words[piece] = entry
        }
        // Two languages may share a term; the words are of both.
        guard let number = seen[key] else {
            seen[key] = terms.count
            terms.append((term, pieces))
            return
        }
        // What either spelling allows is allowed: `NaNO3/KNO3` beside `NaNO3 KNO3`, and a name that another makes joined.
        terms[number].term.hasList = terms[number].term.hasList || term.hasList
        terms[number].term.isJoined = terms[number].term.isJoined && term.isJoined
    }

    /// The tokens of a term; Arabic words without their article.
    private func pieces(of text: String) -> [[UInt8]] {
        let bytes = FoldedText(text).bytes
        let articles = (rules.articles[.ar] ?? []).map { FoldedText($0).bytes }.filter { $0.count > 1 }
            .sorted { $0.count > $1.count }
        return Token.tokens(of: bytes).map { token in
            let piece = Array(bytes[token.range])
            let article = articles.first {
                piece.starts(with: $0) && piece.count - $0.count >= Lexicon.arabicStemMin
            }
            return Array(piece.dropFirst(article?.count ?? 0))
        }
    }

    private func isMisspelt(_ kind: Term.Kind) -> Bool {
        switch kind {
        case .name, .exclude, .classNamed: true
        default: false
        }
    }

    /// `schwefels` is a name, being short for the acid, and the beginning of much else: `Schwefelstein`.
    private func isCutGenitive(_ piece: [UInt8], _ term: Term) -> Bool {
        term.kind == .name && piece.last == UInt8(ascii: "s")
    }

    private func isAgainst(_ kind: Term.Kind) -> Bool {
        switch kind {
        case .unless, .other, .negationBefore, .negationAfter: true
        default: false
        }
    }

    private func isContext(_ kind: Term.Kind) -> Bool {
        switch kind {
        case .with, .unless: true
        default: false
        }
    }

    private func isWord(_ piece: [UInt8]) -> Bool {
        piece.first.map { (97...122).contains($0) || $0 >= FoldingTable.otherLetter } ?? false
    }

    /// Capitals only, and every word so short that it might be another word in small letters.
    private func isAcronym(_ text: String) -> Bool {
        let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
        return !letters.isEmpty && letters.count <= 4
            && letters.allSatisfy { $0.isASCII && $0.properties.isUppercase }
    }
}

extension String {
    /// Umlauts in two letters, as tills write them.
    fileprivate func replacingUmlauts() -> String {
        var text = ""
        for character in self {
            switch character {
            case "ä", "Ä": text += "ae"
            case "ö", "Ö": text += "oe"
            case "ü", "Ü": text += "ue"
            default: text.append(character)
            }
        }
        return text
    }
}
