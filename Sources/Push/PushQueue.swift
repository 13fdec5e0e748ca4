import Synchronization

/// Requests that wait for the thread that reads, bounded in bytes and number: who comes when it is full is sent away.
///
/// May be used from anywhere; blocks for no longer than it takes to move a few values.
package final class PushQueue: Sendable {
    private struct State {
        var requests: [PushRequest] = []
        /// Bytes of bodies that arrive, wait or are being read.
        var bytes = 0
        /// Requests that arrive, wait or are being read.
        var count = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bytesMax: Int
    private let countMax: Int
    private let wake: @Sendable () -> Void

    /// - Parameter wake: called when a request was put into an empty queue.
    package init(bytesMax: Int, countMax: Int = 1_024, wake: @escaping @Sendable () -> Void) {
        self.bytesMax = bytesMax
        self.countMax = countMax
        self.wake = wake
    }

    /// Room for another request, or for more bytes of one that has room; false when there is none now.
    package func reserve(bytes: Int, request: Bool) -> Bool {
        state.withLock { state in
            guard state.bytes + bytes <= bytesMax, state.count + (request ? 1 : 0) <= countMax else {
                return false
            }
            state.bytes += bytes
            if request { state.count += 1 }
            return true
        }
    }

    /// Gives back the room of a request that is answered, or did not come to be one.
    package func release(bytes: Int) {
        state.withLock { state in
            state.bytes -= bytes
            state.count -= 1
        }
    }

    /// Puts a request that has room; it is answered at once when the queue is closed.
    package func put(_ request: PushRequest) {
        let (isClosed, wasEmpty) = state.withLock { state in
            defer { if !state.isClosed { state.requests.append(request) } }
            return (state.isClosed, state.requests.isEmpty)
        }
        if isClosed { return request.answer(.ending) }
        if wasEmpty { wake() }
    }

    /// Takes the requests that wait, in order, up to so many bytes; at least one if there is any.
    package func take(bytes: Int) -> [PushRequest] {
        state.withLock { state in
            var taken = 0
            var count = 0
            while count < state.requests.count,
                count == 0 || taken + state.requests[count].body.count <= bytes
            {
                taken += state.requests[count].body.count
                count += 1
            }
            defer { state.requests.removeFirst(count) }
            return Array(state.requests.prefix(count))
        }
    }

    /// Answers what waits and what comes: nobody takes anything any more.
    package func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.requests = [] }
            return state.requests
        }
        for request in left { request.answer(.ending) }
    }
}
