/// How often and how much at a time the courier tries. All bounds of delivery stand here.
package struct RetryPolicy: Sendable, Hashable {
    /// The delay before the first, second … attempt, as Standard Webhooks writes it. An event is offered as soon as it
    /// is committed, so the first delay is zero.
    package var schedule: [Duration] = standardSchedule
    /// Whether the last delay repeats for ever; otherwise an event is given up after as many attempts as there are delays.
    package var repeatsLast = false
    /// Each delay is stretched or shortened by up to this share, so that what failed together does not come together.
    package var jitter = 0.2
    /// Attempts under way at a time.
    package var inFlightMax = 8
    /// Events held in memory: those that may go and those under way. What waits for another attempt waits on the disk.
    package var windowMax = 256
    /// Events that go in one attempt, where the endpoint takes several together.
    package var batchMax = 1
    /// What the events of one attempt may have together; one alone may have more.
    package var batchBytesMax = 1 << 20
    /// Events read from the outbox at a time.
    package var loadMax = 64
    /// While the endpoint takes nothing, a probe follows after a random time up to this; each further one doubles it.
    package var pauseMin: Duration = .seconds(1)
    /// What doubling ends at.
    package var pauseMax: Duration = .seconds(60)
    /// What of a `Retry-After` is honoured.
    package var retryAfterMax: Duration = .seconds(3600)
    /// What attempts under way still get when the courier is told to stop, or the time to drain is over.
    package var grace: Duration = .seconds(2)
    /// How often the outbox is looked at unasked: what operators change there is noticed within this time.
    package var lookEvery: Duration = .seconds(2)
    /// When a disk that failed is tried again.
    package var diskPause: Duration = .seconds(5)
    /// One run with an end in sight: what waits is tried at once whatever it waits for, and the run ends when the endpoint
    /// says that it is gone, when its name leads to a private address, or when the disk fails.
    package var isBrief = false

    package init() {}

    /// 75 h 35 min 5 s from the first attempt to the tenth and last.
    package static let standardSchedule: [Duration] = [
        .zero, .seconds(5), .seconds(300), .seconds(1800), .seconds(7200), .seconds(18_000),
        .seconds(36_000), .seconds(50_400), .seconds(72_000), .seconds(86_400),
    ]

    /// For a run that waits for its end: short delays, and nothing is given up.
    package static let brief: RetryPolicy = {
        var policy = RetryPolicy()
        policy.schedule = [.zero, .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(15)]
        policy.repeatsLast = true
        policy.jitter = 0.5
        policy.isBrief = true
        return policy
    }()

    /// How long an event waits after its attempt failed.
    ///
    /// - Parameter failures: from 1.
    /// - Returns: nil when the schedule is exhausted.
    package func delay(
        afterFailures failures: Int, using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        guard let last = schedule.last else { return nil }
        let index = max(failures, 1)
        guard index < schedule.count || repeatsLast else { return nil }
        let delay = index < schedule.count ? schedule[index] : last
        return delay * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
    }

    /// How long an endpoint that takes nothing is left alone: exponential, with full jitter.
    ///
    /// - Parameter failures: from 1.
    package func pause(
        afterFailures failures: Int, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        // Twenty doublings are more than any bound in use, and cannot overflow.
        let factor = 1 << min(max(failures - 1, 0), 20)
        let most = min(pauseMin * factor, pauseMax)
        return most * Double.random(in: 0..<1, using: &generator)
    }

    /// The `Retry-After` that is honoured.
    package func bounded(retryAfter: Duration?) -> Duration {
        min(max(retryAfter ?? .zero, .zero), retryAfterMax)
    }
}
