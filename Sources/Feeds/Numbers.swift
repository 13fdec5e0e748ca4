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

/// Reads the total of a licence in grams: `5 kg`, `500 g`, `20 mg`, or a number of kilograms.
func readGrams(_ text: String, mark: UInt8) -> ExactDecimal? {
    let units: [(name: String, micrograms: Int128)] = [
        ("kg", 1_000_000_000), ("mg", 1_000), ("g", 1_000_000), ("", 1_000_000_000),
    ]
    guard let unit = units.first(where: { text.hasSuffix($0.name) }),
        let number = trimmed(String(text.dropLast(unit.name.count))),
        let value = readDecimal(number, mark: mark)
    else { return nil }
    let (micrograms, rest) = (value.millionths * unit.micrograms).quotientAndRemainder(dividingBy: 1_000_000)
    return rest == 0 ? ExactDecimal(millionths: micrograms) : nil
}

/// Reads the period of a licence: `30d`, `12 w`; at least a second and at most 36525 days.
func readPeriod(_ text: String) -> TimeSpan? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    let units: [Substring: Int64] = ["s": 1, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    guard !digits.isEmpty, digits.count <= 10, let scale = units[unit], let number = Int64(digits) else {
        return nil
    }
    // Ten digits times 604,800 fit.
    let seconds = number * scale
    return (1...36_525 * 86_400).contains(seconds) ? TimeSpan(seconds: seconds) : nil
}
