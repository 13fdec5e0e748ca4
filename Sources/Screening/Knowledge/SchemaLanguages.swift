/// What schemas say under each language's name.
enum SchemaLanguages {
    /// A list of phrases for every language, as members of an object.
    ///
    /// - Parameter indent: blanks before each line but the first.
    static func phrases(indent: Int) -> String {
        Language.allCases.map { "\"\($0.rawValue)\": {\"$ref\": \"#/$defs/phrases\"}" }
            .joined(separator: ",\n" + String(repeating: " ", count: indent))
    }
}
