import Purchases

/// A week from Monday to Sunday, numbered as ISO 8601 numbers it.
package struct Week: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let monday: LocalDay

    package init(of day: LocalDay) {
        monday = LocalDay(daysSinceEpoch: Int32(clamping: Int(day.daysSinceEpoch) - day.weekday))
    }

    package static func < (left: Self, right: Self) -> Bool { left.monday < right.monday }

    /// `2026-W10`: a week belongs to the year that its Thursday lies in.
    package var description: String {
        let thursday = LocalDay(daysSinceEpoch: Int32(clamping: Int(monday.daysSinceEpoch) + 3))
        let year = String(thursday.description.prefix(4))
        guard let first = LocalDay(iso: "\(year)-01-01") else { return thursday.description }
        let number = (Int(thursday.daysSinceEpoch) - Int(first.daysSinceEpoch)) / 7 + 1
        return "\(year)-W\(number < 10 ? "0" : "")\(number)"
    }

    package var next: Week {
        Week(of: LocalDay(daysSinceEpoch: Int32(clamping: Int(monday.daysSinceEpoch) + 7)))
    }
}

extension Week: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
