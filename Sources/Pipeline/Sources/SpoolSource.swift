import Catalogue
import Feeds
import Foundation
import Journal
import Purchases
import Spool

/// Lines that something fetches: a filler puts files into a spool folder on a thread of its own, and they are read as those
/// of any drop folder, and deleted once they are committed. Never comes to its end.
package final class SpoolSource: LineSource {
    package enum Notice: Sendable {
        case folder(FolderSource.Notice)
        case filler(SpoolThread.Notice)
    }

    private let folder: FolderSource
    private let thread: SpoolThread

    /// Makes the spool folder and starts the filler.
    ///
    /// - Parameters:
    ///   - every: the time from one fetch to the next.
    ///   - reading: how its files are decoded.
    ///   - now: the reading thread's clock.
    ///   - notice: is told what a person may want to know, from either thread.
    /// - Throws: `ServiceError` where the system gives no pipe.
    package init(
        spool: SpoolFolder, filler: any SpoolFiller, every: Duration, reading: FileReading,
        now: @escaping () -> EventTime, notice: @escaping @Sendable (Notice) -> Void
    ) throws {
        // Where it cannot be made, the filler's thread tells it, and tries again.
        try? spool.make()
        let thread = try SpoolThread(spool: spool, filler: filler, every: every) { notice(.filler($0)) }
        self.thread = thread
        var plan = FolderSource.Plan(folder: spool.ready)
        plan.ready = .renamed
        plan.done = .delete
        plan.failed = spool.failed
        folder = FolderSource(plan: plan, reading: reading, now: now) { told in
            notice(.folder(told))
            switch told {
            case .finished, .failed: thread.wake()
            default: break
            }
        }
        thread.start()
    }

    deinit { thread.end(within: 0) }

    package var window: AcceptanceWindow { folder.window }
    package var descriptor: Int32? { folder.descriptor }
    package var patience: Int32 { folder.patience }

    package func next(into batch: inout DecodedBatch, lines: Int) throws -> SourceStep {
        try folder.next(into: &batch, lines: lines)
    }

    /// Waits a moment for the filler; one that does not end within it is safe to be cut off.
    package func end() { thread.end(within: 2) }

    package func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue) {
        folder.screen(by: screen, catalogue)
    }

    package func mark(before place: SourcePosition) -> [UInt8]? { folder.mark(before: place) }
}
