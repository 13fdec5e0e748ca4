/// How often and how much at a time the courier tries. All bounds of delivery stand here.
package struct RetryPolicy: Sendable, Hashable {
    /// Attempts under way at a time.
    package var inFlightMax = 8
    /// Events held in memory, those under way and those waiting for another attempt.
    package var windowMax = 256
    /// Events read from the outbox at a time.
    package var loadMax = 64
    /// The delay before the second attempt is random between zero and this; each further one doubles it.
    package var delayMin: Duration = .seconds(1)
    /// What doubling ends at.
    package var delayMax: Duration = .seconds(60)
    /// What of a `Retry-After` is honoured.
    package var retryAfterMax: Duration = .seconds(600)
    /// What attempts under way still get when the courier is told to stop, or the time to drain is over.
    package var grace: Duration = .seconds(2)

    package init() {}

    /// Exponential backoff with full jitter.
    ///
    /// - Parameter failures: from 1.
    package func delay(
        afterFailures failures: Int, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        // Twenty doublings are more than any bound in use, and cannot overflow.
        let factor = 1 << min(max(failures - 1, 0), 20)
        let most = min(delayMin * factor, delayMax)
        return most * Double.random(in: 0..<1, using: &generator)
    }

    /// The `Retry-After` that is honoured.
    package func bounded(retryAfter: Duration?) -> Duration {
        min(max(retryAfter ?? .zero, .zero), retryAfterMax)
    }
}
