import Foundation
import Purchases

/// The offsets of one time zone, asked of Foundation once and kept.
///
/// Seconds are since 1970 UTC, offsets seconds east of UTC. Local times follow `docs/SEMANTICS.md` 2.6.
package struct ZoneTable: Sendable {
    /// A stretch of about a year.
    private struct Stretch {
        /// The offset in force just before it.
        var offsetBefore: Int64
        /// Instants at which the offset changes, with the offset from then on.
        var changes: [(at: Int64, offset: Int64)]
    }

    private static let width: Int64 = 1 << 25
    private static let day: Int64 = 86_400
    /// More than any offset.
    private static let reach: Int64 = 2 * day

    private let zone: TimeZone
    private var stretches: [Int64: Stretch] = [:]

    /// - Returns: nil for a name that the time-zone data does not have.
    package init?(_ identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = zone
    }

    private init(_ zone: TimeZone) { self.zone = zone }

    static let utc = ZoneTable(TimeZone.gmt)

    /// The offset in force at an instant.
    package mutating func offset(at instant: Int64) -> Int64 {
        let stretch = stretch(instant >> 25)
        return stretch.changes.last { $0.at <= instant }?.offset ?? stretch.offsetBefore
    }

    /// The instant of a local time: its first occurrence; one that does not occur takes the offset before the change.
    package mutating func instant(local: Int64) -> Int64 {
        let first = local - ZoneTable.reach
        var offset = offset(at: first)
        for number in (first >> 25)...((local + ZoneTable.reach) >> 25) {
            for change in stretch(number).changes where change.at > first {
                // Seen on the clock, the new offset counts from the later of the two readings of the change.
                if change.at + max(offset, change.offset) > local { return local - offset }
                offset = change.offset
            }
        }
        return local - offset
    }

    /// The instant of a time that a feed writes.
    package mutating func time(_ written: WrittenTime) -> EventTime {
        let local = Int64(written.day.daysSinceEpoch) * ZoneTable.day + written.microseconds / 1_000_000
        let seconds = written.offset.map { local - $0 } ?? instant(local: local)
        return EventTime(microseconds: seconds * 1_000_000 + written.microseconds % 1_000_000)
    }

    /// What a time is on the clocks of this zone.
    package mutating func localMoment(_ time: EventTime) -> LocalMoment {
        let (whole, rest) = time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let instant = rest < 0 ? whole - 1 : whole
        let local = instant + offset(at: instant)
        let day = LocalDay(containing: local * 1_000_000)
        let midnight = (Int64(day.daysSinceEpoch) + 1) * ZoneTable.day
        return LocalMoment(
            day: day, secondOfDay: Int32(clamping: local - (midnight - ZoneTable.day)),
            nextMidnight: EventTime(microseconds: self.instant(local: midnight) * 1_000_000))
    }

    private mutating func stretch(_ number: Int64) -> Stretch {
        if let known = stretches[number] { return known }
        let start = number << 25
        var stretch = Stretch(offsetBefore: ask(start - 1), changes: [])
        var before = (at: start - 1, offset: stretch.offsetBefore)
        while before.at < start + ZoneTable.width - 1 {
            let next = min(before.at + ZoneTable.day, start + ZoneTable.width - 1)
            let offset = ask(next)
            if offset != before.offset {
                let change = change(after: before.at, from: before.offset, by: next)
                stretch.changes.append((change, ask(change)))
                before = (change, ask(change))
            } else {
                before = (next, offset)
            }
        }
        stretches[number] = stretch
        return stretch
    }

    /// The first instant in a range at which the offset is not `offset` any more.
    private func change(after start: Int64, from offset: Int64, by end: Int64) -> Int64 {
        var low = start
        var high = end
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if ask(middle) == offset { low = middle } else { high = middle }
        }
        return high
    }

    private func ask(_ instant: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))))
    }
}

/// The version of the time-zone data in use; one of an alert's versions.
package var timeZonesVersion: String { TimeZone.timeZoneDataVersion }
