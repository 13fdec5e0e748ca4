import Foundation
import Spool

/// Pulls the files of a folder over SFTP or FTPS, each once it is whole, and again when it is another one.
package struct RemoteFolderFiller: SpoolFiller {
    private let plan: PullPlan

    package init(plan: PullPlan) { self.plan = plan }

    package func fill(
        _ spool: SpoolFolder, isStopping: @escaping @Sendable () -> Bool
    ) throws(FetchError) -> SpoolFilling {
        let session = try CurlSession(plan, isStopping: isStopping)
        var look = FolderLook(
            plan: plan, folder: RemoteFolder(plan: plan, session: session), spool: spool,
            isStopping: isStopping)
        return try look.run()
    }
}

/// One look at a remote folder, with all that follows from it.
private struct FolderLook {
    private let plan: PullPlan
    private let folder: RemoteFolder
    private let spool: SpoolFolder
    private let isStopping: @Sendable () -> Bool
    private var memory: RemoteMemory
    /// What went wrong with one file; the others go on.
    private var problem: FetchError?
    /// Remote files that this look has deleted or moved.
    private var settled: Set<String> = []
    private var hasPut = false

    init(plan: PullPlan, folder: RemoteFolder, spool: SpoolFolder, isStopping: @escaping @Sendable () -> Bool)
    {
        self.plan = plan
        self.folder = folder
        self.spool = spool
        self.isStopping = isStopping
        let boot = BootMark.current()
        var kept = spool.state(RemoteMemory.self) ?? RemoteMemory(url: plan.address.url, boot: boot)
        if kept.url != plan.address.url { kept = RemoteMemory(url: plan.address.url, boot: boot) }
        if kept.boot != boot {
            kept.boot = boot
            kept.parts = [:]
        }
        memory = kept
    }

    mutating func run() throws(FetchError) -> SpoolFilling {
        let listing = try folder.list()
        memory.forget(listing)
        try settle(listing)
        let wanted = try whole(listing)
        dropParts(but: wanted)
        var isFull = false
        for entry in wanted where !isStopping() {
            guard let name = SpoolFolder.fileName(entry.name), entry.size <= plan.fileMax else {
                note(FetchProblem.tooLarge(plan.fileMax, at: folder.place(entry.name)))
                continue
            }
            guard !spool.holds(name), spool.hasRoom(for: entry.size) else {
                isFull = true
                continue
            }
            do throws(FetchError) {
                try fetch(entry, name)
            } catch {
                // Whatever it is, it is about this one alone only where it is not there for us.
                guard error.code == .missing else { throw error }
                note(error)
            }
        }
        if let problem { throw problem }
        return isFull || (hasPut && plan.done != .keep) || owesWhatWaits ? .waiting : .complete
    }

    /// Whether something that was put waits to be read, after which there is something to do.
    private var owesWhatWaits: Bool {
        memory.taken.contains { $0.value.isOwed && (SpoolFolder.fileName($0.key).map(spool.holds) ?? false) }
    }

    /// The fresh files that are whole.
    private func whole(_ listing: RemoteListing) throws(FetchError) -> [RemoteListing.Entry] {
        let fresh = memory.fresh(listing, ready: plan.ready) { name in
            // because both texts live for the time of the call.
            unsafe !settled.contains(name) && fnmatch(plan.pattern, name, 0) == 0
        }
        guard case .stable(let seconds) = plan.ready, seconds > 0, !fresh.isEmpty else { return fresh }
        let end = ContinuousClock.now.advanced(by: .seconds(seconds))
        while ContinuousClock.now < end {
            if isStopping() { return [] }
            Thread.sleep(forTimeInterval: 0.1)
        }
        return RemoteMemory.unchanged(fresh, in: try folder.list())
    }

    private mutating func fetch(_ entry: RemoteListing.Entry, _ name: String) throws(FetchError) {
        let stamp = RemoteMemory.Stamp(entry, modified: try folder.modified(entry.name))
        if memory.parts[entry.name] != stamp {
            // Gone before another is remembered, so that no two contents are ever joined.
            spool.dropPart(name)
            memory.parts[entry.name] = stamp
            try spool.keep(memory)
        }
        let path = spool.partPath(name)
        let isWhole = try folder.fetch(entry, into: PartFile(path), at: path)
        if isStopping(), !isWhole { return }
        guard isWhole, try folder.modified(entry.name) == stamp.modified else {
            // It is written to; the next look sees it as it is then.
            spool.dropPart(name)
            memory.parts[entry.name] = nil
            return
        }
        guard try spool.put(name) else { return }
        memory.parts[entry.name] = nil
        hasPut = true
        memory.taken[entry.name] = RemoteMemory.Taken(stamp: stamp, isOwed: plan.done != .keep)
        try spool.keep(memory)
    }

    /// Deletes or moves the remote files whose lines are committed by now.
    private mutating func settle(_ listing: RemoteListing) throws(FetchError) {
        for entry in memory.owed(listing) where !isStopping() {
            guard let name = SpoolFolder.fileName(entry.name), !spool.holds(name) else { continue }
            if spool.wasRefused(name) {
                // It stays where it is, for whoever looks into it.
                memory.taken[entry.name]?.isOwed = false
                continue
            }
            do throws(FetchError) {
                if try folder.modified(entry.name) == memory.taken[entry.name]?.stamp.modified {
                    try folder.settle(entry.name)
                    settled.insert(entry.name)
                }
                // Gone, or another one by now.
                memory.taken[entry.name] = nil
                try spool.keep(memory)
            } catch {
                guard error.code == .unsettled || error.code == .missing else { throw error }
                note(error)
            }
        }
    }

    private mutating func dropParts(but wanted: [RemoteListing.Entry]) {
        let names = Set(wanted.map(\.name))
        memory.parts = memory.parts.filter { names.contains($0.key) }
        let kept = Set(memory.parts.keys.compactMap(SpoolFolder.fileName))
        for name in spool.parts where !kept.contains(name) { spool.dropPart(name) }
    }

    private mutating func note(_ error: FetchError) {
        guard problem == nil else { return }
        problem = error
        // The others are looked for as usual.
        problem?.isPassing = true
    }
}
