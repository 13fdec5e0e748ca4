import Purchases

/// A layout of times in the notation of `strptime`: `%d.%m.%Y %H:%M:%S`.
///
/// Knows `%Y %y %m %b %B %d %j %H %I %p %M %S %f %z %%`; month names are English. White space stands for any amount of
/// white space, and letters match in either case.
package struct TimeLayout: Sendable, Hashable {
    /// What is wrong with a layout, for the message about the feed file.
    package struct Problem: Error, Sendable, Hashable {
        package var message: String
        package var help: String
    }

    private enum Token: Sendable, Hashable {
        case literal(UInt8)
        case space
        case directive(UInt8)
    }

    package let text: String
    private let tokens: [Token]

    /// Longer than any in use; a text is matched by recursion, as deep as its layout is long.
    static let bytesMax = 200

    package init(_ text: String) throws(Problem) {
        guard text.utf8.count <= TimeLayout.bytesMax else {
            throw Problem(
                message: "the time format has more than \(TimeLayout.bytesMax) bytes",
                help: "write the layout of one time, such as `%d.%m.%Y %H:%M:%S`")
        }
        var tokens: [Token] = []
        var seen: Set<UInt8> = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if isWhite(byte) {
                if tokens.last != .space { tokens.append(.space) }
            } else if byte != UInt8(ascii: "%") {
                tokens.append(.literal(lowered(byte)))
            } else if let directive = bytes.popFirst() {
                if directive == UInt8(ascii: "%") {
                    tokens.append(.literal(directive))
                    continue
                }
                let name = "%" + String(decoding: [directive], as: UTF8.self)
                guard "YymbBdjHIpMSfz".utf8.contains(directive) else {
                    throw Problem(
                        message: "the time format has an unknown directive `\(name)`",
                        help: "there are %Y %y %m %b %B %d %j %H %I %p %M %S %f %z and %%")
                }
                guard seen.insert(directive).inserted else {
                    throw Problem(message: "the time format has `\(name)` twice", help: "keep one of them")
                }
                tokens.append(.directive(directive))
            } else {
                throw Problem(
                    message: "the time format ends with a single `%`", help: "write `%%` for the sign itself")
            }
        }
        self.text = text
        self.tokens = tokens
        try TimeLayout.check(seen)
    }

    private static func check(_ seen: Set<UInt8>) throws(Problem) {
        func has(_ directives: String) -> Bool { directives.utf8.contains { seen.contains($0) } }
        guard has("Yy") else {
            throw Problem(message: "the time format has no year", help: "add `%Y` (2026) or `%y` (26)")
        }
        guard has("j") || (has("mbB") && has("d")) else {
            throw Problem(
                message: "the time format has no day of the year", help: "add `%m` and `%d`, or `%j`")
        }
        for (one, other) in [("Y", "y"), ("H", "I"), ("m", "b"), ("m", "B"), ("b", "B")]
        where has(one) && has(other) {
            throw Problem(
                message: "the time format has both `%\(one)` and `%\(other)`", help: "keep one of them")
        }
        guard has("I") == has("p") else {
            throw Problem(
                message: "the time format has one of `%I` and `%p` without the other",
                help: "write `%I` … `%p` for 12-hour clocks, `%H` for 24-hour clocks")
        }
    }

    /// The time of a trimmed text; nil where it does not fit the layout or is not in the calendar.
    package func read(_ text: String) -> WrittenTime? {
        var parts = Parts()
        guard match(Array(text.utf8), 0, 0, &parts) else { return nil }
        return parts.time
    }

    /// Matches the tokens from `token` on; longer readings of a number are tried first.
    private func match(_ bytes: [UInt8], _ index: Int, _ token: Int, _ parts: inout Parts) -> Bool {
        guard token < tokens.count else { return index == bytes.count }
        switch tokens[token] {
        case .literal(let wanted):
            guard index < bytes.count, lowered(bytes[index]) == wanted else { return false }
            return match(bytes, index + 1, token + 1, &parts)
        case .space:
            var end = index
            while end < bytes.count, isWhite(bytes[end]) { end += 1 }
            return end > index && match(bytes, end, token + 1, &parts)
        case .directive(let directive):
            for (value, length) in readings(directive, bytes, index) {
                let before = parts
                parts.set(directive, value)
                if match(bytes, index + length, token + 1, &parts) { return true }
                parts = before
            }
            return false
        }
    }

    /// The values that a directive can take at a place, each with its length.
    private func readings(_ directive: UInt8, _ bytes: [UInt8], _ index: Int) -> [(Int64, Int)] {
        switch directive {
        case UInt8(ascii: "Y"): numbers(bytes, index, 4...4, 0...9999)
        case UInt8(ascii: "y"): numbers(bytes, index, 2...2, 0...99)
        case UInt8(ascii: "m"): numbers(bytes, index, 1...2, 1...12)
        case UInt8(ascii: "d"):
            index < bytes.count && bytes[index] == UInt8(ascii: " ")
                ? numbers(bytes, index + 1, 1...1, 1...9).map { ($0, $1 + 1) }
                : numbers(bytes, index, 1...2, 1...31)
        case UInt8(ascii: "j"): numbers(bytes, index, 1...3, 1...366)
        case UInt8(ascii: "H"): numbers(bytes, index, 1...2, 0...23)
        case UInt8(ascii: "I"): numbers(bytes, index, 1...2, 1...12)
        case UInt8(ascii: "M"): numbers(bytes, index, 1...2, 0...59)
        case UInt8(ascii: "S"): numbers(bytes, index, 1...2, 0...61)
        case UInt8(ascii: "f"):
            // Digits beyond the microsecond are cut.
            numbers(bytes, index, 1...9, 0...999_999_999).map { value, length in
                var value = value
                for _ in min(length, 6)..<6 { value *= 10 }
                for _ in 6..<max(length, 6) { value /= 10 }
                return (value, length)
            }
        case UInt8(ascii: "b"): names(monthNames.map { $0.prefix(3) }, bytes, index)
        case UInt8(ascii: "B"): names(monthNames.map { $0[...] }, bytes, index)
        case UInt8(ascii: "p"): names(["am", "pm"], bytes, index)
        case UInt8(ascii: "z"): zones(bytes, index)
        default: []
        }
    }
}

private let monthNames = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
]

private func numbers(
    _ bytes: [UInt8], _ index: Int, _ lengths: ClosedRange<Int>, _ range: ClosedRange<Int64>
) -> [(Int64, Int)] {
    var found: [(Int64, Int)] = []
    var value: Int64 = 0
    for length in 1...lengths.upperBound {
        guard index + length <= bytes.count, let digit = decimalDigit(bytes[index + length - 1]) else {
            break
        }
        value = value * 10 + digit
        if lengths.contains(length), range.contains(value) { found.append((value, length)) }
    }
    return found.reversed()
}

private func names(_ names: [Substring], _ bytes: [UInt8], _ index: Int) -> [(Int64, Int)] {
    let rest = bytes[min(index, bytes.count)...].map(lowered)
    for (number, name) in names.enumerated() where rest.starts(with: name.utf8) {
        return [(Int64(number + 1), name.utf8.count)]
    }
    return []
}

private func zones(_ bytes: [UInt8], _ index: Int) -> [(Int64, Int)] {
    guard index < bytes.count else { return [] }
    if bytes[index] == UInt8(ascii: "Z") { return [(0, 1)] }
    guard bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"),
        let hours = numbers(bytes, index + 1, 2...2, 0...23).first?.0
    else { return [] }
    let colon = index + 3 < bytes.count && bytes[index + 3] == UInt8(ascii: ":") ? 1 : 0
    guard let minutes = numbers(bytes, index + 3 + colon, 2...2, 0...59).first?.0 else { return [] }
    let seconds = hours * 3600 + minutes * 60
    return [(bytes[index] == UInt8(ascii: "-") ? -seconds : seconds, 5 + colon)]
}

private func lowered(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// What the directives of a layout said.
private struct Parts {
    var year = 1900
    var month: Int?
    var day: Int?
    var dayOfYear: Int?
    var hour: Int64 = 0
    var isAfternoon: Bool?
    var minute: Int64 = 0
    var second: Int64 = 0
    var fraction: Int64 = 0
    var offset: Int64?

    mutating func set(_ directive: UInt8, _ value: Int64) {
        switch directive {
        case UInt8(ascii: "Y"): year = Int(value)
        // The pivot of POSIX: 69 is 1969, 68 is 2068.
        case UInt8(ascii: "y"): year = Int(value) + (value < 69 ? 2000 : 1900)
        case UInt8(ascii: "m"), UInt8(ascii: "b"), UInt8(ascii: "B"): month = Int(value)
        case UInt8(ascii: "d"): day = Int(value)
        case UInt8(ascii: "j"): dayOfYear = Int(value)
        case UInt8(ascii: "H"), UInt8(ascii: "I"): hour = value
        case UInt8(ascii: "p"): isAfternoon = value == 2
        case UInt8(ascii: "M"): minute = value
        case UInt8(ascii: "S"): second = value
        case UInt8(ascii: "f"): fraction = value
        case UInt8(ascii: "z"): offset = value
        default: break
        }
    }

    var time: WrittenTime? {
        guard second < 60, let date else { return nil }
        var hour = hour
        if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        let seconds = hour * 3600 + minute * 60 + second
        return WrittenTime(day: date, microseconds: seconds * 1_000_000 + fraction, offset: offset)
    }

    private var date: LocalDay? {
        if let month, let day { return LocalDay(year: year, month: month, day: day) }
        guard let dayOfYear, let first = LocalDay(year: year, month: 1, day: 1),
            let last = LocalDay(year: year, month: 12, day: 31)
        else { return nil }
        let day = LocalDay(daysSinceEpoch: first.daysSinceEpoch + Int32(dayOfYear) - 1)
        return day <= last ? day : nil
    }
}
