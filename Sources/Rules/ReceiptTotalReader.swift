import Documents
import Purchases

/// Reads `receipt.mass: {at_least: 8 kg, below: 10 kg}`: a total over the lines of a receipt (4.3).
struct ReceiptTotalReader {
    private static let start = "receipt."
    private static let fields: [Field] = [.mass, .volume, .quantity, .amount]

    private let findings: Findings

    init(_ findings: Findings) { self.findings = findings }

    static func isTotal(_ name: String) -> Bool { name.hasPrefix(start) }

    /// - Parameter rest: what the mapping asks beside its totals.
    func condition(_ entry: YAMLEntry, rest: Condition) -> Condition? {
        let name = String(entry.key.dropFirst(Self.start.count))
        guard let field = Self.fields.first(where: { $0.name == name }) else {
            let names = Self.fields.map { Self.start + $0.name }
            findings.error(
                .badTotal, at: entry.keyPlace, "there is no total \(quoted(entry.key))",
                help: suggestion(for: entry.key, among: names))
            return nil
        }
        if field == .amount {
            guard case .money(let range, let currency) = MoneyRangeReader(findings).condition(entry) else {
                return nil
            }
            return .total(ReceiptTotal(field: field, currency: currency, range: range, rest: rest))
        }
        return NumberRangeReader(findings).range(entry, field).map {
            .total(ReceiptTotal(field: field, range: $0, rest: rest))
        }
    }
}
