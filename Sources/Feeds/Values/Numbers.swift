import Purchases

/// Reads a decimal as feeds write it: at most 12 digits before and 6 after the mark, no thousands marks, no exponent.
///
/// - Parameter mark: `.` or `,`; the other one makes the text unreadable.
func readDecimal(_ text: String, mark: UInt8) -> ExactDecimal? {
    var value: Int128 = 0
    var whole = 0
    var fraction = 0
    var isNegative = false
    var isAfterMark = false
    for (place, byte) in text.utf8.enumerated() {
        if place == 0, byte == UInt8(ascii: "-") {
            isNegative = true
        } else if byte == mark, !isAfterMark {
            isAfterMark = true
        } else if let digit = decimalDigit(byte) {
            value = value * 10 + Int128(digit)
            if isAfterMark { fraction += 1 } else { whole += 1 }
            if whole > 12 || fraction > 6 { return nil }
        } else {
            return nil
        }
    }
    guard whole > 0, isAfterMark == (fraction > 0) else { return nil }
    for _ in fraction..<6 { value *= 10 }
    return ExactDecimal(millionths: isNegative ? -value : value)
}

/// Reads a whole number; `2.0` is one.
func readInteger(_ text: String) -> Int64? {
    guard let value = readDecimal(text, mark: UInt8(ascii: ".")) else { return nil }
    let (whole, rest) = value.millionths.quotientAndRemainder(dividingBy: 1_000_000)
    return rest == 0 ? Int64(exactly: whole) : nil
}

/// How one feed writes quantities and amounts.
///
/// Beside what `readDecimal` reads: one sign before or after the number, or parentheses for a minus; of amounts, a currency
/// sign or code on either side; digits grouped by three where the feed file names the mark, in the whole part alone, and
/// then all of them or none. A scale divides exactly, or the number cannot be read.
package struct NumberNotation: Sendable {
    private let decimalMark: UInt8
    /// The scalars that group digits; empty where none do.
    private let groupingMarks: Set<Unicode.Scalar>

    package init(_ feed: FeedFile) {
        decimalMark = feed.decimalMark
        switch feed.groupingMark {
        // Exports that group by a space mostly write one that does not break.
        case " "?: groupingMarks = [" ", "\u{A0}", "\u{2009}", "\u{202F}"]
        case "'"?: groupingMarks = ["'", "\u{2019}"]
        case let mark?: groupingMarks = Set(mark.unicodeScalars)
        case nil: groupingMarks = []
        }
    }

    /// The number of a trimmed text; nil where it is none.
    ///
    /// - Parameters:
    ///   - isMoney: whether a currency may stand beside it.
    ///   - scale: a power of ten that it is divided by.
    package func read(_ text: String, isMoney: Bool = false, scale: Int64 = 1) -> ExactDecimal? {
        if scale == 1, text.utf8.first != UInt8(ascii: "-"), let plain = readDecimal(text, mark: decimalMark)
        {
            return plain
        }
        var rest = Array(text.unicodeScalars)[...]
        guard let isNegative = takeSigns(&rest, isMoney: isMoney), let digits = ungrouped(rest),
            let value = readDecimal(digits, mark: decimalMark), value >= .zero
        else { return nil }
        let (quotient, remainder) = value.millionths.quotientAndRemainder(dividingBy: Int128(scale))
        guard remainder == 0 else { return nil }
        return ExactDecimal(millionths: isNegative ? -quotient : quotient)
    }

    /// Takes signs and currencies off both ends; nil where there are two signs or two currencies.
    private func takeSigns(_ rest: inout ArraySlice<Unicode.Scalar>, isMoney: Bool) -> Bool? {
        var signs = 0
        var currencies = 0
        var isNegative = false
        if rest.first == "(", rest.last == ")", rest.count > 2 {
            rest = rest.dropFirst().dropLast()
            signs = 1
            isNegative = true
        }
        // At each end a sign and a currency may stand, in either order.
        for end in [true, false] {
            for _ in 0..<2 {
                strip(&rest, atStart: end)
                guard let scalar = end ? rest.first : rest.last else { return nil }
                if NumberNotation.minuses.contains(scalar) || scalar == "+" {
                    signs += 1
                    isNegative = isNegative || scalar != "+"
                    if end { rest.removeFirst() } else { rest.removeLast() }
                } else if isMoney, let length = currency(rest, atStart: end) {
                    currencies += 1
                    rest = end ? rest.dropFirst(length) : rest.dropLast(length)
                }
            }
        }
        strip(&rest, atStart: true)
        strip(&rest, atStart: false)
        return signs <= 1 && currencies <= 1 ? isNegative : nil
    }

    private static let minuses: Set<Unicode.Scalar> = ["-", "\u{2212}"]

    private func strip(_ rest: inout ArraySlice<Unicode.Scalar>, atStart: Bool) {
        func isSpace(_ scalar: Unicode.Scalar?) -> Bool {
            guard let scalar else { return false }
            return scalar == " " || scalar == "\u{A0}" || scalar == "\u{202F}" || scalar == "\t"
        }
        if atStart {
            while isSpace(rest.first) { rest.removeFirst() }
        } else {
            while isSpace(rest.last) { rest.removeLast() }
        }
    }

    /// How long the currency at one end is: a sign such as `$` or `€`, or letters such as `EUR`, `kr`, `zł`.
    private func currency(_ text: ArraySlice<Unicode.Scalar>, atStart: Bool) -> Int? {
        let end = atStart ? text.first : text.last
        if end?.properties.generalCategory == .currencySymbol { return 1 }
        let letters =
            atStart
            ? text.prefix { $0.properties.isAlphabetic }.count
            : text.reversed().prefix { $0.properties.isAlphabetic }.count
        guard (1...3).contains(letters) else { return nil }
        // `R$`, `US$`.
        let after = atStart ? text.dropFirst(letters).first : nil
        return letters + (after?.properties.generalCategory == .currencySymbol ? 1 : 0)
    }

    /// The number without grouping marks; nil where they do not stand between groups of three.
    private func ungrouped(_ text: ArraySlice<Unicode.Scalar>) -> String? {
        var plain = String.UnicodeScalarView()
        let whole = text.prefix { $0.value != UInt32(decimalMark) }
        let groups = whole.split(omittingEmptySubsequences: false) { groupingMarks.contains($0) }
        if groups.count > 1 {
            let isGrouped =
                (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
            let marks = Set(whole.filter { groupingMarks.contains($0) })
            guard isGrouped, marks.count == 1 else { return nil }
        }
        for group in groups { plain.append(contentsOf: group) }
        plain.append(contentsOf: text.dropFirst(whole.count))
        return String(plain)
    }
}
