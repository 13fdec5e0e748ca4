import Foundation
import Journal

/// Appends events to files, one a line. The disk is waited for on the courier's own thread, once for all that came
/// together.
final class FileCarrier: EventCarrier {
    private let sink: any FileSink
    private let pipe: WakePipe
    private var queue: [CourierState.Attempt] = []

    init(sink: any FileSink) throws(CourierError) {
        self.sink = sink
        pipe = try WakePipe()
    }

    func start(_ attempt: CourierState.Attempt) -> AttemptResult? {
        queue.append(attempt)
        return nil
    }

    func perform() throws(CourierError) -> [(attempt: Int64, result: AttemptResult)] {
        guard !queue.isEmpty else { return [] }
        let attempts = queue
        queue = []
        // One event an attempt: files are asked for no batches.
        let kept = sink.append(attempts.map { $0.first.body + [UInt8(ascii: "\n")] })
        return attempts.enumerated().map { index, attempt in
            let failure = AttemptResult.failed(.write, message: kept.error?.message ?? "")
            return (attempt.id, index < kept.count ? .written : failure)
        }
    }

    func poll(atMost timeout: Duration) throws(CourierError) {
        guard queue.isEmpty else { return }
        pipe.wait(toWrite: nil, atMost: timeout)
    }

    func wakeup() { pipe.wake() }

    func cut() { queue = [] }
}

// because everything but `wakeup` is called on the courier's thread alone.
extension FileCarrier: @unchecked Sendable {}
