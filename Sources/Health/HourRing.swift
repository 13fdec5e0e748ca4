/// A flag for each of the last 35 days' hours.
struct HourRing: Codable, Sendable, Hashable {
    static let hours: Hour = 35 * 24
    private var words: [UInt64] = Array(repeating: 0, count: 14)
    /// The newest hour that may be set.
    private var newest: Hour = .min / 2

    subscript(hour: Hour) -> Bool {
        guard hour <= newest, hour > newest - Self.hours else { return false }
        let place = Self.place(hour)
        return words[place.word] >> place.bit & 1 == 1
    }

    mutating func set(_ hour: Hour, _ value: Bool) {
        if hour > newest {
            if hour - newest >= Self.hours {
                words = Array(repeating: 0, count: 14)
            } else {
                for passed in (newest + 1)...hour { write(passed, false) }
            }
            newest = hour
        }
        if hour > newest - Self.hours { write(hour, value) }
    }

    private mutating func write(_ hour: Hour, _ value: Bool) {
        let place = Self.place(hour)
        if value { words[place.word] |= 1 << place.bit } else { words[place.word] &= ~(1 << place.bit) }
    }

    private static func place(_ hour: Hour) -> (word: Int, bit: UInt64) {
        let slot = Int(((hour % hours) + hours) % hours)
        return (slot / 64, UInt64(slot % 64))
    }
}
