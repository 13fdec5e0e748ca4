import Synchronization

/// Says that work should end after the batch in hand; set from a signal handler's queue, read between batches.
package final class StopFlag: Sendable {
    private let raised = Atomic(false)

    package init() {}

    package var isSet: Bool { raised.load(ordering: .acquiring) }

    /// Sets the flag.
    ///
    /// - Returns: whether it was set before: a second request means at once.
    @discardableResult
    package func set() -> Bool { raised.exchange(true, ordering: .acquiringAndReleasing) }
}
