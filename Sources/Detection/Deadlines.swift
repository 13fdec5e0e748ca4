import Purchases

/// The deadlines of all subjects, by feed and time: which of them a feed's coming further decides (4.7).
struct Deadlines: Sendable {
    private struct Entry: Sendable, Hashable {
        let time: EventTime
        let subject: Subject
    }

    /// Of one feed, in slices of five minutes: those between two times are found without looking at others.
    private struct Calendar: Sendable {
        private static let slice: Int64 = 300_000_000

        /// How far the feed had come when it was last looked at.
        var seen = EventTime.distantPast
        private var slices: [Int64: Set<Entry>] = [:]

        private static func slice(of time: EventTime) -> Int64 { time.microseconds / slice }

        mutating func insert(_ entry: Entry) {
            slices[Self.slice(of: entry.time), default: []].insert(entry)
        }

        mutating func remove(_ entry: Entry) {
            let slice = Self.slice(of: entry.time)
            slices[slice]?.remove(entry)
            if slices[slice]?.isEmpty == true { slices[slice] = nil }
        }

        /// The first of each subject's from a time on, up to another, that one excluded.
        func subjects(_ range: Range<EventTime>, _ found: inout [Subject: EventTime]) {
            let first = Self.slice(of: range.lowerBound)
            let last = Self.slice(of: range.upperBound)
            let isFar = last - first > Int64(slices.count)
            let keys = isFar ? slices.keys.filter { (first...last).contains($0) } : Array(first...last)
            for entry in keys.lazy.compactMap({ slices[$0] }).joined() where range.contains(entry.time) {
                found[entry.subject] = min(found[entry.subject] ?? entry.time, entry.time)
            }
        }
    }

    private var calendars: [Int: Calendar] = [:]

    mutating func replace(
        _ old: [SubjectHistory.Awaiting], by new: [SubjectHistory.Awaiting], of subject: Subject
    ) {
        // What comes before the first change is the same on both sides.
        var same = 0
        while same < old.count, same < new.count, old[same] == new[same] { same += 1 }
        for one in old[same...] { calendars[one.feed]?.remove(Entry(time: one.time, subject: subject)) }
        // One that stands in both may share its time with another.
        let first = [old.dropFirst(same).first?.time, new.dropFirst(same).first?.time]
            .compactMap { $0 }.min()
        guard let first else { return }
        for one in new where one.time >= first {
            calendars[one.feed, default: Calendar()].insert(Entry(time: one.time, subject: subject))
        }
    }

    /// Takes in how far the feeds have come.
    ///
    /// - Returns: for each subject the earliest deadline that this decides, or leaves open again; and the feeds that
    ///   moved.
    mutating func move(_ feeds: FeedClocks) -> (subjects: [Subject: EventTime], feeds: Set<Int>) {
        var found: [Subject: EventTime] = [:]
        var moved: Set<Int> = []
        for feed in 0..<feeds.count {
            let (old, new) = (calendars[feed]?.seen ?? .distantPast, feeds.latest(of: feed))
            guard old != new else { continue }
            calendars[feed, default: Calendar()].seen = new
            moved.insert(feed)
            // A deadline is decided when the latest time lies after it.
            calendars[feed]?.subjects(min(old, new)..<max(old, new), &found)
        }
        return (found, moved)
    }
}
