import Purchases

/// Exact masses, volumes and money, each rounded once per line (2.5, 3.1).
enum Amounts {
    /// Amounts from here on count as unknown: what no shop sells, and what keeps every sum exact.
    static let bound = ExactDecimal(millionths: 1_000_000_000_000_000_000_000_000_000_000)

    /// Grams of a substance in so many units, to the microgram; nil when unknown.
    ///
    /// - Parameter pure: the density of the pure substance, which `v/v` needs.
    static func mass(
        _ row: ProductRow, pure: ExactDecimal?, units: ExactDecimal
    ) -> (grams: ExactDecimal, assumedDensity: Bool)? {
        guard let concentration = row.concentration, let net = row.netVolume ?? row.netMass else {
            return nil
        }
        var factors = [concentration, net, units]
        var divisors: [ExactDecimal] = []
        if row.basis == .byVolume {
            guard let pure else { return nil }
            factors.append(pure)
        }
        let needsVolume = row.basis != .byWeight
        let statesVolume = row.netVolume != nil
        if needsVolume != statesVolume, let density = row.density {
            // Net mass and net volume convert by the product's own density.
            if needsVolume { divisors.append(density) } else { factors.append(density) }
        }
        guard let grams = bounded(.product(factors, dividedBy: divisors, percent: true, digits: 6)) else {
            return nil
        }
        return (grams, needsVolume != statesVolume && row.density == nil)
    }

    /// Millilitres of the product in so many units, to the microlitre; nil where no volume is stated.
    static func volume(_ rows: [ProductRow], on day: LocalDay, units: ExactDecimal) -> ExactDecimal? {
        guard let net = rows.first(where: { $0.netVolume != nil && $0.isValid(on: day) })?.netVolume else {
            return nil
        }
        return bounded(.product([net, units], digits: 3))
    }

    /// The part of a line's amount that is left with so many of its units, to four decimals, halves away from zero.
    static func net(_ amount: ExactDecimal, left: ExactDecimal, of quantity: ExactDecimal) -> ExactDecimal? {
        guard left != quantity else { return amount }
        let size = ExactDecimal.product([amount.magnitude, left], dividedBy: [quantity], digits: 4)
        return amount < .zero ? size.map { .zero - $0 } : size
    }

    private static func bounded(_ amount: ExactDecimal?) -> ExactDecimal? {
        amount.flatMap { $0 < bound ? $0 : nil }
    }
}
