/// The circuit breaker: whether the endpoint takes events at all, and how many at a time.
///
/// While it takes none, one attempt at a time probes it, less and less often. Once a probe was answered, one attempt may
/// be under way, and one more with each answer, until as many as the policy allows.
struct EndpointHealth: Sendable, Hashable {
    private(set) var everAnswered = false
    /// Pauses since it last answered properly; zero while it is up.
    private(set) var failures = 0
    /// When the last pause began, and when it ends.
    private var pausedAt: Duration = .zero
    private(set) var resumesAt: Duration = .zero
    /// Attempts that may be under way; nil is as many as the policy allows.
    private var limit: Int?

    var isUp: Bool { failures == 0 }

    /// How many attempts may start now.
    func room(now: Duration, inFlight: Int, policy: RetryPolicy) -> Int {
        if isUp { return max(min(limit ?? policy.inFlightMax, policy.inFlightMax) - inFlight, 0) }
        return inFlight == 0 && now >= resumesAt ? 1 : 0
    }

    /// - Returns: whether it was down until now.
    mutating func answered(policy: RetryPolicy) -> Bool {
        let wasDown = !isUp
        everAnswered = true
        failures = 0
        limit = limit.flatMap { $0 + 1 < policy.inFlightMax ? $0 + 1 : nil }
        return wasDown
    }

    /// - Returns: whether it was up until now.
    mutating func failed(
        startedAt: Duration, now: Duration, retryAfter: Duration?, policy: RetryPolicy,
        using generator: inout some RandomNumberGenerator
    ) -> Bool {
        let wanted = now + policy.bounded(retryAfter: retryAfter)
        limit = 0
        // Attempts that were under way when the pause began fail with it: one outage, counted once.
        if !isUp, startedAt < pausedAt {
            resumesAt = max(resumesAt, wanted)
            return false
        }
        let wasUp = isUp
        failures += 1
        pausedAt = now
        resumesAt = max(wanted, now + policy.pause(afterFailures: failures, using: &generator))
        return wasUp
    }
}
