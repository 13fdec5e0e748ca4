import Foundation
import Purchases

/// A folder of files, of which the last one by name is written.
package struct FolderPlan: Sendable, Hashable {
    package var folder: String
    /// A line that would make a file larger begins the next one; nil: never.
    package var bytesMax: Int?
    /// Whether each day (UTC) begins a file of its own.
    package var daily: Bool

    package init(folder: String, bytesMax: Int? = nil, daily: Bool = true) {
        self.folder = folder
        self.bytesMax = bytesMax
        self.daily = daily
    }
}

/// `events-2026-11-28-000001.ndjson`: the day on which it was begun, and its number of that day. A file is complete once
/// there is a later one.
struct RotatedFiles: FileSink {
    struct Name: Hashable, Comparable {
        var day: LocalDay
        var number: Int

        init(day: LocalDay, number: Int) {
            self.day = day
            self.number = number
        }

        /// Nil for any other name.
        init?(_ text: String) {
            guard text.hasPrefix("events-"), text.hasSuffix(".ndjson") else { return nil }
            let middle = text.dropFirst(7).dropLast(7)
            guard middle.utf8.count == 17, let day = LocalDay(iso: middle.prefix(10)),
                let number = Int(middle.dropFirst(11)), Name(day: day, number: number).text == text
            else { return nil }
            self.init(day: day, number: number)
        }

        var text: String {
            let digits = String(number)
            return "events-\(day)-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
                + ".ndjson"
        }

        static func < (left: Self, right: Self) -> Bool {
            (left.day, left.number) < (right.day, right.number)
        }
    }

    let plan: FolderPlan
    var today: @Sendable () -> LocalDay = {
        LocalDay(containing: Int64(Date().timeIntervalSince1970) * 1_000_000)
    }

    func append(_ lines: [[UInt8]]) -> Kept {
        var kept = 0
        do throws(SinkError) {
            try append(lines, &kept)
            return Kept(count: kept)
        } catch {
            return Kept(count: kept, error: error)
        }
    }

    private func append(_ lines: [[UInt8]], _ kept: inout Int) throws(SinkError) {
        // Whoever else writes there waits.
        let folder = try LockedFile(path: plan.folder, isFolder: true)
        var current = try names(in: plan.folder).max()
        var file: LockedFile?
        if let current {
            file = try LockedFile(path: path(current), isFolder: false)
            try file?.cutTornLine()
        }
        var pending: [UInt8] = []
        // A clock that is set back begins no file before the last one.
        let today = max(self.today(), current?.day ?? self.today())
        for (index, line) in lines.enumerated() {
            let size = (file?.size ?? 0) + pending.count
            let isFull = plan.bytesMax.map { size > 0 && size + line.count > $0 } ?? false
            if file == nil || isFull || (plan.daily && current?.day != today) {
                try file?.append(pending)
                kept = index
                pending = []
                let next = current.map { $0.day == today ? $0.number + 1 : 1 } ?? 1
                let name = Name(day: today, number: next)
                current = name
                file = try LockedFile(path: path(name), isFolder: false)
            }
            pending += line
        }
        try file?.append(pending)
        kept = lines.count
        withExtendedLifetime(folder) {}
    }

    private func path(_ name: Name) -> String { "\(plan.folder)/\(name.text)" }

    private func names(in folder: String) throws(SinkError) -> [Name] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap(Name.init)
        } catch {
            throw SinkError(message: "the folder cannot be read")
        }
    }
}
