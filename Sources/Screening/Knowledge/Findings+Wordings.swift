import Documents

/// Readers of what knowledge files are made of.
extension Findings {
    /// A term is at most this long; a longer one is a sentence and would match nothing.
    static let wordingSizeMax = 120
    static let wordingsMax = 2_000

    /// A list of phrases: none empty, too long, or there twice.
    func phrases(_ node: YAMLNode, _ key: String) -> [String]? {
        guard let nodes = list(node, key) else { return nil }
        if nodes.isEmpty {
            error(
                .noValue, at: node.place, "\(quoted(key)) is an empty list", help: "name at least one value")
            return nil
        }
        guard nodes.count <= Self.wordingsMax else {
            error(
                .outOfRange, at: node.place,
                "\(quoted(key)) has \(nodes.count) values, and may have at most \(Self.wordingsMax)")
            return nil
        }
        var seen: Set<String> = []
        var phrases: [String] = []
        for item in nodes {
            guard let phrase = text(item, key) else { continue }
            if phrase.utf8.count > Self.wordingSizeMax {
                error(
                    .outOfRange, at: item.place,
                    "\(quoted(phrase)) has \(phrase.utf8.count) bytes, and may have at most \(Self.wordingSizeMax)"
                )
            } else if !seen.insert(phrase).inserted {
                error(
                    .wordRepeated, at: item.place, "\(quoted(phrase)) stands in \(quoted(key)) a second time",
                    help: "take one of them out")
            } else {
                phrases.append(phrase)
            }
        }
        return phrases
    }

    /// Phrases by language.
    func wordings(_ node: YAMLNode, _ what: String) -> Wordings? {
        let keys = Language.allCases.map(\.rawValue)
        guard let fields = FieldReader(node, what, keys: keys, self) else { return nil }
        return wordings(fields)
    }

    /// The phrases of those keys of a mapping that are languages.
    func wordings(_ fields: FieldReader) -> Wordings {
        var wordings: Wordings = [:]
        for language in Language.allCases {
            guard let node = fields.value(language.rawValue) else { continue }
            wordings[language] = phrases(node, language.rawValue)
        }
        if Language.allCases.allSatisfy({ !fields.has($0.rawValue) }) {
            error(
                .missingKey, at: fields.place, "\(fields.what) has no words in any language",
                help:
                    "add `en: […]`, or another of \(Language.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        return wordings
    }
}
