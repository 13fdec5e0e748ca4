import Purchases
import Rules

/// From which local days on the versions of a pack judge (7.1).
struct Eras: Sendable {
    /// In rising order; the first judges what lies before it too.
    let froms: [LocalDay?]

    /// - Parameter versions: in order (`Pack.precedes`).
    init(_ versions: [Pack]) { froms = versions.map(\.from) }

    /// The version with the latest `from` not after a day; the earliest also before it.
    func version(on day: LocalDay) -> Int { froms.lastIndex { $0.map { $0 <= day } ?? true } ?? 0 }

    /// A time before which the version judges nothing, wherever a store is.
    func start(of version: Int) -> EventTime {
        guard version > 0, let from = froms[version] else { return .distantPast }
        return Self.midnight(from).before(by: Self.offsets)
    }

    /// A time after which the version judges nothing.
    func end(of version: Int) -> EventTime {
        guard version + 1 < froms.count else { return EventTime(microseconds: .max) }
        // Two that name no day: the later one judges all.
        guard let next = froms[version + 1] else { return .distantPast }
        return Self.midnight(next).advanced(by: Self.offsets)
    }

    /// No offset is as large.
    private static let offsets = TimeSpan(seconds: 2 * 86_400)

    private static func midnight(_ day: LocalDay) -> EventTime {
        EventTime(microseconds: Int64(day.daysSinceEpoch) * 86_400_000_000)
    }

    /// The earliest day that another version judges by other eras; nil where there is none.
    ///
    /// - Parameters:
    ///   - contents: what tells versions apart, in the order of these eras and of the others.
    func firstDifference(_ contents: [String], _ other: Eras, _ otherContents: [String]) -> Difference? {
        // Between two days on which a version begins nothing changes.
        let days = Set((froms + other.froms).compactMap(\.self)).sorted()
        let first = LocalDay(daysSinceEpoch: .min)
        for day in [first] + days where contents[version(on: day)] != otherContents[other.version(on: day)] {
            return Difference(from: day == first ? nil : day, version: other.version(on: day))
        }
        return nil
    }

    struct Difference {
        /// Nil: from the beginning.
        let from: LocalDay?
        /// The other eras' version that judges from there.
        let version: Int
    }
}

extension ClosedRange<EventTime> {
    /// All times.
    static var always: Self { EventTime(microseconds: .min)...EventTime(microseconds: .max) }
}
