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

    /// The time of a trimmed text; nil where it is none.
    package func read(_ text: String) -> WrittenTime? {
        switch self {
        case .iso8601: WrittenTime(iso8601: Array(text.utf8))
        case .layout(let layout): layout.read(text)
        }
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
