import Feeds
import Pipeline
import Purchases
import Testing

struct UnknownWatchTests {
    /// The clock is the test's: one line for each day that has ended, and one at the end.
    @Test func tellsOnceADay() throws {
        let noon = try #require(EventTime(rfc3339: "2026-06-10T12:00:00Z"))
        let hour: Int64 = 3_600_000_000
        var now = noon
        var told: [UnknownProducts.Counts] = []
        let products = UnknownProducts(known: [], feed: FeedFile(id: "f", format: .csv, columns: []))
        let watch = UnknownWatch(products, now: { now }, tell: { told.append($0) })
        watch.look()
        #expect(watch.wait(atMost: -1) == 12 * 3_600_000 + 1 && watch.wait(atMost: 250) == 250)
        now = EventTime(microseconds: noon.microseconds + 12 * hour - 1)
        watch.look()
        #expect(told.isEmpty && watch.wait(atMost: 250) == 1)
        now = EventTime(microseconds: noon.microseconds + 12 * hour)
        #expect(watch.wait(atMost: -1) == 1)
        for _ in 0..<3 { watch.look() }
        #expect(told.count == 1)
        // Put back, the clock begins no day again.
        now = noon
        watch.look()
        #expect(told.count == 1)
        now = EventTime(microseconds: noon.microseconds + 100 * hour)
        watch.look()
        #expect(told.count == 2)
        watch.end()
        #expect(told == Array(repeating: .init(), count: 3))
    }
}
