import Foundation
import Purchases

/// Which files of a drop folder may be read, from one look at it to the next.
///
/// A value that decides; looking and reading happen outside it. Files that were taken are remembered by size and time of
/// change until they are gone, so that one that stays is not read again.
package struct FolderListing: Sendable {
    /// How a file says that it is whole.
    package enum Ready: Sendable, Hashable {
        /// Its size and time of change have stood for so many seconds.
        case stable(seconds: Int64)
        /// A second file of its name and this ending lies beside it.
        case marker(String)
        /// It gets a name that the pattern matches when it is whole.
        case renamed
    }

    /// A file as a look at the folder finds it.
    package struct Entry: Sendable, Hashable {
        package var name: String
        package var size: Int64
        /// Microseconds since 1970.
        package var modified: Int64

        package init(name: String, size: Int64, modified: Int64) {
            self.name = name
            self.size = size
            self.modified = modified
        }
    }

    private struct Seen {
        var entry: Entry
        var since: EventTime
    }

    private let ready: Ready
    private var seen: [String: Seen] = [:]
    private var taken: [String: Entry] = [:]

    package init(ready: Ready) { self.ready = ready }

    /// The files that may be read now, by time of change and then by name.
    ///
    /// - Parameters:
    ///   - entries: those that the pattern matches.
    ///   - marked: the names beside which a marker lies.
    ///   - now: by the clock that waits are measured with.
    package mutating func look(_ entries: [Entry], marked: Set<String>, now: EventTime) -> [Entry] {
        var next: [String: Seen] = [:]
        var whole: [Entry] = []
        for entry in entries {
            let before = seen[entry.name]
            let since = before?.entry == entry ? before?.since ?? now : now
            next[entry.name] = Seen(entry: entry, since: since)
            guard taken[entry.name] != entry else { continue }
            if isWhole(entry, since: since, marked: marked, now: now) { whole.append(entry) }
        }
        seen = next
        taken = taken.filter { next[$0.key] != nil }
        return whole.sorted { ($0.modified, $0.name) < ($1.modified, $1.name) }
    }

    /// Remembers that a file was read, or could not be: as it is now it is not read again.
    package mutating func take(_ entry: Entry) { taken[entry.name] = entry }

    /// When the folder has to be looked at again because a file may have become whole; nil when only a change can tell.
    package var wake: EventTime? {
        guard case .stable(let seconds) = ready else { return nil }
        let waiting = seen.values.filter { taken[$0.entry.name] != $0.entry }
        return waiting.map {
            EventTime(
                microseconds: min($0.since.microseconds, $0.entry.modified) + seconds * 1_000_000)
        }.min()
    }

    private func isWhole(_ entry: Entry, since: EventTime, marked: Set<String>, now: EventTime) -> Bool {
        switch ready {
        case .stable(let seconds):
            // A file that was there long before the service was is not waited for once more.
            let unchanged = max(now.microseconds - since.microseconds, now.microseconds - entry.modified)
            return unchanged >= seconds * 1_000_000
        case .marker: return marked.contains(entry.name)
        case .renamed: return true
        }
    }
}
