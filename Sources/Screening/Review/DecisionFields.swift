import Catalogue
import Documents
import Purchases

/// What a decision says under each name, with places; the same for a row of the file and an object of a sheet.
struct DecisionFields {
    static let required = ["product", "substance", "decision", "label", "entry", "by", "at"]
    /// Every name, in the order in which the file has them.
    static let all = [
        "product", "substance", "decision", "label", "entry", "concentration", "basis", "net_amount",
        "net_unit", "density", "reason", "by", "at", "until",
    ]

    let place: YAMLPlace
    /// Those that are not empty.
    let values: [String: YAMLNode]

    /// The decision; nil where something is wrong with it, which goes to the findings.
    func decision(_ findings: Findings) -> Decision? {
        var isWhole = true
        func required(_ name: String) -> YAMLNode? {
            if let node = values[name] { return node }
            findings.error(
                .decisionValueMissing, at: place, "the decision states no `\(name)`", help: "fill it in")
            isWhole = false
            return nil
        }
        func take<Value>(_ value: Value?) -> Value? {
            if value == nil { isWhole = false }
            return value
        }
        func optional<Value>(_ name: String, _ read: (YAMLNode) -> Value?) -> Value? {
            values[name].flatMap { take(read($0)) }
        }
        let product = required("product").flatMap { take(text($0, "product", findings)) }
        let substance = required("substance").flatMap { take(text($0, "substance", findings)) }
        let kind = required("decision").flatMap { node in
            take(findings.word(node, "decision", among: Decision.Kind.allCases.map(\.rawValue)))
                .flatMap(Decision.Kind.init)
        }
        let label = required("label").flatMap { take(digest($0, "label", findings)) }
        let entry = required("entry").flatMap { take(digest($0, "entry", findings)) }
        let by = required("by").flatMap { take(text($0, "by", findings)) }
        let day = required("at").flatMap { take(findings.day($0, "at")) }
        let until = optional("until") { findings.day($0, "until") }
        let reason = kind == .reject ? required("reason") : values["reason"]
        let reasonText = reason.flatMap { take(text($0, "reason", findings)) }
        let amounts = AmountFields(values: values, findings: findings)
        if let day, let until, until < day {
            findings.error(
                .periodReversed, at: values["until"]?.place,
                "`until` (\(until)) lies before `at` (\(day))")
            isWhole = false
        }
        guard isWhole, amounts.isWhole, let product, let substance, let kind, let label, let entry, let by,
            let day
        else { return nil }
        return Decision(
            key: Decision.Key(product: product, substance: substance), kind: kind, label: label, entry: entry,
            concentration: amounts.concentration,
            basis: amounts.basis ?? (kind == .reject ? nil : Decision.bases[0]),
            netAmount: amounts.netAmount, netUnit: amounts.netUnit, density: amounts.density,
            reason: reasonText ?? "", by: by, at: day, until: until)
    }

    private func text(_ node: YAMLNode, _ name: String, _ findings: Findings) -> String? {
        guard let text = findings.text(node, name) else { return nil }
        if text.utf8.count <= Decision.textMax { return text }
        findings.error(
            .decisionTooLong, at: node.place,
            "`\(name)` has \(text.utf8.count) bytes, and may have \(Decision.textMax)", help: "shorten it")
        return nil
    }

    private func digest(_ node: YAMLNode, _ name: String, _ findings: Findings) -> String? {
        guard let text = findings.text(node, name) else { return nil }
        let isHex = { (byte: UInt8) in (48...57).contains(byte) || (97...102).contains(byte) }
        if text.utf8.count == 12, text.utf8.allSatisfy(isHex) { return text }
        findings.error(
            .decisionDigest, at: node.place, "`\(name)` is 12 hex digits, not \(quoted(text))",
            help:
                "take it from `tillwatch catalogue screen`, or take the row out and review the product again")
        return nil
    }
}

/// The amounts of a decision, as the catalogue takes them.
struct AmountFields {
    private(set) var concentration: ExactDecimal?
    private(set) var basis: String?
    private(set) var netAmount: ExactDecimal?
    private(set) var netUnit: String?
    private(set) var density: ExactDecimal?
    /// Whether nothing is wrong with them.
    private(set) var isWhole = true

    init(values: [String: YAMLNode], findings: Findings) {
        basis = values["basis"].flatMap { take(findings.word($0, "basis", among: Decision.bases)) }
        concentration = values["concentration"].flatMap {
            take(findings.quantity($0, "concentration", .percent, bareUnit: "%"))
        }
        let most = basis == "w/v" ? 3_000 : 100
        if let concentration, concentration > ExactDecimal(most) {
            findings.error(
                .outOfRange, at: values["concentration"]?.place,
                "`concentration` is \(concentration), and must be at most \(most) % \(basis ?? "w/w")")
            isWhole = false
        }
        density = values["density"].flatMap {
            take(findings.quantity($0, "density", .density, bareUnit: "g/ml"))
        }
        if let density, density.isZero {
            findings.error(.outOfRange, at: values["density"]?.place, "`density` must be above zero")
            isWhole = false
        }
        readNet(values, findings)
    }

    /// The units that the catalogue knows.
    static let units = (Dimension.mass.units + Dimension.volume.units).map(\.name)

    private mutating func readNet(_ values: [String: YAMLNode], _ findings: Findings) {
        netAmount = values["net_amount"].flatMap { take(findings.decimal($0, "net_amount")) }
        netUnit = values["net_unit"].flatMap { take(findings.word($0, "net_unit", among: Self.units)) }
        switch (values["net_amount"], values["net_unit"]) {
        case (let amount?, nil):
            findings.error(
                .decisionHalfAmount, at: amount.place, "`net_amount` stands without `net_unit`",
                help: "write one of \(Self.units.joined(separator: ", ")) as its unit")
            isWhole = false
        case (nil, let unit?):
            findings.error(
                .decisionHalfAmount, at: unit.place, "`net_unit` stands without `net_amount`",
                help: "fill in the amount, or take the unit out")
            isWhole = false
        default: break
        }
        guard let netAmount, let netUnit, let place = values["net_amount"]?.place else { return }
        guard netAmount > .zero else {
            findings.error(.outOfRange, at: place, "`net_amount` is \(netAmount), and must be above zero")
            isWhole = false
            return
        }
        let dimension: Dimension = Dimension.mass.units.contains { $0.name == netUnit } ? .mass : .volume
        // The catalogue refuses the same.
        guard (try? dimension.converted(netAmount, unit: netUnit)) == nil else { return }
        findings.error(
            .outOfRange, at: place, "`net_amount` (\(netAmount) \(netUnit)) is too large or too finely given")
        isWhole = false
    }

    private mutating func take<Value>(_ value: Value?) -> Value? {
        if value == nil { isWhole = false }
        return value
    }
}
