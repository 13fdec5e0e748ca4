/// When a filler is asked again. A value that is told how it went; waiting happens outside it.
package struct FetchSchedule: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case done
        case failed(isPassing: Bool)
    }

    /// The pauses after failures: the first, and the longest.
    package static let firstPause = Duration.seconds(5)
    package static let longestPause = Duration.seconds(600)

    /// The time from one beginning to the next where all goes well.
    package let every: Duration
    /// Failures since the last success.
    package private(set) var failures = 0

    package init(every: Duration) { self.every = every }

    /// How long to wait now.
    ///
    /// After a failure that may be over soon 5 s, then 10, 20 and so on up to 10 minutes, but never longer than `every`
    /// where that is longer than 5 s; after any other once more after 10 s, because a connection that is cut may look like
    /// a refusal, then 10 minutes, or `every` where that is longer.
    ///
    /// - Parameter took: how long the work took that is over now.
    package mutating func pause(after outcome: Outcome, took: Duration) -> Duration {
        switch outcome {
        case .done:
            failures = 0
            return max(.seconds(1), every - took)
        case .failed(let isPassing):
            failures += 1
            guard isPassing else { return failures == 1 ? .seconds(10) : max(every, Self.longestPause) }
            let grown = min(Self.longestPause, Self.firstPause * (1 << min(failures - 1, 7)))
            return min(grown, max(every, Self.firstPause))
        }
    }
}
