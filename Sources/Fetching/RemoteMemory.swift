/// What is remembered of a remote folder, and what follows from a look at it. A value that decides; looking happens
/// outside it.
package struct RemoteMemory: Codable, Sendable, Hashable {
    /// What tells one content of a file from another.
    package struct Stamp: Codable, Sendable, Hashable {
        package var size: Int64
        /// As listings write it.
        package var time: String
        /// Seconds since 1970 by the server's clock, where it tells.
        package var modified: Int64?

        package init(_ entry: RemoteListing.Entry, modified: Int64? = nil) {
            size = entry.size
            time = entry.time
            self.modified = modified
        }

        func fits(_ entry: RemoteListing.Entry) -> Bool { size == entry.size && time == entry.time }
    }

    package struct Taken: Codable, Sendable, Hashable {
        package var stamp: Stamp
        /// Whether the remote file is still to be deleted or moved once its lines are committed.
        package var isOwed: Bool

        package init(stamp: Stamp, isOwed: Bool) {
            self.stamp = stamp
            self.isOwed = isOwed
        }
    }

    /// By the names of the remote files.
    package var taken: [String: Taken] = [:]
    /// What has begun to arrive, or has arrived and was not put yet.
    package var parts: [String: Stamp] = [:]
    /// Whose memory it is: another folder has none.
    package var url: String
    package var boot: String

    package init(url: String, boot: String) {
        self.url = url
        self.boot = boot
    }

    /// The files that may be fetched, in the order of the listing; marked and matching ones alone.
    package func fresh(_ listing: RemoteListing, ready: PullPlan.Ready, matches: (String) -> Bool)
        -> [RemoteListing
        .Entry]
    {
        let names = Set(listing.entries.map(\.name))
        return listing.entries.filter { entry in
            if case .marker(let ending) = ready {
                guard !entry.name.hasSuffix(ending), names.contains(entry.name + ending) else { return false }
            }
            guard Self.isFinished(entry.name), matches(entry.name) else { return false }
            return !(taken[entry.name]?.stamp.fits(entry) ?? false)
        }.sorted { $0.name < $1.name }
    }

    /// Those whose remote file is to be deleted or moved, as the listing still finds them.
    package func owed(_ listing: RemoteListing) -> [RemoteListing.Entry] {
        listing.entries.filter { entry in taken[entry.name].map { $0.isOwed && $0.stamp.fits(entry) } ?? false
        }
    }

    /// Those of them that another look finds as they were.
    package static func unchanged(_ entries: [RemoteListing.Entry], in later: RemoteListing) -> [RemoteListing
        .Entry]
    {
        let there = Set(later.entries)
        return entries.filter(there.contains)
    }

    /// Forgets what is not there any more.
    package mutating func forget(_ listing: RemoteListing) {
        let names = Set(listing.entries.map(\.name))
        taken = taken.filter { names.contains($0.key) }
    }

    /// Names that programs give to what they still write.
    private static func isFinished(_ name: String) -> Bool {
        !name.hasPrefix(".")
            && ![".part", ".partial", ".tmp", ".filepart", ".crdownload"].contains(where: name.hasSuffix)
    }
}
