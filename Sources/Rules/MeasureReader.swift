import Catalogue
import Documents
import Purchases

/// Reads `measure` and its bound (4.3, 4.4).
struct MeasureReader {
    private static let known = [
        "count purchases", "count receipts", "sum mass", "sum volume", "sum units", "sum amount",
    ]

    static let upperBounds = ["below", "at_most", "between"]

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// What could not be read comes out as a count of purchases; the findings then hold an error.
    func read(_ fields: FieldReader) -> (measure: Measure, threshold: Threshold) {
        let fallback = Threshold(value: ExactDecimal(1), bound: .atLeast)
        refuseUpperBounds(fields)
        if fields.has("at_least"), fields.has("above") {
            findings.error(
                .boundsConflict, at: fields.place(of: "above"), "`above` stands beside `at_least`",
                help: "keep one of them")
        }
        let key = fields.has("at_least") ? "at_least" : "above"
        let bound: Threshold.Bound = key == "at_least" ? .atLeast : .above
        let node = fields.value(key)
        let text = fields.value("measure").map { findings.text($0, "measure") } ?? "count purchases"
        guard let text, let measure = measure(text, at: fields.value("measure")?.place ?? fields.place) else {
            return (.countPurchases, fallback)
        }
        guard let node else {
            // What stands out from the usual needs no bound of its own; but money needs its currency.
            if fields.has("usual"), measure == .sumMass || measure == .sumVolume || measure == .sumUnits {
                return (measure, Threshold(value: .zero, bound: .above))
            }
            requireBound(of: measure, fields)
            return (measure, fallback)
        }
        if case .sumAmount = measure {
            guard let money = findings.money(node, key) else { return (measure, fallback) }
            refuseZero(money.value, bound, key, node)
            return (
                .sumAmount(currency: money.currency), Threshold(value: money.value, bound: bound)
            )
        }
        guard let value = findings.quantity(node, key, dimension(of: measure)) else {
            return (measure, fallback)
        }
        refuseZero(value, bound, key, node)
        if counts(measure), value.millionths % 1_000_000 != 0 {
            findings.error(
                .outOfRange, at: node.place,
                "`\(key)` is \(value), and `\(measure.text)` counts in whole numbers")
        }
        return (measure, Threshold(value: value, bound: bound))
    }

    /// A measure only grows with more purchases (4.3).
    func refuseUpperBounds(_ fields: FieldReader) {
        for key in Self.upperBounds where fields.has(key) {
            findings.error(
                .boundedAbove, at: fields.place(of: key), "a measure has no upper bound (`\(key)`)",
                help:
                    "ask it of each purchase in `where`, as in `quantity: {at_least: 4, below: 5}`, or of its receipt (`receipt.mass: {…}`), and count: `measure: count receipts`"
            )
        }
    }

    private func measure(_ text: String, at place: YAMLPlace) -> Measure? {
        let words = text.split(separator: " ").map(String.init)
        switch words.joined(separator: " ") {
        case "count purchases": return .countPurchases
        case "count receipts": return .countReceipts
        case "sum mass": return .sumMass
        case "sum volume": return .sumVolume
        case "sum units": return .sumUnits
        // The currency is that of the bound, read next.
        case "sum amount": return .sumAmount(currency: "")
        default: break
        }
        if words.count == 2, words[0] == "distinct" {
            return context.groupable(words[1], at: place, "distinct").map(Measure.distinct)
        }
        findings.error(
            .unknownMeasure, at: place, "there is no measure \(quoted(text))",
            help: suggestion(for: text, among: Self.known) + "; and `distinct FIELD`")
        return nil
    }

    private func requireBound(of measure: Measure, _ fields: FieldReader) {
        let example: String
        switch measure {
        case .sumMass: example = "10 kg"
        case .sumVolume: example = "5 l"
        case .sumAmount: example = "500 EUR"
        default: return
        }
        findings.error(
            .boundMissing, at: fields.place(of: "measure"), "`\(measure.text)` needs a bound",
            help: "add `at_least: \(example)`")
    }

    private func refuseZero(
        _ value: ExactDecimal, _ bound: Threshold.Bound, _ key: String, _ node: YAMLNode
    ) {
        guard value.isZero, bound == .atLeast else { return }
        findings.error(
            .outOfRange, at: node.place, "`\(key)` is 0, which everything reaches",
            help: "write `above: 0`, or more")
    }

    private func counts(_ measure: Measure) -> Bool {
        switch measure {
        case .countPurchases, .countReceipts, .distinct: true
        default: false
        }
    }

    private func dimension(of measure: Measure) -> Dimension {
        switch measure {
        case .sumMass: .mass
        case .sumVolume: .volume
        default: .count
        }
    }
}
