import CCurl
import Foundation
import Journal

/// Writes events to a descriptor that may be a pipe, one a line, and waits for no longer than an attempt may take.
///
/// A line that was begun is finished before anything else is written, so that every line is whole. A reader that has
/// closed the pipe is an endpoint that is down.
final class StreamCarrier: EventCarrier {
    private struct Writing {
        var attempt: Int64
        var eventID: String
        /// What is left of the line.
        var rest: ArraySlice<UInt8>
        var begun: ContinuousClock.Instant
    }

    /// What can be written to a pipe without waiting when it says that it can be written to.
    private static let stepBytes = 512

    private let descriptor: Int32
    private let timeout: Duration
    private let pipe: WakePipe
    private var queue: [Writing] = []
    /// Of a line that was begun, by an attempt that is given up: it goes on when the event is tried again.
    private var torn: Writing?

    init(descriptor: Int32, timeout: Duration) throws(CourierError) {
        self.descriptor = descriptor
        self.timeout = timeout
        pipe = try WakePipe()
    }

    func start(_ attempt: CourierState.Attempt) -> AttemptResult? {
        for entry in attempt.entries {
            var writing = Writing(
                attempt: attempt.id, eventID: entry.eventID, rest: (entry.body + [UInt8(ascii: "\n")])[...],
                begun: .now)
            if let torn, torn.eventID == entry.eventID {
                writing.rest = torn.rest
                self.torn = nil
                queue.insert(writing, at: 0)
            } else {
                queue.append(writing)
            }
        }
        return nil
    }

    func perform() throws(CourierError) -> [(attempt: Int64, result: AttemptResult)] {
        var done: [(attempt: Int64, result: AttemptResult)] = []
        if torn != nil, let failure = finishTorn() { return failAll(failure) }
        while torn == nil, !queue.isEmpty {
            switch write(&queue[0].rest) {
            case .all: done.append((queue.removeFirst().attempt, .written))
            case .part: return done + failLate()
            case .failed(let failure): return done + failAll(failure)
            }
        }
        return done + failLate()
    }

    func poll(atMost timeout: Duration) throws(CourierError) {
        let isWriting = torn != nil || !queue.isEmpty
        pipe.wait(
            toWrite: isWriting ? descriptor : nil, atMost: isWriting ? min(timeout, self.timeout) : timeout)
    }

    func wakeup() { pipe.wake() }

    func cut() {
        keepTorn()
        queue = []
    }

    private enum Step { case all, part, failed(AttemptResult) }

    /// Writes as much as can be written without waiting.
    private func write(_ rest: inout ArraySlice<UInt8>) -> Step {
        while !rest.isEmpty {
            var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            // because one is given.
            guard unsafe Foundation.poll(&wait, 1, 0) > 0 else { return .part }
            let piece = Array(rest.prefix(Self.stepBytes))
            // because no more is written than there is.
            let count = unsafe Foundation.write(descriptor, piece, piece.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else {
                switch errno {
                case EINTR: continue
                case EAGAIN: return .part
                case EPIPE:
                    return .failed(.failed(.write, message: "nobody reads standard output any more"))
                case let number:
                    return .failed(.failed(.write, message: "standard output: \(SystemText.of(number))"))
                }
            }
        }
        return .all
    }

    private func finishTorn() -> AttemptResult? {
        guard var writing = torn else { return nil }
        switch write(&writing.rest) {
        // Whoever waits for that event tries it again: it stands there already, and once more is better than not at all.
        case .all: torn = nil
        case .part: torn = writing
        case .failed(let failure):
            torn = nil
            return failure
        }
        return nil
    }

    private func failAll(_ failure: AttemptResult) -> [(attempt: Int64, result: AttemptResult)] {
        // What was written into a pipe that is closed is gone with it.
        torn = nil
        defer { queue = [] }
        return queue.map { ($0.attempt, failure) }
    }

    /// Gives up what takes too long.
    private func failLate() -> [(attempt: Int64, result: AttemptResult)] {
        let now = ContinuousClock.now
        guard let first = queue.first, now - first.begun > timeout else { return [] }
        keepTorn()
        defer { queue = [] }
        return queue.map {
            ($0.attempt, .failed(.timeout, message: "nobody reads standard output"))
        }
    }

    private func keepTorn() {
        guard torn == nil, let first = queue.first, first.rest.startIndex > 0 else { return }
        torn = first
    }
}

// because everything but `wakeup` is called on the courier's thread alone.
extension StreamCarrier: @unchecked Sendable {}
