import Journal
import Purchases

/// How long each kind of record is kept.
package struct RetentionPlan: Sendable, Hashable {
    /// A kind that is not among them is kept for ever.
    package var spans: [RetainedKind: TimeSpan]

    package init(spans: [RetainedKind: TimeSpan]) { self.spans = spans }

    /// Lines: 18 months from the date of the transaction, as (EU) 2019/1148 asks for what was verified upon sale, no month of
    /// which is longer than 550 days allow. Alerts: two years, the most that the European Data Protection Supervisor advised
    /// for reports (2011/C 101/01). The other three are this program's own choice, and no law's.
    package static let defaults = RetentionPlan(spans: [
        .lines: days(550), .alerts: days(730), .quarantine: days(90), .findings: days(365),
        .audit: days(3_653),
    ])

    private static func days(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 86_400) }

    /// What is older goes; nil for a kind that is kept for ever.
    func before(_ kind: RetainedKind, now: EventTime) -> EventTime? { spans[kind].map { now - $0 } }
}

/// What went, or would go.
package struct RetentionReport: Sendable, Hashable {
    package struct Kind: Sendable, Hashable {
        package var kind: RetainedKind
        /// What is older went.
        package var before: EventTime
        /// By table.
        package var rows: [String: Int]
    }

    /// Those that are not kept for ever, in the order in which they went.
    package var kinds: [Kind] = []
    /// For each pack the time before which its moments are closed.
    package var closings: [String: EventTime] = [:]
    /// What became of alerts; mostly nothing.
    package var events: [AlertEvent] = []

    package init() {}

    package var isNothing: Bool { kinds.allSatisfy { $0.rows.values.allSatisfy { $0 == 0 } } }
}
