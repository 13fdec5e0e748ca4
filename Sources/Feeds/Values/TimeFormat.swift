import Purchases

/// A time as a feed writes it, before its zone is known.
package struct WrittenTime: Sendable, Hashable {
    package var day: LocalDay
    /// Microseconds since midnight by the clock on the wall.
    package var microseconds: Int64
    /// Seconds east of UTC where the text says so.
    package var offset: Int64?

    package init(day: LocalDay, microseconds: Int64, offset: Int64? = nil) {
        self.day = day
        self.microseconds = microseconds
        self.offset = offset
    }
}

/// How a feed writes times.
package enum TimeFormat: Sendable, Hashable {
    /// `2026-11-01T12:30[:05[.25]][Z|+01:00]`, with a space for the `T` too.
    case iso8601
    case layout(TimeLayout)
    /// A number counted from 1970 in UTC, so many to the second; at most 15 digits and six decimals.
    case epoch(perSecond: Int64)
    /// The first that a text fits.
    indirect case first([TimeFormat])

    /// The time of a trimmed text; nil where it is none.
    package func read(_ text: String) -> WrittenTime? {
        switch self {
        case .iso8601: return WrittenTime(iso8601: Array(text.utf8))
        case .layout(let layout): return layout.read(text)
        case .epoch(let perSecond): return WrittenTime(epoch: text, perSecond: perSecond)
        case .first(let formats):
            for format in formats {
                if let time = format.read(text) { return time }
            }
            return nil
        }
    }

    /// Itself, or those that it tries.
    var formats: [TimeFormat] {
        if case .first(let formats) = self { formats } else { [self] }
    }

    var isEpoch: Bool { if case .epoch = self { true } else { false } }
}

extension WrittenTime {
    /// What is finer than a microsecond is cut, towards the past.
    init?(epoch text: String, perSecond: Int64) {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let parts = text.utf8.dropFirst(isNegative ? 1 : 0)
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard (1...15).contains(parts[0].count), parts.count == 1 || (1...6).contains(parts[1].count) else {
            return nil
        }
        var value: Int128 = 0
        for byte in parts.joined() {
            guard let digit = decimalDigit(byte) else { return nil }
            value = value * 10 + Int128(digit)
        }
        for _ in (parts.count > 1 ? parts[1].count : 0)..<6 { value *= 10 }
        if isNegative { value = -value }
        let (whole, rest) = value.quotientAndRemainder(dividingBy: Int128(perSecond))
        let (days, time) = (rest < 0 ? whole - 1 : whole).quotientAndRemainder(dividingBy: 86_400_000_000)
        guard let number = Int32(exactly: time < 0 ? days - 1 : days) else { return nil }
        let day = LocalDay(daysSinceEpoch: number)
        guard day.isInCalendar else { return nil }
        self.init(day: day, microseconds: Int64(time < 0 ? time + 86_400_000_000 : time), offset: 0)
    }
}

extension WrittenTime {
    init?(iso8601 bytes: [UInt8]) {
        guard bytes.count >= 16, let day = LocalDay(iso: String(decoding: bytes[..<10], as: UTF8.self)),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), let hour = twoDigits(bytes, 11), hour < 24,
            let minute = twoDigits(bytes, 14), minute < 60
        else { return nil }
        var index = 16
        var time = (hour * 3600 + minute * 60) * 1_000_000
        if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            guard let second = twoDigits(bytes, index + 1), second < 60 else { return nil }
            time += second * 1_000_000
            index += 3
            if index < bytes.count, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ",") {
                guard let fraction = fractionOfSecond(bytes, &index) else { return nil }
                time += fraction
            }
        }
        self.init(day: day, microseconds: time)
        guard index < bytes.count else { return }
        guard let offset = zoneOffset(bytes[index...]) else { return nil }
        self.offset = offset
    }
}

/// Reads a fraction of a second from its mark on; digits beyond the microsecond are cut.
private func fractionOfSecond(_ bytes: [UInt8], _ index: inout Int) -> Int64? {
    index += 1
    let first = index
    var value: Int64 = 0
    var scale: Int64 = 100_000
    while index < bytes.count, let digit = decimalDigit(bytes[index]) {
        value += digit * scale
        scale /= 10
        index += 1
    }
    return index > first ? value : nil
}

/// Reads `Z`, `+01:00` or `+0100`, all of it; nil for anything else or a day and more.
private func zoneOffset(_ text: ArraySlice<UInt8>) -> Int64? {
    let bytes = Array(text)
    if bytes == [UInt8(ascii: "Z")] { return 0 }
    guard bytes.count == 5 || bytes.count == 6,
        bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
        bytes.count == 5 || bytes[3] == UInt8(ascii: ":"), let hours = twoDigits(bytes, 1),
        let minutes = twoDigits(bytes, bytes.count - 2)
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    guard seconds < 86_400 else { return nil }
    return bytes[0] == UInt8(ascii: "-") ? -seconds : seconds
}

func decimalDigit(_ byte: UInt8) -> Int64? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int64(byte &- UInt8(ascii: "0")) : nil
}

private func twoDigits(_ bytes: [UInt8], _ index: Int) -> Int64? {
    guard index + 1 < bytes.count, let tens = decimalDigit(bytes[index]),
        let ones = decimalDigit(bytes[index + 1])
    else { return nil }
    return tens * 10 + ones
}
