import Feeds
import Foundation
import Synchronization

/// Decodes an input on a thread of its own, a few batches ahead of whoever judges and commits them.
///
/// Batches come in the order of the input, whatever the threads do. At most `ahead` of them wait; then decoding waits. Used
/// by one thread at a time.
final class ReadAhead: Sendable {
    /// What comes next of the input.
    enum Step: Sendable {
        /// Lines, and how many bytes of the input were read by then.
        case batch(DecodedBatch, bytesRead: Int64)
        case ended(FeedReader.Note?)
        case failed(FeedError)
    }

    private struct State {
        var waiting: [Step] = []
        var isCancelled = false
    }

    private static let ahead = 2

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    /// Begins at zero, and is raised at once: one that is let go below its first value ends the process.
    private let free = DispatchSemaphore(value: 0)

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - lines: watched lines of one batch.
    ///   - open: makes the reader, on its thread; may block.
    init(lines: Int, open: @escaping @Sendable () throws(FeedError) -> FeedReader) {
        for _ in 0..<Self.ahead { free.signal() }
        let thread = Thread { [self] in
            do throws(FeedError) {
                let reader = try open()
                var batch = DecodedBatch()
                while try reader.next(into: &batch, lines: lines) {
                    guard put(.batch(batch, bytesRead: reader.bytesRead)) else { return }
                    batch = DecodedBatch()
                }
                _ = put(.ended(reader.note))
            } catch {
                _ = put(.failed(error))
            }
        }
        thread.name = "tillwatch.read"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Waits for what comes next; nothing comes after an end or a failure.
    func next() -> Step {
        filled.wait()
        defer { free.signal() }
        return state.withLock { $0.waiting.removeFirst() }
    }

    /// Lets the reading thread end at its next batch.
    func cancel() {
        state.withLock { $0.isCancelled = true }
        free.signal()
    }

    /// Hands a step over; false when nobody wants it any more.
    private func put(_ step: Step) -> Bool {
        free.wait()
        let isWanted = state.withLock { state in
            if !state.isCancelled { state.waiting.append(step) }
            return !state.isCancelled
        }
        if isWanted { filled.signal() }
        return isWanted
    }
}
