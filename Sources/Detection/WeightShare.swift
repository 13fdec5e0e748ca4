import Purchases
import Rules

/// A concentration in percent w/w as an exact fraction, so that limits are compared without rounding (3.2).
///
/// Other bases convert by the product's density and never by an assumed one: where a density is missing the share
/// is unknown.
struct WeightShare: Sendable, Hashable {
    /// Millionths of a percent are `numerator / denominator`.
    let numerator: Int128
    /// Above zero.
    let denominator: Int128

    /// - Parameter pure: the density of the pure substance, which `v/v` needs.
    /// - Returns: nil when it cannot be known.
    init?(_ row: ProductRow, pure: ExactDecimal?) {
        guard let concentration = row.concentration?.millionths else { return nil }
        switch row.basis {
        case .byWeight:
            numerator = concentration
            denominator = 1
        case .weightByVolume, .byVolume:
            guard let density = row.density?.millionths, density > 0 else { return nil }
            let factor: Int128
            if row.basis == .byVolume {
                guard let pure else { return nil }
                factor = pure.millionths
            } else {
                factor = 1_000_000
            }
            let (product, overflow) = concentration.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            numerator = product
            denominator = density
        }
    }

    /// Below zero, zero or above zero as the share lies below, at or above the bound; nil when that does not fit.
    func compared(to bound: ExactDecimal) -> Int? {
        let (other, overflow) = bound.millionths.multipliedReportingOverflow(by: denominator)
        guard !overflow else { return nil }
        return numerator < other ? -1 : numerator == other ? 0 : 1
    }

    func lies(in range: NumberRange) -> Truth {
        if let lower = range.lower {
            guard let side = compared(to: lower.value) else { return .unknown }
            if side < 0 || (side == 0 && !lower.inclusive) { return .no }
        }
        if let upper = range.upper {
            guard let side = compared(to: upper.value) else { return .unknown }
            if side > 0 || (side == 0 && !upper.inclusive) { return .no }
        }
        return .yes
    }
}
