import Dispatch
import Purchases
import Synchronization

/// Hands setups that were checked to the thread that judges, and its answers back.
final class Mailbox: Sendable {
    /// One reload, from the one who asks to the one who judges.
    final class Request: Sendable {
        let setup: Setup
        let rejudge: Bool
        private let answer = Mutex<Result<Loaded, any Error>?>(nil)
        private let arrived = DispatchSemaphore(value: 0)

        init(setup: Setup, rejudge: Bool) {
            self.setup = setup
            self.rejudge = rejudge
        }

        func answer(_ result: Result<Loaded, any Error>) {
            answer.withLock { $0 = $0 ?? result }
            arrived.signal()
        }

        /// Blocks until it was answered.
        func result() throws -> Loaded {
            arrived.wait()
            guard let result = answer.withLock({ $0 }) else { throw ServiceEnding() }
            return try result.get()
        }
    }

    /// What a reload came to.
    struct Loaded: Sendable {
        var versions: PackNames
        var events: [AlertEvent]
    }

    private struct Box {
        var requests: [Request] = []
        var isClosed = false
    }

    private let box = Mutex(Box())

    /// False when nobody will take it any more.
    func put(_ request: Request) -> Bool {
        box.withLock { box in
            if !box.isClosed { box.requests.append(request) }
            return !box.isClosed
        }
    }

    func take() -> Request? {
        box.withLock { box in box.requests.isEmpty ? nil : box.requests.removeFirst() }
    }

    /// Refuses what waits and what comes.
    func close() {
        let left = box.withLock { box in
            box.isClosed = true
            defer { box.requests = [] }
            return box.requests
        }
        for request in left { request.answer(.failure(ServiceEnding())) }
    }
}

/// The service is about to end, and takes nothing up any more.
struct ServiceEnding: Error {}
