/// A share of so many, with its Wilson score interval at 95 %.
package struct Share: Sendable, Encodable, Hashable {
    package var part: Int
    package var whole: Int
    /// All three to four decimals; nil where there is nothing to have a share of.
    package var value: Double?
    package var low: Double?
    package var high: Double?

    /// The quantile of the normal distribution at 97.5 %.
    private static let z = 1.959963984540054

    package init(_ part: Int, of whole: Int) {
        self.part = part
        self.whole = whole
        guard whole > 0 else { return }
        let count = Double(whole)
        let share = Double(part) / count
        let square = Self.z * Self.z
        let middle = share + square / (2 * count)
        let width = Self.z * (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
        let scale = 1 + square / count
        value = rounded(share)
        // At the ends the interval touches 0 or 1 exactly; the arithmetic may leave a crumb.
        low = part == 0 ? 0 : rounded(max(0, (middle - width) / scale))
        high = part == whole ? 1 : rounded(min(1, (middle + width) / scale))
    }
}
