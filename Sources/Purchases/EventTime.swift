/// An instant of event time: microseconds since 1970-01-01T00:00:00Z.
package struct EventTime: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static let distantPast = EventTime(microseconds: .min / 4)
    package static let distantFuture = EventTime(microseconds: .max / 4)

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
    package static func - (time: Self, span: TimeSpan) -> Self {
        EventTime(microseconds: time.microseconds - span.microseconds)
    }
    package static func + (time: Self, span: TimeSpan) -> Self {
        EventTime(microseconds: time.microseconds + span.microseconds)
    }

    /// Whether it lies in the years 1 to 9999 of UTC, so that what `description` writes can be read again.
    package var isInCalendar: Bool { LocalDay(containing: microseconds).isInCalendar }

    /// RFC 3339 in UTC, the fraction without trailing zeros and left out when zero.
    package var description: String {
        let day = LocalDay(containing: microseconds)
        // Not from the day's start, which lies before the first of all times for those of its day.
        let rest = microseconds % 86_400_000_000
        let inDay = rest < 0 ? rest + 86_400_000_000 : rest
        let (seconds, fraction) = inDay.quotientAndRemainder(dividingBy: 1_000_000)
        var text = "\(day)T\(pad(seconds / 3600, 2)):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2))"
        if fraction != 0 {
            var digits = pad(fraction, 6)
            while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    /// Reads what `description` writes, also with zeros at the end of the fraction; nil for anything else.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes[bytes.count - 1] == UInt8(ascii: "Z"),
            let day = LocalDay(iso: String(text.prefix(10)))
        else { return nil }
        func two(_ at: Int) -> Int64? {
            guard let tens = digit(bytes[at]), let ones = digit(bytes[at + 1]) else { return nil }
            return tens * 10 + ones
        }
        guard let hour = two(11), let minute = two(14), let second = two(17), hour < 24, minute < 60,
            second < 60, bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
        else { return nil }
        var fraction: Int64 = 0
        if bytes.count > 20 {
            guard bytes[19] == UInt8(ascii: "."), (22...27).contains(bytes.count) else { return nil }
            var scale: Int64 = 100_000
            for byte in bytes[20..<(bytes.count - 1)] {
                guard let value = digit(byte) else { return nil }
                fraction += value * scale
                scale /= 10
            }
        }
        let seconds = Int64(day.daysSinceEpoch) * 86_400 + hour * 3600 + minute * 60 + second
        microseconds = seconds * 1_000_000 + fraction
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = EventTime(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time: \(text)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A length of time in microseconds.
package struct TimeSpan: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}

/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
package struct LocalDay: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let daysSinceEpoch: Int32

    package init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

    /// The day that holds an instant given in microseconds of its own local time line.
    package init(containing microseconds: Int64) {
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
        daysSinceEpoch = Int32(clamping: rest < 0 ? days - 1 : days)
    }

    /// The day of a year, month and day; nil where the calendar has none.
    ///
    /// Algorithm: days from civil, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let leap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `2026-11-01`; nil for anything else.
    package init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard let next = digit(byte) else { return nil }
                value = value * 10 + next
            }
            return Int(value)
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }

    package static func < (left: Self, right: Self) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

    /// Whether it lies in the years 1 to 9999, so that what `description` writes can be read again.
    package var isInCalendar: Bool { (-719_162...2_932_896).contains(daysSinceEpoch) }

    /// 0 is Monday.
    package var weekday: Int {
        let shifted = (Int(daysSinceEpoch) + 3) % 7
        return shifted < 0 ? shifted + 7 : shifted
    }

    /// `2026-11-01`.
    package var description: String {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(pad(Int64(year), 4))-\(pad(Int64(month), 2))-\(pad(Int64(day), 2))"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = LocalDay(iso: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day: \(text)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

private func digit(_ byte: UInt8) -> Int64? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int64(byte &- UInt8(ascii: "0")) : nil
}

private func pad(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
