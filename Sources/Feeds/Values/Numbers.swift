import Purchases

/// Reads a decimal as feeds write it: at most 12 digits before and 6 after the mark, no thousands marks, no exponent.
///
/// - Parameter mark: `.` or `,`; the other one makes the text unreadable.
func readDecimal(_ text: String, mark: UInt8) -> ExactDecimal? {
    var bytes = Array(text.utf8)[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { bytes.removeFirst() }
    let parts = bytes.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...12).contains(whole.count) else { return nil }
    let fraction = parts.count > 1 ? parts[1] : []
    guard parts.count == 1 || (1...6).contains(fraction.count) else { return nil }
    var value: Int128 = 0
    for byte in whole + fraction {
        guard let digit = decimalDigit(byte) else { return nil }
        value = value * 10 + Int128(digit)
    }
    for _ in fraction.count..<6 { value *= 10 }
    return ExactDecimal(millionths: isNegative ? -value : value)
}

/// Reads a whole number; `2.0` is one.
func readInteger(_ text: String) -> Int64? {
    guard let value = readDecimal(text, mark: UInt8(ascii: ".")) else { return nil }
    let (whole, rest) = value.millionths.quotientAndRemainder(dividingBy: 1_000_000)
    return rest == 0 ? Int64(exactly: whole) : nil
}
