import Documents
import Purchases

/// Turns rows into the catalogue, and tells what is wrong with them.
struct CatalogueBuilder {
    private let names: SubstanceNames
    private let findings: Findings
    private var rows: [ExactText: [ProductRow]] = [:]
    /// Every row of a product and substance, with its line.
    private var seen: [Pair: [(row: ProductRow, line: Int)]] = [:]
    private var descriptions: [ExactText: String] = [:]
    private var warned: Set<ExactText> = []

    private struct Pair: Hashable {
        let product: ExactText
        let substance: ExactText
    }

    init(names: SubstanceNames, findings: Findings) {
        self.names = names
        self.findings = findings
    }

    func catalogue(version: String) -> ProductCatalogue {
        ProductCatalogue(rows: rows, descriptions: descriptions, version: version)
    }

    /// Reads one row; all that is wrong with it goes to the findings.
    mutating func add(_ record: CatalogueRecord) {
        let product = record.required("product", findings).flatMap { findings.text($0, "product") }
        let named = record.required("substance", findings).flatMap { substance($0) }
        let basis = record["basis"].flatMap { findings.word($0, "basis", among: ["w/w", "w/v", "v/v"]) }
        var row = ProductRow(
            substance: named?.identity ?? "", id: named?.id, concentration: nil,
            basis: basis.flatMap(ProductRow.Basis.init) ?? .byWeight, netMass: nil, netVolume: nil)
        row.concentration = record["concentration"].flatMap { concentration($0, row.basis) }
        readNet(record, into: &row)
        row.density = record["density"].flatMap { density($0, findings) }
        row.validFrom = record["valid_from"].flatMap { findings.day($0, "valid_from") }
        row.validTo = record["valid_to"].flatMap { findings.day($0, "valid_to") }
        if let from = row.validFrom, let to = row.validTo, to < from {
            findings.error(
                .periodReversed, at: record["valid_to"]?.place,
                "`valid_to` (\(to)) lies before `valid_from` (\(from))")
        }
        guard let product, named != nil else { return }
        let key = ExactText(product)
        if let text = record["description"]?.scalar, descriptions[key] == nil { descriptions[key] = text }
        guard isNew(row, of: key, at: record.place) else { return }
        rows[key, default: []].append(row)
    }

    private func concentration(_ node: YAMLNode, _ basis: ProductRow.Basis) -> ExactDecimal? {
        guard let value = findings.quantity(node, "concentration", .percent, bareUnit: "%") else {
            return nil
        }
        // Grams per 100 ml pass a hundred where the solution is dense; nothing is as dense as 3,000.
        let most = basis == .weightByVolume ? 3_000 : 100
        if value <= ExactDecimal(most) { return value }
        findings.error(
            .outOfRange, at: node.place,
            "`concentration` is \(value), and must be at most \(most) % \(basis.rawValue)")
        return nil
    }

    private func readNet(_ record: CatalogueRecord, into row: inout ProductRow) {
        let amount = record.required("net_amount", findings).flatMap { findings.decimal($0, "net_amount") }
        let units = Dimension.mass.units + Dimension.volume.units
        let unit = record.required("net_unit", findings).flatMap {
            findings.word($0, "net_unit", among: units.map(\.name))
        }
        guard let amount, let unit, let place = record["net_amount"]?.place else { return }
        guard amount > .zero else {
            findings.error(.outOfRange, at: place, "`net_amount` is \(amount), and must be above zero")
            return
        }
        let isMass = Dimension.mass.units.contains { $0.name == unit }
        do {
            let value = try (isMass ? Dimension.mass : .volume).converted(amount, unit: unit)
            if isMass { row.netMass = value } else { row.netVolume = value }
        } catch {
            findings.error(
                .outOfRange, at: place, "`net_amount` (\(amount) \(unit)) is too large or too finely given")
        }
    }

    private mutating func substance(_ node: YAMLNode) -> (identity: ExactText, id: ExactText?)? {
        guard let text = findings.text(node, "substance").map({ ExactText($0) }) else { return nil }
        switch names.resolve(text) {
        case .id(let identity, let ambiguous):
            if ambiguous, warned.insert(text).inserted {
                findings.warning(
                    .idOfSeveral, at: node.place,
                    "the loaded lists give \(quoted(text.string)) several CAS numbers; it is taken for \(identity)",
                    help: "write the CAS number that is meant")
            }
            return (identity, text)
        case .listedCAS: return (text, nil)
        case .unlistedCAS:
            if warned.insert(text).inserted {
                findings.warning(
                    .casOnNoList, at: node.place, "the CAS number \(text) stands on no loaded list",
                    help: "the product is watched, and no rule sees this substance; load the list that has it"
                )
            }
            return (text, nil)
        case .invalidCAS:
            findings.error(
                .badCAS, at: node.place, "the check digit of the CAS number \(quoted(text.string)) is wrong",
                help: "compare it with the product's safety data sheet")
        case .unknown:
            findings.error(
                .unknownSubstance, at: node.place, "no loaded list has a substance \(quoted(text.string))",
                help: suggestion(for: text.string, among: names.ids) + "; a CAS number also names a substance"
            )
        }
        return nil
    }

    private mutating func isNew(_ row: ProductRow, of product: ExactText, at place: YAMLPlace) -> Bool {
        let pair = Pair(product: product, substance: row.substance)
        if let other = seen[pair]?.first(where: { overlap($0.row, row) }) {
            findings.error(
                .duplicateRow, at: place,
                "product \(quoted(product.string)) has the substance \(quoted(row.substance.string)) in line \(other.line) already",
                help: "keep one of the rows, or give them periods that do not meet")
            return false
        }
        seen[pair, default: []].append((row, place.line))
        return true
    }

    private func overlap(_ left: ProductRow, _ right: ProductRow) -> Bool {
        if let end = left.validTo, let start = right.validFrom, end < start { return false }
        if let end = right.validTo, let start = left.validFrom, end < start { return false }
        return true
    }
}
