import Catalogue
import Documents
import Feeds
import Foundation
import Journal
import Purchases

/// The files of a drop folder, each read once it is whole, in the order in which they were written.
///
/// What was committed of a file is not read again, also after a restart; a file of the same name with other content, or
/// one that grew, is. A file that cannot be read is told, left or put aside, and keeps no other one waiting.
package final class FolderSource: LineSource {
    /// What becomes of a file that was read.
    package enum Done: Sendable, Hashable {
        case keep
        case delete
        case move(String)
    }

    package struct Plan: Sendable, Hashable {
        package var folder: String
        /// As the shell knows it, within the folder.
        package var pattern = "*"
        package var ready = FolderListing.Ready.stable(seconds: 10)
        package var done = Done.keep
        /// Where files go that cannot be read; nil leaves them.
        package var failed: String?
        /// The longest time between two looks, in seconds.
        package var every: Int64 = 10

        package init(folder: String) { self.folder = folder }
    }

    package enum Notice: Sendable, Hashable {
        case reading(String)
        case finished(String)
        /// Nothing more of it is read until it changes.
        case failed(String, FeedError)
        /// It was read, and cannot be moved or deleted.
        case stuck(String, reason: String)
        case file(String, FileSource.Notice)
        case folderUnreadable(String, reason: String)
    }

    private let plan: Plan
    private let reading: FileReading
    private let now: () -> EventTime
    private let notice: (Notice) -> Void
    private var listing: FolderListing
    private var watch: FolderWatch?
    private var waiting: [FolderListing.Entry] = []
    private var current: (entry: FolderListing.Entry, source: FileSource)?
    private var nextLook = EventTime.distantPast
    private var isUnreadable = false

    /// - Parameters:
    ///   - reading: how its files are decoded.
    ///   - now: the clock by which files settle.
    ///   - notice: is told what a person may want to know.
    package init(
        plan: Plan, reading: FileReading, now: @escaping () -> EventTime, notice: @escaping (Notice) -> Void
    ) {
        self.plan = plan
        self.reading = reading
        self.now = now
        self.notice = notice
        listing = FolderListing(ready: plan.ready)
        watch = FolderWatch(plan.folder)
    }

    package var window: AcceptanceWindow { reading.window }

    package var descriptor: Int32? { watch?.descriptor }

    package var patience: Int32 {
        let wake = min(nextLook, listing.wake ?? nextLook)
        return Int32(clamping: max(0, wake.microseconds - now().microseconds) / 1_000 + 1)
    }

    package func next(into batch: inout DecodedBatch, lines: Int) throws -> SourceStep {
        while true {
            if let (entry, source) = current {
                do {
                    if try source.next(into: &batch, lines: lines) == .batch { return .batch }
                    finish(entry)
                } catch let error as FeedError {
                    fail(entry, error)
                }
                current = nil
            }
            if waiting.isEmpty { look() }
            guard !waiting.isEmpty else { return .nothingYet }
            try open(waiting.removeFirst())
        }
    }

    package func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue) {
        reading.screening = (screen, catalogue)
        current?.source.screen(by: screen, catalogue)
    }

    package func mark(before place: SourcePosition) -> [UInt8]? { current?.source.mark(before: place) }

    private func look() {
        let time = now()
        let changed = watch?.takeChanges() ?? false
        let isDue = time >= nextLook || listing.wake.map { time >= $0 } ?? false
        guard changed || isDue else { return }
        nextLook = EventTime(microseconds: time.microseconds + plan.every * 1_000_000)
        do throws(FolderFiles.Problem) {
            let found = try FolderFiles.list(plan)
            waiting = listing.look(found.entries, marked: found.marked, now: time)
            isUnreadable = false
            if watch == nil { watch = FolderWatch(plan.folder) }
        } catch {
            if !isUnreadable { notice(.folderUnreadable(plan.folder, reason: error.reason)) }
            isUnreadable = true
            watch = nil
        }
    }

    private func open(_ entry: FolderListing.Entry) throws {
        let path = plan.folder + "/" + entry.name
        do {
            if try reading.isFinished(path, size: entry.size) { return finish(entry) }
            let source = try reading.open(path, follow: false) { [notice] in notice(.file(path, $0)) }
            notice(.reading(path))
            current = (entry, source)
        } catch let error as FeedError {
            // One that is gone by now was renamed or taken away, and is not missed.
            if error.code == .missingInput { return }
            fail(entry, error)
        }
    }

    private func finish(_ entry: FolderListing.Entry) {
        let path = plan.folder + "/" + entry.name
        // What was written to it meanwhile is read when it has settled again.
        guard FolderFiles.entry(entry.name, in: plan.folder) == entry else { return }
        listing.take(entry)
        notice(.finished(path))
        switch plan.done {
        case .keep: return
        case .delete: settle(path) { () throws(FolderFiles.Problem) in try FolderFiles.delete(path) }
        case .move(let target):
            settle(path) { () throws(FolderFiles.Problem) in try FolderFiles.move(path, to: target) }
        }
        if case .marker(let ending) = plan.ready { unlink(path + ending) }
    }

    private func fail(_ entry: FolderListing.Entry, _ error: FeedError) {
        let path = plan.folder + "/" + entry.name
        listing.take(entry)
        notice(.failed(path, error))
        guard let failed = plan.failed else { return }
        settle(path) { () throws(FolderFiles.Problem) in try FolderFiles.move(path, to: failed) }
    }

    private func settle(_ path: String, _ work: () throws(FolderFiles.Problem) -> Void) {
        do throws(FolderFiles.Problem) {
            try work()
        } catch {
            notice(.stuck(path, reason: error.reason))
        }
    }
}
