import Feeds
import Purchases

/// Tells once a day, and at the end, of products at the tills that nobody knows.
///
/// Used by the thread that reads. Days are those of UTC by the clock that is given.
package final class UnknownWatch {
    /// What the screen counts into.
    package let products: UnknownProducts
    private let now: () -> EventTime
    private let tell: (UnknownProducts.Counts) -> Void
    private var day: LocalDay

    /// - Parameters:
    ///   - now: the service's clock.
    ///   - tell: called with what was counted on each day that has ended, nothing included, and with the rest at the end.
    package init(
        _ products: UnknownProducts, now: @escaping () -> EventTime,
        tell: @escaping (UnknownProducts.Counts) -> Void
    ) {
        self.products = products
        self.now = now
        self.tell = tell
        day = LocalDay(containing: now().microseconds)
    }

    /// Tells if the day is over. A clock that is put back changes nothing.
    package func look() {
        let today = LocalDay(containing: now().microseconds)
        guard today > day else { return }
        day = today
        tell(products.take())
    }

    package func end() { tell(products.take()) }

    /// How long a wait for lines may be, so that the day's end is not slept through; -1 is without an end.
    package func wait(atMost milliseconds: Int32) -> Int32 {
        let midnight = (Int64(day.daysSinceEpoch) + 1) * 86_400_000_000
        let left = Int32(clamping: max(0, midnight - now().microseconds) / 1_000 + 1)
        return milliseconds < 0 ? left : min(milliseconds, left)
    }
}
