/// Whether the endpoint takes events at all. While it does not, one attempt at a time probes it, less and less often.
struct EndpointHealth: Sendable, Hashable {
    private(set) var everAnswered = false
    /// Pauses since it last answered properly; zero while it is up.
    private(set) var failures = 0
    /// When the last pause began, and when it ends.
    private var pausedAt: Duration = .zero
    private(set) var resumesAt: Duration = .zero

    var isUp: Bool { failures == 0 }

    /// How many attempts may start now.
    func room(now: Duration, inFlight: Int, policy: RetryPolicy) -> Int {
        if isUp { return max(policy.inFlightMax - inFlight, 0) }
        return inFlight == 0 && now >= resumesAt ? 1 : 0
    }

    /// - Returns: whether it was down until now.
    mutating func answered() -> Bool {
        let wasDown = !isUp
        everAnswered = true
        failures = 0
        return wasDown
    }

    /// - Returns: whether it was up until now.
    mutating func failed(
        startedAt: Duration, now: Duration, retryAfter: Duration?, policy: RetryPolicy,
        using generator: inout some RandomNumberGenerator
    ) -> Bool {
        let wanted = now + policy.bounded(retryAfter: retryAfter)
        // Attempts that were under way when the pause began fail with it: one outage, counted once.
        if !isUp, startedAt < pausedAt {
            resumesAt = max(resumesAt, wanted)
            return false
        }
        let wasUp = isUp
        failures += 1
        pausedAt = now
        resumesAt = max(wanted, now + policy.delay(afterFailures: failures, using: &generator))
        return wasUp
    }
}
