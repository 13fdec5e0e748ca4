import Documents
import Purchases

/// A name that a pack uses and that the feed file must map: an extra field or a kind of token.
package struct NamedField: Sendable, Hashable {
    package var name: ExactText
    /// `by` and `buyers.link` take kinds of token only.
    package var mustBeToken: Bool
    package var file: String
    package var place: YAMLPlace
    package var snippet: String?
}

extension Pack {
    /// What the pack names and a feed does not map, each with its place and a guess at what was meant.
    ///
    /// - Parameters:
    ///   - tokens: the kinds of token that the feed file maps.
    ///   - extras: its extra fields.
    ///   - feed: what messages call the feed file.
    ///   - reveals: whether messages show what a confidential pack says.
    package func namesMissing(
        tokens: [String], extras: [String], feed: String, reveals: Bool = false
    ) -> [Diagnostic] {
        let asTokens = Set(tokens.map { ExactText($0) })
        let asExtras = Set(extras.map { ExactText($0) })
        return namedFields.compactMap { field in
            if asTokens.contains(field.name) { return nil }
            if !field.mustBeToken, asExtras.contains(field.name) { return nil }
            let name = quoted(field.name.string)
            let candidates =
                tokens.sorted() + (field.mustBeToken ? [] : extras.sorted() + Field.known.map(\.name))
            let found = Diagnostic(
                code: DiagnosticCode.nameNotInFeed.id, file: field.file, line: field.place.line,
                column: field.place.column,
                message: field.mustBeToken
                    ? "\(name) is no kind of token in \(feed)"
                    : "\(name) is no field, and neither a token nor an extra field in \(feed)",
                help: suggestion(for: field.name.string, among: candidates), snippet: field.snippet)
            return confidentiality == nil || reveals ? found : found.withoutContent
        }
    }
}
