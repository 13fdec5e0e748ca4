import Documents
import Purchases

/// Which column of an article file is what.
package struct ArticleColumns: Sendable, Hashable {
    /// Every heading, as it stands in the file.
    package let headings: [String]
    package var product: Int
    package var name: Int?
    package var gtin: Int?
    package var price: Int?
    package var unitPrice: Int?
    /// Columns of further texts, in order; whether a text needs a letter to be one.
    var texts: [(column: Int, needsLetter: Bool)] = []
    /// Whether members that come up later are texts too.
    var takesOthers = true
    private let fields: [String]
    private let columnOfHeading: [ExactText: Int]

    private init(_ headings: [String], product: Int, name: Int?, gtin: Int?, price: Int?, unitPrice: Int?) {
        self.headings = headings
        self.product = product
        self.name = name
        self.gtin = gtin
        self.price = price
        self.unitPrice = unitPrice
        fields = Self.fields(headings)
        var columns: [ExactText: Int] = [:]
        for (index, heading) in headings.enumerated() where columns[ExactText(heading)] == nil {
            columns[ExactText(heading)] = index
        }
        columnOfHeading = columns
    }

    package var textColumns: [Int] { texts.map(\.column) }

    package static func == (left: Self, right: Self) -> Bool {
        left.headings == right.headings && left.roles == right.roles && left.textColumns == right.textColumns
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(headings)
        hasher.combine(roles)
    }

    private var roles: [Int?] { [product, name, gtin, price, unitPrice] }

    /// In words, for a person who checks what was inferred: `product: Artikel, name: Bezeichnung, texts: Warengruppe`.
    package var described: String {
        var parts = ["product: \(headings[product])"]
        for (role, column) in [("name", name), ("gtin", gtin), ("price", price), ("unit_price", unitPrice)] {
            if let column { parts.append("\(role): \(headings[column])") }
        }
        if !texts.isEmpty {
            parts.append("texts: " + texts.map { headings[$0.column] }.joined(separator: ", "))
        }
        return parts.joined(separator: ", ")
    }

    // MARK: Names

    /// What spans call the texts of a column: its heading, made one of a kind and never `name`.
    func field(_ column: Int) -> String { fields[column] }

    /// The same for a member of an object.
    func field(named name: String) -> String {
        name == ArticleText.nameField ? name + " (2)" : name
    }

    private static func fields(_ headings: [String]) -> [String] {
        var seen: [ExactText: Int] = [ExactText(ArticleText.nameField): 1]
        return headings.enumerated().map { index, heading in
            let heading = heading.isEmpty ? "column \(index + 1)" : heading
            let count = seen[ExactText(heading), default: 0] + 1
            seen[ExactText(heading)] = count
            return count == 1 ? heading : "\(heading) (\(count))"
        }
    }

    enum Place: Hashable { case product, name, gtin, price, unitPrice, text(needsLetter: Bool), none }

    /// What a member of an object is; one that the first objects did not have is a text where others are.
    func place(of member: String) -> Place {
        guard let column = columnOfHeading[ExactText(member)] else {
            guard takesOthers else { return .none }
            let folded = ColumnNames.folded(member)
            return ColumnNames.holdsNoText(folded)
                ? .none : .text(needsLetter: !ColumnNames.holdsNumbers(folded))
        }
        if column == name { return .name }
        if column == gtin { return .gtin }
        if column == product { return .product }
        if column == price { return .price }
        if column == unitPrice { return .unitPrice }
        return texts.first { $0.column == column }.map { .text(needsLetter: $0.needsLetter) } ?? .none
    }

    // MARK: Inference

    /// Infers the columns from their headings.
    ///
    /// - Throws: an error that lists the columns and shows the map file to write.
    static func inferred(_ headings: [String], file: String, line: Int) throws(ArticleError) -> ArticleColumns
    {
        let folded = headings.map(ColumnNames.folded)
        var taken: Set<Int> = []
        func find(_ candidates: [String]) -> Int? {
            for candidate in candidates {
                for (index, heading) in folded.enumerated()
                where heading == candidate && !taken.contains(index) {
                    taken.insert(index)
                    return index
                }
            }
            return nil
        }
        let gtin = find(ColumnNames.headings(of: .gtin))
        let unitPrice = find(ColumnNames.headings(of: .unitPrice))
        let price = find(ColumnNames.headings(of: .price))
        var product = find(ColumnNames.headings(of: .product))
        var name = find(ColumnNames.headings(of: .name))
        if product == nil { product = find(ColumnNames.eitherProductOrName) }
        if name == nil { name = find(ColumnNames.eitherProductOrName) }
        // A list without numbers of its own is known by what the scanners read.
        let isKeyedByGTIN = product == nil && name != nil && gtin != nil
        guard let key = product ?? (isKeyedByGTIN ? gtin : nil), name != nil else {
            throw .unreadable([notInferred(headings, product: product, name: name, file: file, line: line)])
        }
        var columns = ArticleColumns(
            headings, product: key, name: name, gtin: gtin, price: price, unitPrice: unitPrice)
        columns.texts = otherTexts(folded, except: taken)
        return columns
    }

    /// Every other column whose heading does not say that it holds prices, dates or the like.
    private static func otherTexts(_ folded: [String], except taken: Set<Int>) -> [(Int, Bool)] {
        folded.indices.filter { !taken.contains($0) && !ColumnNames.holdsNoText(folded[$0]) }
            .map { ($0, !ColumnNames.holdsNumbers(folded[$0])) }
    }

    private static func notInferred(
        _ headings: [String], product: Int?, name: Int?, file: String, line: Int
    ) -> Diagnostic {
        let missing = [
            product == nil ? "the product's number" : nil, name == nil ? "its name" : nil,
        ].compactMap(\.self).joined(separator: " and ")
        func shown(_ index: Int?) -> String { index.map { yaml(headings[$0]) } ?? "…" }
        return Diagnostic(
            code: DiagnosticCode.articlesColumns.id, file: file, line: line, column: 1,
            message: "no column is known to hold \(missing); \(choices(headings))",
            help:
                "write a file `map.yaml` and give it with --map: articles: {product: \(shown(product)), name: \(shown(name)), texts: [\(example(headings, [product, name]))]}"
        )
    }

    private static func example(_ headings: [String], _ taken: [Int?]) -> String {
        headings.indices.first { !taken.contains($0) && !headings[$0].isEmpty }.map { yaml(headings[$0]) }
            ?? ""
    }

    /// A heading as YAML takes it in.
    private static func yaml(_ heading: String) -> String {
        let short = String(heading.unicodeScalars.prefix(60))
        let isPlain = short.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" }
        return isPlain && !short.isEmpty
            ? short
            : "'" + short.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
                + "'"
    }

    // MARK: By a map

    /// The columns that a map file names.
    ///
    /// - Throws: what it names and the file has not, at its place in the map file.
    static func mapped(_ headings: [String], by map: ArticleMap, file: String) throws(ArticleError)
        -> ArticleColumns
    {
        var problems: [Diagnostic] = []
        func column(_ name: String?) -> Int? {
            guard let name else { return nil }
            let matches = headings.indices.filter { headings[$0].utf8.elementsEqual(name.utf8) }
            if matches.count == 1 { return matches[0] }
            let place = map.places[name]
            problems.append(
                Diagnostic(
                    code: (matches.isEmpty ? DiagnosticCode.articlesColumns : .articlesColumnTwice).id,
                    file: map.file, line: place?.line ?? 0, column: place?.column ?? 0,
                    message: matches.isEmpty
                        ? "\(visible(file)) has no column \(quoted(name))"
                        : "\(visible(file)) has the column \(quoted(name)) \(matches.count) times",
                    help: matches.isEmpty
                        ? suggestion(for: name, among: headings) : "rename one of them in the file"))
            return nil
        }
        let product = column(map.product)
        var columns = ArticleColumns(
            headings, product: product ?? 0, name: column(map.name), gtin: column(map.gtin),
            price: column(map.price), unitPrice: column(map.unitPrice))
        if let texts = map.texts {
            columns.texts = texts.compactMap { column($0) }.map { ($0, false) }
            columns.takesOthers = false
        } else {
            columns.texts = otherTexts(
                headings.map(ColumnNames.folded), except: Set(columns.roles.compactMap(\.self)))
        }
        guard problems.isEmpty else { throw .unreadable(problems.inOrderOfPlace()) }
        return columns
    }
}
