import Synchronization

/// A body on its way to the thread that reads, and the answer on its way back.
package final class PushRequest: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<PushAnswer, Never>)
        case answered(PushAnswer)
    }

    package let body: [UInt8]
    private let state = Mutex(State.open)

    package init(body: [UInt8]) { self.body = body }

    /// Answers; only the first answer counts. May be called from anywhere.
    package func answer(_ answer: PushAnswer) {
        let waiting: CheckedContinuation<PushAnswer, Never>? = state.withLock { state in
            switch state {
            case .answered: return nil
            case .open:
                state = .answered(answer)
                return nil
            case .waiting(let continuation):
                state = .answered(answer)
                return continuation
            }
        }
        waiting?.resume(returning: answer)
    }

    /// Waits for the answer. To be called once.
    package func answered() async -> PushAnswer {
        await withCheckedContinuation { continuation in
            let answer: PushAnswer? = state.withLock { state in
                if case .answered(let answer) = state { return answer }
                state = .waiting(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
