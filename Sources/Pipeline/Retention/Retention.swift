import Detection
import Feeds
import Journal
import Purchases
import Rules

/// Deletes what a journal holds for longer than it is to be kept (7.3).
///
/// Whoever runs it is the journal's one writer and reads no lines meanwhile. Each transaction is bounded and leaves the
/// journal whole: what is killed half way is taken up by the next run.
package struct Retention {
    private let journal: Journal
    private let plan: RetentionPlan
    private let now: EventTime
    private let chunk: Int

    /// - Parameters:
    ///   - now: the time from which ages count.
    ///   - chunk: about how many receipts one transaction deletes.
    package init(_ journal: Journal, _ plan: RetentionPlan, now: EventTime, chunk: Int = 1_000) {
        self.journal = journal
        self.plan = plan
        self.now = now
        self.chunk = max(1, chunk)
    }

    /// Blocks on the disk for as long as reading the journal twice takes.
    ///
    /// - Parameters:
    ///   - packs, shadow: those that judge the journal.
    /// - Returns: what went, and a detector that has seen what is left; nil where nothing of lines was to be deleted.
    /// - Throws: `JournalError`. What was committed until then stays.
    package func run(
        packs: [Pack], shadow: [Pack], catalogue: String
    ) throws -> (report: RetentionReport, detector: Detector?) {
        try journal.overwriteDeleted(true)
        defer { try? journal.overwriteDeleted(false) }
        var report = RetentionReport()
        let detector = try forgetLines(packs, shadow, catalogue, &report)
        try expire(dryRun: false, &report)
        report.closings = try journal.retained().closings
        return (report, detector)
    }

    /// What would go; changes nothing.
    package func preview(packs: [Pack], shadow: [Pack]) throws -> RetentionReport {
        var report = RetentionReport()
        let retained = try journal.retained()
        report.closings = retained.closings
        if let before = try linesBefore() {
            let old = try OldReceipts(journal, before: before)
            report.kinds.append(.init(kind: .lines, before: before, rows: ["line": old.lines]))
            let closings = reaches(packs, shadow).mapValues { before + $0 }
            report.closings.merge(closings, uniquingKeysWith: max)
        }
        try expire(dryRun: true, &report)
        return report
    }

    /// It only moves forward.
    private func linesBefore() throws -> EventTime? {
        guard let before = plan.before(.lines, now: now) else { return nil }
        return max(before, try journal.deleted(.lines) ?? before)
    }

    private func reaches(_ packs: [Pack], _ shadow: [Pack]) -> [String: TimeSpan] {
        Detector(
            packs: packs, shadow: shadow, installation: "", catalogue: "", timezones: timeZonesVersion
        ).reaches
    }

    private func forgetLines(
        _ packs: [Pack], _ shadow: [Pack], _ catalogue: String, _ report: inout RetentionReport
    ) throws -> Detector? {
        guard let before = try linesBefore() else { return nil }
        let old = try OldReceipts(journal, before: before)
        let reaches = reaches(packs, shadow)
        for step in old.steps(of: chunk, before: before) { try journal.forget(step, reaches: reaches) }
        report.kinds.append(.init(kind: .lines, before: before, rows: ["line": old.lines]))

        let kept = try journal.retained().pruned(keeping: old.liveTokens)
        var detector = Detector(
            packs: packs, shadow: shadow, installation: journal.installation, catalogue: catalogue,
            timezones: timeZonesVersion, retained: kept)
        try journal.replay { lines in _ = detector.apply(lines) }
        let changes = OpenLedger(detector).changes(
            from: try journal.standing(), shadow: try journal.shadowStanding(), reason: .link)
        report.events = try journal.settle(
            keeping: kept, changes: changes, recorded: now, deliver: journal.path != nil)
        return detector
    }

    private func expire(dryRun: Bool, _ report: inout RetentionReport) throws {
        for kind in [RetainedKind.alerts, .quarantine, .findings, .audit] {
            guard let before = plan.before(kind, now: now) else { continue }
            let counts =
                switch kind {
                case .alerts: try journal.expireAlerts(before: before, dryRun: dryRun)
                case .quarantine: try journal.expireQuarantine(before: before, dryRun: dryRun)
                case .findings: try journal.expireFindings(before: before, dryRun: dryRun)
                case .audit: try journal.expireAudit(before: before, dryRun: dryRun)
                case .lines: ExpiredCounts()
                }
            report.kinds.append(.init(kind: kind, before: before, rows: counts.rows))
        }
    }
}
