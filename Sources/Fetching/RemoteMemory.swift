/// What is remembered of a remote folder, and what follows from a look at it. A value that decides; looking happens
/// outside it.
struct RemoteMemory: Codable, Sendable, Hashable {
    /// What tells one content of a file from another.
    struct Stamp: Codable, Sendable, Hashable {
        var size: Int64
        /// As listings write it.
        var time: String
        /// Seconds since 1970 by the server's clock, where it tells.
        var modified: Int64?

        init(_ entry: RemoteListing.Entry, modified: Int64? = nil) {
            size = entry.size
            time = entry.time
            self.modified = modified
        }

        func fits(_ entry: RemoteListing.Entry) -> Bool { size == entry.size && time == entry.time }
    }

    struct Taken: Codable, Sendable, Hashable {
        var stamp: Stamp
        /// Whether the remote file is still to be deleted or moved once its lines are committed.
        var isOwed: Bool
    }

    /// By the names of the remote files.
    var taken: [String: Taken] = [:]
    /// What has begun to arrive, or has arrived and was not put yet.
    var parts: [String: Stamp] = [:]
    /// Whose memory it is: another folder has none.
    var url: String
    var boot: String

    init(url: String, boot: String) {
        self.url = url
        self.boot = boot
    }

    /// The files that may be fetched, in the order of the listing; marked and matching ones alone.
    func fresh(_ listing: RemoteListing, ready: PullPlan.Ready, matches: (String) -> Bool) -> [RemoteListing
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
    func owed(_ listing: RemoteListing) -> [RemoteListing.Entry] {
        listing.entries.filter { entry in taken[entry.name].map { $0.isOwed && $0.stamp.fits(entry) } ?? false
        }
    }

    /// Those of them that another look finds as they were.
    static func unchanged(_ entries: [RemoteListing.Entry], in later: RemoteListing) -> [RemoteListing.Entry]
    {
        let there = Set(later.entries)
        return entries.filter(there.contains)
    }

    /// Forgets what is not there any more.
    mutating func forget(_ listing: RemoteListing) {
        let names = Set(listing.entries.map(\.name))
        taken = taken.filter { names.contains($0.key) }
    }

    /// Names that programs give to what they still write.
    private static func isFinished(_ name: String) -> Bool {
        !name.hasPrefix(".")
            && ![".part", ".partial", ".tmp", ".filepart", ".crdownload"].contains(where: name.hasSuffix)
    }
}
