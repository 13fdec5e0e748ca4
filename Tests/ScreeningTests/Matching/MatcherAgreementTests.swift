import Screening
import TestSupport
import Testing

/// The indexes against the slow and plain way of doing the same.
@Suite struct MatcherAgreementTests {
    private static func index(_ phrases: [String], _ rules: LanguageRules = LanguageRules()) -> TermIndex {
        var knowledge = Knowledge(substance: "one", version: "1")
        knowledge.names = [Knowledge.Block(sources: ["own"], wordings: [.en: phrases])]
        return TermIndex([knowledge], rules)
    }

    private static func matches(_ text: String, _ index: TermIndex) -> [TermMatch] {
        let folded = FoldedText(text)
        let tokens = Token.tokens(of: folded.bytes)
        return TermMatcher(index, folded, original: Array(text.utf8), tokens: tokens).matches
    }

    @Test func phrasesAreFoundWhereASearchFindsThem() {
        var generator = SplitMix(seed: 7)
        let words = ["kato", "biru", "selma", "dovi", "petrun", "gla", "mirosk", "tonu"]
        for _ in 0..<300 {
            let phrases = (0..<6).map { _ in
                (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                    words.randomElement(using: &generator) ?? ""
                }
            }
            let text = (0..<20).map { _ in words.randomElement(using: &generator) ?? "" }
            let index = Self.index(phrases.map { $0.joined(separator: " ") })
            let found = Self.matches(text.joined(separator: " "), index).filter {
                $0.how == .exact && !index.terms[$0.term].isReversed
                    && index.terms[$0.term].words.count == $0.last - $0.first + 1
            }
            var wanted: Set<[Int]> = []
            for phrase in Set(phrases) {
                for start in text.indices where start + phrase.count <= text.count {
                    if Array(text[start..<start + phrase.count]) == phrase {
                        wanted.insert([start, start + phrase.count - 1])
                    }
                }
            }
            #expect(Set(found.map { [$0.first, $0.last] }) == wanted)
        }
    }

    @Test func misspellingsAreThoseThatTheDistanceAllows() {
        var generator = SplitMix(seed: 11)
        let letters = Array("abcdeno")
        let words = Set(
            (0..<60).map { _ in
                "k"
                    + String(
                        (0..<Int.random(in: 6...13, using: &generator)).map { _ in
                            letters.randomElement(using: &generator) ?? "a"
                        })
            })
        let index = Self.index(words.sorted())
        for word in words.sorted() {
            var changed = Array(word)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 1..<changed.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0 where changed.count > 2: changed.remove(at: place)
                case 1: changed.insert("o", at: place)
                case 2: changed[place] = "z"
                default: changed.swapAt(place, max(1, place - 1))
                }
            }
            let text = String(changed)
            guard !words.contains(text) else { continue }
            let found = Set(
                Self.matches(text, index).filter { $0.how == .misspelt }.map { index.terms[$0.term].text })
            let wanted = words.filter {
                Spelling.isWithin($0.utf8.count >= 12 ? 2 : 1, Array(text.utf8)[...], Array($0.utf8))
            }
            #expect(found == wanted, "\(text)")
        }
    }

    @Test func hashesOfPartsAreThoseOfTheirBytes() {
        let bytes = Array("wasserstoffperoxid".utf8)
        let sums = PrefixHashes(bytes)
        for start in bytes.indices {
            for end in start...bytes.count {
                #expect(sums.hash(start, end) == PrefixHashes.hash(bytes[start..<end]))
            }
        }
        var deletions: Set<UInt64> = []
        sums.forEachDeletion(0, bytes.count, two: false) { deletions.insert($0) }
        for place in bytes.indices {
            var shorter = bytes
            shorter.remove(at: place)
            #expect(deletions.contains(PrefixHashes.hash(shorter)))
        }
    }

    @Test func aPrefixIsARangeOfWords() {
        let words = ["amm", "ammonium", "ammoniumnitrat", "nitrat", "nitrate", "zz"]
        let lexicon = Lexicon(words.shuffled().map { (Array($0.utf8), [], 0) }, LanguageRules())
        for prefix in ["a", "amm", "ammonium", "n", "nitrate", "q", "zz", "zzz", ""] {
            let range = lexicon.range(ofPrefix: Array(prefix.utf8)[...])
            let found = lexicon.words[range].map { String(decoding: $0, as: UTF8.self) }
            #expect(found == words.filter { $0.hasPrefix(prefix) }.sorted())
        }
    }
}
