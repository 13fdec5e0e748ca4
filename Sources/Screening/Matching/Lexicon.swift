/// Every word of every term, with the indexes that find it under another spelling.
///
/// Words are numbered in bytewise order, so that those with one beginning are a range.
package struct Lexicon: Sendable {
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// May stand inside a compound.
        package static let compounds = Flags(rawValue: 1)
        /// A misspelling of it counts.
        package static let misspells = Flags(rawValue: 2)
        /// Has no weight inside a name.
        package static let ignored = Flags(rawValue: 4)
        package static let connector = Flags(rawValue: 8)
        /// Ends what a negation reaches.
        package static let affirmation = Flags(rawValue: 16)
        /// May stand between a percentage and its name.
        package static let filler = Flags(rawValue: 32)
        /// Is a whole term by itself.
        package static let alone = Flags(rawValue: 64)
    }

    package struct Stem: Sendable {
        package var word: Int32
        package var count: Int32
        package var languages: UInt16
        /// Whether it is a word as it stands: nothing was taken off, or the plural's ending.
        package var isBare: Bool
    }

    package let words: [[UInt8]]
    package let flags: [Flags]
    package let exact: HashIndex
    package let compounds: HashIndex
    package let deletions: HashIndex
    package let stems: [Stem]
    package let stemIndex: HashIndex
    /// Which languages have an ending, by its hash; a bit for each.
    package let endings: [UInt64: UInt16]
    /// Negations that are written in one word with a name, folded.
    package let negationPrefixes: [[UInt8]]
    package let negationSuffixes: Set<[UInt8]>
    package let articles: [[UInt8]]

    package static let compoundMin = 6
    package static let misspeltMin = 7
    /// From here on beside another word of its term.
    package static let misspeltShortMin = 5
    /// Arabic writes no short vowels: its words have fewer letters.
    package static let arabicMisspeltMin = 6
    package static let misspeltTwiceMin = 12
    package static let stemMin = 4
    package static let arabicStemMin = 3
    package static let endingMax = 6

    package static func bit(_ language: Language) -> UInt16 {
        1 << UInt16(Language.allCases.firstIndex(of: language) ?? 15)
    }

    /// - Parameters:
    ///   - entries: each word once, with what it may be and its languages.
    ///   - rules: endings, articles and negations.
    package init(_ entries: [(word: [UInt8], flags: Flags, languages: UInt16)], _ rules: LanguageRules) {
        let sorted = entries.sorted { $0.word.lexicographicallyPrecedes($1.word) }
        words = sorted.map(\.word)
        flags = sorted.map(\.flags)
        articles = Self.folded(rules.articles)
        negationPrefixes = Self.folded(rules.negationPrefixes)
        var endingBits: [UInt64: UInt16] = [PrefixHashes.hash([]): .max]
        var endingsOf: [(bit: UInt16, endings: [[UInt8]])] = []
        var suffixes: Set<[UInt8]> = []
        for language in Language.allCases {
            let bit = Self.bit(language)
            let endings = (rules.endings[language] ?? []).map { FoldedText($0).bytes }
            for ending in endings { endingBits[PrefixHashes.hash(ending), default: 0] |= bit }
            endingsOf.append((bit, endings))
            for suffix in rules.negationSuffixes[language] ?? [] {
                let folded = FoldedText(suffix).bytes
                suffixes.insert(folded)
                for ending in endings { suffixes.insert(folded + ending) }
            }
        }
        endings = endingBits
        negationSuffixes = suffixes
        exact = HashIndex(Self.numbered(words) { _ in true })
        compounds = HashIndex(Self.numbered(words) { sorted[$0].flags.contains(.compounds) })
        deletions = HashIndex(Self.deletionEntries(sorted.map(\.word), sorted.map(\.flags)))
        var stems: [Stem] = []
        var stemEntries: [(hash: UInt64, value: Int32)] = []
        for (number, entry) in sorted.enumerated() where entry.word.count >= Self.arabicStemMin {
            for stem in Self.stems(of: entry.word, entry.languages, endingsOf) {
                stemEntries.append((PrefixHashes.hash(entry.word[..<Int(stem.count)]), Int32(stems.count)))
                let taken = entry.word[Int(stem.count)...]
                stems.append(
                    Stem(
                        word: Int32(number), count: stem.count, languages: stem.languages,
                        isBare: Self.isBare(taken, stem.languages, stem: Int(stem.count))))
            }
        }
        self.stems = stems
        stemIndex = HashIndex(stemEntries)
    }

    private static func folded(_ wordings: Wordings) -> [[UInt8]] {
        wordings.values.joined().map { FoldedText($0).bytes }.sorted { $0.count > $1.count }
    }

    private static func numbered(_ words: [[UInt8]], _ isIn: (Int) -> Bool) -> [(hash: UInt64, value: Int32)]
    {
        words.indices.filter(isIn).map { (PrefixHashes.hash(words[$0]), Int32($0)) }
    }

    /// The beginnings of a word that are left when an ending of one of its languages is taken off, the whole word included.
    private static func stems(
        of word: [UInt8], _ languages: UInt16, _ endingsOf: [(bit: UInt16, endings: [[UInt8]])]
    ) -> [(count: Int32, languages: UInt16)] {
        let least = word[0] >= FoldingTable.otherLetter ? arabicStemMin : stemMin
        guard word.count >= least else { return [] }
        var found: [Int: UInt16] = [word.count: languages]
        for (bit, endings) in endingsOf where languages & bit != 0 {
            for ending in endings
            where word.count - ending.count >= least && word.suffix(ending.count) == ending[...] {
                found[word.count - ending.count, default: 0] |= bit
            }
        }
        return found.map { (Int32($0.key), $0.value) }.sorted { $0.0 > $1.0 }
    }

    /// Each long word under its own hash and those of what is left when one letter, or two, are taken out.
    private static func deletionEntries(
        _ words: [[UInt8]], _ flags: [Flags]
    ) -> [(hash: UInt64, value: Int32)] {
        var entries: [(hash: UInt64, value: Int32)] = []
        for (number, word) in words.enumerated()
        where flags[number].contains(.misspells) && word.count >= misspeltShortMin
            && word.count <= PrefixHashes.lengthMax / 4
        {
            var hashes: Set<UInt64> = []
            let sums = PrefixHashes(word)
            sums.forEachDeletion(0, word.count, two: word.count >= misspeltTwiceMin) { hashes.insert($0) }
            if let skeleton = skeleton(of: word[...]) ?? consonants(of: word[...]) { hashes.insert(skeleton) }
            entries += hashes.map { ($0, Int32(number)) }
        }
        return entries
    }

    /// The hash of an Arabic word without its long vowels, by which transliterations differ; nil for a short one.
    package static func skeleton(of word: ArraySlice<UInt8>) -> UInt64? {
        guard let first = word.first, first >= FoldingTable.otherLetter, word.count >= arabicMisspeltMin
        else { return nil }
        let rest = word.dropFirst().filter { !FoldingTable.longVowels.contains($0) }
        return rest.count < 3 ? nil : ~PrefixHashes.hash([first] + rest)
    }

    package static let vowels = Set("aeiou".utf8)
    private static let consonantsMin = 4

    /// The hash of a Latin word without its vowels, as tills shorten it: `hydrgn`; nil where too little is left.
    package static func consonants(of word: ArraySlice<UInt8>) -> UInt64? {
        guard let first = word.first, first < FoldingTable.otherLetter else { return nil }
        let rest = word.dropFirst().filter { !vowels.contains($0) }
        return rest.count < consonantsMin - 1 ? nil : ~PrefixHashes.hash([first] + rest)
    }

    /// Whether a word is another without some of its vowels.
    package static func isWithoutVowels(_ short: ArraySlice<UInt8>, _ word: [UInt8]) -> Bool {
        var rest = short
        for letter in word {
            if letter == rest.first { rest.removeFirst() } else if !vowels.contains(letter) { return false }
        }
        return rest.isEmpty && short.count < word.count
    }

    /// Whether a misspelling of the word counts by itself.
    package func isLong(_ word: [UInt8]) -> Bool {
        word.count >= (word[0] >= FoldingTable.otherLetter ? Self.arabicMisspeltMin : Self.misspeltMin)
    }

    /// What a knowledge file's word may have too much: the plural's ending, and the feminine's in French.
    private static func isBare(_ taken: ArraySlice<UInt8>, _ languages: UInt16, stem: Int) -> Bool {
        let among: [Language] =
            switch String(decoding: taken, as: UTF8.self) {
            case "": Language.allCases
            case "s": [.en, .fr, .es, .pt, .nl]
            case "es": [.en, .es, .pt]
            case "e": stem >= 6 ? [.fr] : []
            default: []
            }
        return among.contains { languages & bit($0) != 0 }
    }

    /// The words that begin with these bytes.
    package func range(ofPrefix prefix: ArraySlice<UInt8>) -> Range<Int> {
        func bound(_ isBefore: ([UInt8]) -> Bool) -> Int {
            var low = 0
            var high = words.count
            while low < high {
                let middle = (low + high) / 2
                if isBefore(words[middle]) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let low = bound { $0.lexicographicallyPrecedes(prefix) }
        let high = bound { $0.lexicographicallyPrecedes(prefix) || $0.starts(with: prefix) }
        return low..<high
    }
}
