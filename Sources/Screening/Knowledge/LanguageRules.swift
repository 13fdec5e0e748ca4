/// What the nine languages need whatever the substance: `rules/knowledge/language.yaml`.
package struct LanguageRules: Sendable, Hashable {
    package var version = ""
    /// Phrases before a name that say it is not in: `sans`, `free from`.
    package var negationsBefore: Wordings = [:]
    /// Words after a name that say so: `free`.
    package var negationsAfter: Wordings = [:]
    /// The same, written in one word with the name: `bez…`, `…frei`.
    package var negationPrefixes: Wordings = [:]
    package var negationSuffixes: Wordings = [:]
    /// Words that end what a negation reaches: `with`.
    package var affirmations: Wordings = [:]
    /// Endings that a word takes or loses by inflection.
    package var endings: Wordings = [:]
    /// Words that stand for one another in names, those of a group parted by `|`: `sulphur|sulfur`.
    package var variants: Wordings = [:]
    /// What is written in one word with the next: the Arabic article.
    package var articles: Wordings = [:]
    /// Words without weight inside a name: `de`, `of`.
    package var ignored: Wordings = [:]
    /// Words that join the members of a list: `and`, `ni`.
    package var connectors: Wordings = [:]
    /// Words that are near a name and mean something else: never taken for a misspelling of it or for its beginning.
    package var others: Wordings = [:]
    /// Words of articles that are about something and do not hold it: `book`, `label`.
    package var elsewhere: Wordings = [:]
    /// Words whose percentages are their own: `cotton`, `off`.
    package var percentOwners: Wordings = [:]
    /// Words that may stand between a percentage and the name that it belongs to: `solution`.
    package var percentFillers: Wordings = [:]
    /// SHA-256 of the file, in hex.
    package var digest = ""

    package init() {}
}
