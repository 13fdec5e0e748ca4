import Purchases

/// What is measured, with the units that files may use for it.
package enum Dimension: Sendable {
    case mass, volume, percent, density
    /// A bare number.
    case count

    /// Each unit with its factor, in thousandths of the unit that values are kept in.
    package var units: [(name: String, thousandths: Int128)] {
        switch self {
        case .mass: [("g", 1_000), ("kg", 1_000_000), ("mg", 1)]
        case .volume: [("ml", 1_000), ("cl", 10_000), ("l", 1_000_000)]
        case .percent: [("%", 1_000)]
        case .density: [("g/ml", 1_000)]
        case .count: [("", 1_000)]
        }
    }

    /// An example, as a message shows it.
    var example: String {
        switch self {
        case .mass: "`10 kg`"
        case .volume: "`0.5 l`"
        case .percent: "`12 %`"
        case .density: "`1.04 g/ml`"
        case .count: "`3`"
        }
    }
}

/// A value that cannot be kept: finer than a millionth, or with more than 12 digits before the point.
package enum QuantityProblem: Error { case unknownUnit, tooFine, tooLarge }

extension Dimension {
    /// The value in the unit that values are kept in: grams, millilitres, percent, g/ml.
    package func converted(_ value: ExactDecimal, unit: String) throws(QuantityProblem) -> ExactDecimal {
        guard let factor = units.first(where: { $0.name == unit })?.thousandths else { throw .unknownUnit }
        let (scaled, overflow) = value.millionths.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw .tooLarge }
        let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: 1_000)
        guard remainder == 0 else { throw .tooFine }
        let limit: Int128 = 1_000_000_000_000_000_000
        guard quotient > -limit, quotient < limit else { throw .tooLarge }
        return ExactDecimal(millionths: quotient)
    }
}

/// Reads a number as the formats write it: digits, a point and at most 6 more digits; nothing else.
package func plainDecimal(_ text: some StringProtocol) -> ExactDecimal? {
    let bytes = Array(text.utf8)
    let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2, (1...12).contains(whole.count),
        parts.count == 1 || (1...6).contains(parts[1].count),
        parts.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    return ExactDecimal(text)
}
