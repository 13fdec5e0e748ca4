import Journal

/// How events get to one endpoint: the only thing that kinds of endpoints differ in. What their results mean is
/// `AttemptResult.verdict`; when and what is tried is `CourierState`'s.
///
/// Belongs to the thread that uses it, a courier's own, which it may keep waiting; but for `wakeup`, which may come from
/// any thread.
protocol EventCarrier: AnyObject, Sendable {
    /// Starts one attempt.
    ///
    /// - Returns: its result when it is over already; then `perform` does not report it.
    func start(_ attempt: CourierState.Attempt) -> AttemptResult?

    /// Moves everything on.
    ///
    /// - Returns: attempts that are over, by their ids.
    /// - Throws: `CourierError` when nothing can be carried any more.
    func perform() throws(CourierError) -> [(attempt: Int64, result: AttemptResult)]

    /// Waits until there is something to move on, for `wakeup`, or until the time is over.
    func poll(atMost timeout: Duration) throws(CourierError)

    /// Ends `poll`; from any thread.
    func wakeup()

    /// Gives up all attempts under way.
    func cut()
}

extension Endpoint {
    /// - Parameter attemptsMax: that are under way at a time.
    func carrier(attemptsMax: Int) throws(CourierError) -> any EventCarrier {
        switch way {
        case .webhook, .mail: try CurlMulti(endpoint: self, connectionsMax: attemptsMax)
        case .file(let path): try FileCarrier(sink: SingleFile(path: path))
        case .folder(let plan): try FileCarrier(sink: RotatedFiles(plan: plan))
        case .standardOutput: try StreamCarrier(descriptor: 1, timeout: totalTimeout)
        }
    }

    /// The policy as this kind of endpoint has it.
    func adapted(_ policy: RetryPolicy) -> RetryPolicy {
        var policy = policy
        switch way {
        case .webhook(let batchMax):
            policy.batchMax = batchMax
            policy.loadMax = max(policy.loadMax, min(batchMax, policy.windowMax))
        // Mail servers count connections; what is written to a disk is written together.
        case .mail: policy.inFlightMax = min(policy.inFlightMax, 2)
        case .file, .folder: policy.inFlightMax = max(policy.inFlightMax, 64)
        case .standardOutput: break
        }
        return policy
    }
}
