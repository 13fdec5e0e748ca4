/// All terms of all knowledge that is looked for, ready to be matched.
package struct TermIndex: Sendable {
    package let terms: [Term]
    package let trie: TermTrie
    package let lexicon: Lexicon

    /// Terms of more words are not looked for.
    package static let wordsMax = 12

    package init(_ knowledge: [Knowledge], _ rules: LanguageRules) {
        var builder = TermIndexBuilder(rules)
        for (number, one) in knowledge.enumerated() { builder.add(one, number) }
        (terms, lexicon) = builder.finished()
        trie = TermTrie(terms)
    }
}
