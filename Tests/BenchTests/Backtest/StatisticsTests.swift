import Bench
import Purchases
import TestSupport
import Testing

/// Shares with their intervals, and weeks, against other people's arithmetic.
struct StatisticsTests {
    /// Worked by hand from the formula of Wilson (1927).
    @Test(arguments: [
        (8, 10, 0.8, 0.4902, 0.9433), (0, 10, 0, 0, 0.2775), (10, 10, 1, 0.7225, 1), (1, 1, 1, 0.2065, 1),
        (50, 100, 0.5, 0.4038, 0.5962), (1, 4, 0.25, 0.0456, 0.6994),
    ])
    func intervalIsWilsons(part: Int, whole: Int, value: Double, low: Double, high: Double) {
        let share = Share(part, of: whole)
        #expect(share.value == value)
        #expect(share.low == low)
        #expect(share.high == high)
    }

    @Test func nothingHasNoShare() {
        let share = Share(0, of: 0)
        #expect(share.value == nil && share.low == nil && share.high == nil)
    }

    /// The interval holds exactly those shares that the score test does not refuse: found by bisection, without the formula.
    @Test(.enabled(if: Python.isThere)) func intervalIsWhatTheScoreTestAllows() throws {
        let cases = (1...30).flatMap { whole in (0...whole).map { ($0, whole) } }
        let told = try Python.run(
            """
            import sys
            from statistics import NormalDist
            z = NormalDist().inv_cdf(0.975)
            def refused(k, n, p): return (k / n - p) ** 2 > z * z * p * (1 - p) / n
            def edge(k, n, inside, outside):
                for _ in range(80):
                    middle = (inside + outside) / 2
                    if refused(k, n, middle): outside = middle
                    else: inside = middle
                return inside
            for text in open(sys.argv[1]):
                k, n = map(int, text.split())
                low = 0 if k == 0 else edge(k, n, k / n, 0)
                high = 1 if k == n else edge(k, n, k / n, 1)
                print(round(low * 10000), round(high * 10000))
            """, input: cases.map { "\($0.0) \($0.1)" }.joined(separator: "\n"))
        let lines = told.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
        #expect(lines.count == cases.count)
        for ((part, whole), bounds) in zip(cases, lines) {
            let share = Share(part, of: whole)
            // One unit of the last place: the two may round a half differently.
            #expect(abs((share.low ?? -1) * 10_000 - bounds[0]) < 1.01, "\(part) of \(whole)")
            #expect(abs((share.high ?? -1) * 10_000 - bounds[1]) < 1.01, "\(part) of \(whole)")
        }
    }

    @Test(.enabled(if: Python.isThere)) func weeksAreThoseOfISO() throws {
        let days = stride(from: Int32(-30_000), to: 60_000, by: 61).map { LocalDay(daysSinceEpoch: $0) }
        let told = try Python.run(
            """
            import sys
            from datetime import date, timedelta
            for text in open(sys.argv[1]):
                day = date.fromisoformat(text.strip())
                year, week, weekday = day.isocalendar()
                print(f"{year}-W{week:02}", day - timedelta(weekday - 1))
            """, input: days.map(\.description).joined(separator: "\n"))
        let expected = told.split(separator: "\n").map(String.init)
        #expect(days.map { "\(Week(of: $0)) \(Week(of: $0).monday)" } == expected)
    }

    @Test func weeksFollowEachOther() throws {
        let day = try #require(LocalDay(iso: "2026-12-31"))
        #expect(Week(of: day).description == "2026-W53")
        #expect(Week(of: day).next.description == "2027-W01")
        #expect(Week(of: day) < Week(of: day).next)
    }
}
