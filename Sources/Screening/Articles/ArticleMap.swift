import Documents

/// Which columns of an article file hold what, as a map file says it.
///
/// ```yaml
/// articles: {product: Artikel, name: Bezeichnung, gtin: EAN, price: VK, unit_price: GP, texts: [Zusammensetzung]}
/// ```
package struct ArticleMap: Sendable, Hashable {
    package var product: String
    package var name: String?
    package var gtin: String?
    package var price: String?
    package var unitPrice: String?
    /// Nil: every other column that holds text; empty: none.
    package var texts: [String]?
    /// What messages call the file, and where in it each column is named.
    var file: String
    var places: [String: YAMLPlace]

    private static let keys = ["product", "name", "gtin", "price", "unit_price", "texts"]

    /// Reads a map file.
    ///
    /// - Parameters:
    ///   - path: what messages call the file.
    ///   - bytes: the whole file.
    /// - Returns: the map, nil if anything is wrong with the file; and all that is, in order of place.
    package static func read(path: String, bytes: [UInt8]) -> (map: ArticleMap?, diagnostics: [Diagnostic]) {
        let (root, problems) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(problems)
        let map = root.flatMap { read($0, path, findings) }
        return (findings.hasErrors ? nil : map, findings.diagnostics)
    }

    private static func read(_ root: YAMLNode, _ path: String, _ findings: Findings) -> ArticleMap? {
        guard let outer = FieldReader(root, "a map file", keys: ["articles"], findings),
            let node = outer.required(
                "articles", help: "write `articles: {product: COLUMN, name: COLUMN}`"),
            let fields = FieldReader(node, "`articles`", keys: keys, findings)
        else { return nil }
        var places: [String: YAMLPlace] = [:]
        let key = fields.value("product")?.scalar
        func column(_ node: YAMLNode?, _ name: String) -> String? {
            guard let node, let text = findings.text(node, name) else { return nil }
            // What the scanners read may be the product's number.
            if let first = places[text], name != "gtin" || text != key {
                findings.error(
                    .articlesColumnTwice, at: node.place,
                    "the column \(quoted(text)) is named in line \(first.line) already",
                    help: "a column is one thing: take it out of one of them")
            } else {
                places[text] = node.place
            }
            return text
        }
        let product = column(fields.required("product"), "product")
        var map = ArticleMap(
            product: product ?? "", name: column(fields.value("name"), "name"),
            gtin: column(fields.value("gtin"), "gtin"), price: column(fields.value("price"), "price"),
            unitPrice: column(fields.value("unit_price"), "unit_price"), texts: nil, file: path, places: [:])
        if let node = fields.value("texts"), let nodes = findings.list(node, "texts") {
            map.texts = nodes.compactMap { column($0, "texts") }
        }
        if map.name == nil, map.texts?.isEmpty ?? false {
            findings.error(
                .missingKey, at: fields.place, "`articles` names no column with a text",
                help: "add `name: …`, or columns to `texts`")
        }
        map.places = places
        return product == nil ? nil : map
    }
}
