import Journal
import Logging
import Purchases

/// When a service deletes what it has kept for long enough: as it begins, and once a day from then on.
final class DailyRetention {
    private let plan: RetentionPlan
    private let now: @Sendable () -> EventTime
    private let logger: Logger
    private var next: EventTime

    private static let day = TimeSpan(seconds: 86_400)

    init(_ plan: RetentionPlan, now: @escaping @Sendable () -> EventTime, logger: Logger) {
        self.plan = plan
        self.now = now
        self.logger = logger
        next = now()
    }

    /// Deletes, where it is time.
    ///
    /// - Parameter body: deletes by a plan and a time.
    /// - Returns: what went; nil where it is not time.
    func look(
        _ body: (RetentionPlan, EventTime) throws -> RetentionReport
    ) rethrows -> RetentionReport? {
        let time = now()
        guard time >= next else { return nil }
        let report = try body(plan, time)
        next = time + Self.day
        tell(report)
        return report
    }

    /// How long a wait for lines may be; -1 is without an end.
    func wait(atMost milliseconds: Int32) -> Int32 {
        let left = Int32(clamping: max(0, (next.microseconds - now().microseconds) / 1_000 + 1))
        return milliseconds < 0 ? left : min(milliseconds, left)
    }

    private func tell(_ report: RetentionReport) {
        for kind in report.kinds {
            var metadata: Logger.Metadata = ["kind": "\(kind.kind.rawValue)", "before": "\(kind.before)"]
            for (table, count) in kind.rows where count > 0 { metadata[table] = "\(count)" }
            logger.log(
                level: report.isNothing ? .debug : .info, "deleted what is old", metadata: metadata)
        }
    }
}
