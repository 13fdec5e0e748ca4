/// An exact decimal number with six digits after the point.
///
/// Quantities, money, concentrations, grams and millilitres are all kept as whole millionths, so that no
/// floating point ever touches them (`docs/SEMANTICS.md` 3.1). A number read from outside has at most 12 digits
/// before and 6 after the mark; sums have room for 10^32, and one that has not stays at the greatest (least) value: an
/// event that somebody sends may state any numbers.
package struct ExactDecimal: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The value in millionths.
    package let millionths: Int128

    package init(millionths: Int128) { self.millionths = millionths }
    package init(_ whole: Int) { millionths = Int128(whole) * 1_000_000 }

    package static let zero = ExactDecimal(millionths: 0)

    /// Reads `-12.5`, `+3`, `.5` or `7.`; nil for anything else, an exponent or too many digits included.
    package init?(_ text: some StringProtocol) {
        self.init(text, wholeDigits: 12)
    }

    /// - Parameter wholeDigits: at most 32, so that the value fits.
    private init?(_ text: some StringProtocol, wholeDigits: Int) {
        var value: Int128 = 0
        var negative = false
        var whole = 0
        var fraction = 0
        var seenPoint = false
        var seenDigit = false
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where index == 0: negative = true
            case UInt8(ascii: "+") where index == 0: break
            case UInt8(ascii: ".") where !seenPoint: seenPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                seenDigit = true
                let digit = Int128(byte &- UInt8(ascii: "0"))
                if seenPoint {
                    fraction += 1
                    if fraction > 6 {
                        if digit != 0 { return nil }
                        continue
                    }
                } else if whole > 0 || digit != 0 {
                    whole += 1
                    if whole > wholeDigits { return nil }
                }
                value = value * 10 + digit
            default: return nil
            }
        }
        guard seenDigit else { return nil }
        for _ in min(fraction, 6)..<6 { value *= 10 }
        millionths = negative ? -value : value
    }

    package var isZero: Bool { millionths == 0 }
    package var magnitude: ExactDecimal {
        ExactDecimal(millionths: millionths < 0 ? -millionths : millionths)
    }

    package static func < (left: Self, right: Self) -> Bool { left.millionths < right.millionths }
    package static func + (left: Self, right: Self) -> Self {
        let (sum, overflow) = left.millionths.addingReportingOverflow(right.millionths)
        return ExactDecimal(millionths: overflow ? (left.millionths < 0 ? -greatest : greatest) : sum)
    }
    package static func - (left: Self, right: Self) -> Self {
        let (difference, overflow) = left.millionths.subtractingReportingOverflow(right.millionths)
        return ExactDecimal(millionths: overflow ? (left.millionths < 0 ? -greatest : greatest) : difference)
    }
    /// Its negative fits too.
    private static let greatest = Int128.max
    package static func += (left: inout Self, right: Self) { left = left + right }
    package static func -= (left: inout Self, right: Self) { left = left - right }

    /// The canonical form: no leading or trailing zeros, no exponent, `-` only before a non-zero value.
    package var description: String {
        let size = millionths.magnitude
        let (whole, rest) = size.quotientAndRemainder(dividingBy: 1_000_000)
        var text = millionths < 0 ? "-\(whole)" : "\(whole)"
        guard rest != 0 else { return text }
        var digits = String(rest)
        digits = String(repeating: "0", count: 6 - digits.utf8.count) + digits
        while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
        text += "." + digits
        return text
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        // A sum that was written down may be longer than a number from outside.
        guard let value = ExactDecimal(text, wholeDigits: 32) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal: \(text)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension ExactDecimal {
    /// `factors` multiplied, divided by `divisors`, rounded half away from zero to `digits` (0 to 6) decimals.
    ///
    /// - Parameters: at most four factors and one divisor, none negative.
    /// - Returns: nil when the product does not fit (more than 10^32), or a divisor is zero.
    package static func product(
        _ factors: [ExactDecimal], dividedBy divisors: [ExactDecimal] = [], percent: Bool = false,
        digits: Int
    ) -> ExactDecimal? {
        // The factors are cut into two halves whose full product has 256 bits: 4 × 10^18 is below 2^256.
        var low: UInt128 = 1
        var high: UInt128 = 1
        for (index, factor) in factors.enumerated() {
            guard factor.millionths >= 0 else { return nil }
            let value = UInt128(factor.millionths)
            if index.isMultiple(of: 2) {
                let (product, overflow) = low.multipliedReportingOverflow(by: value)
                if overflow { return nil }
                low = product
            } else {
                let (product, overflow) = high.multipliedReportingOverflow(by: value)
                if overflow { return nil }
                high = product
            }
        }
        // value = low × high / 10^(6·factors) ÷ (divisor / 10^6) [÷ 100]; wanted in units of 10^-digits.
        var exponent = 6 * factors.count - 6 * divisors.count - digits + (percent ? 2 : 0)
        var denominator: UInt128 = 1
        for divisor in divisors {
            guard divisor.millionths > 0 else { return nil }
            denominator *= UInt128(divisor.millionths)
        }
        while exponent < 0 {
            let (product, overflow) = low.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            low = product
            exponent += 1
        }
        for _ in 0..<exponent {
            let (product, overflow) = denominator.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            denominator = product
        }
        let full = low.multipliedFullWidth(by: high)
        guard full.high < denominator else { return nil }
        let (quotient, remainder) = denominator.dividingFullWidth(full)
        let (rounded, carried) = quotient.addingReportingOverflow(
            remainder >= denominator - remainder ? 1 : 0)
        if carried { return nil }
        var scaled = rounded
        for _ in digits..<6 {
            let (product, overflow) = scaled.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            scaled = product
        }
        guard scaled <= UInt128(Int128.max) else { return nil }
        return ExactDecimal(millionths: Int128(scaled))
    }
}
