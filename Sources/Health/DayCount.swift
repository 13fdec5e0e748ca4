import Purchases

/// Lines of the day (UTC) that lasts, and of a usual day that has any.
package struct DayCount: Codable, Sendable, Hashable {
    private var day: LocalDay?
    private var lines = 0
    private var mean = 0.0
    private var days = 0

    init() {}

    mutating func add(_ lines: Int, now: EventTime) {
        let today = LocalDay(containing: now.microseconds)
        if day != today {
            if day != nil, self.lines > 0 {
                days = min(days + 1, 28)
                mean += (Double(self.lines) - mean) / Double(days)
            }
            (day, self.lines) = (today, 0)
        }
        self.lines += lines
    }

    package func today(_ now: EventTime) -> Int {
        day == LocalDay(containing: now.microseconds) ? lines : 0
    }

    /// Nil where no day has ended yet.
    package var usual: Int? { days > 0 ? Int(mean.rounded()) : nil }
}
