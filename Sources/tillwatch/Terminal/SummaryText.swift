import Delivery
import Documents
import Journal
import Pipeline

/// The summary of a scan for people.
struct SummaryText {
    let summary: ScanSummary
    /// In order of threshold.
    let levels: [String]
    let elapsed: Duration
    /// Nil without a journal file.
    let outbox: OutboxCounts?
    let delivered: DeliveryReport?

    var text: String {
        (lines + detection + deliveries).joined(separator: "\n")
    }

    private var lines: [String] {
        let seconds = elapsed / .seconds(1)
        let rate = seconds > 0 ? Int(Double(summary.read) / seconds) : 0
        var lines = [
            "\(summary.stopped ? "stopped early: " : "")read \(grouped(summary.read)) lines of \(summary.inputs) input"
                + (summary.inputs == 1 ? "" : "s") + " in \(clockTenths(seconds)) (\(grouped(rate))/s)",
            "  screened out \(grouped(summary.screened)), journalled \(grouped(summary.journalled))"
                + " (\(grouped(summary.duplicates)) known already, \(grouped(summary.corrections)) corrections)"
                + ", quarantined \(grouped(summary.quarantined))",
        ]
        for (reason, count) in summary.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("    \(reason): \(grouped(count))")
        }
        if !summary.unreadable.isEmpty {
            let fields = summary.unreadable.sorted { $0.key < $1.key }.map {
                "\($0.key) \(grouped($0.value))"
            }
            lines.append("  unreadable and taken as missing: " + fields.joined(separator: ", "))
        }
        if summary.older > 0 {
            lines.append("  older than what is kept, not stored: \(grouped(summary.older))")
        }
        if summary.closed > 0 {
            lines.append("  for closed moments, stored and not judged: \(grouped(summary.closed))")
        }
        if summary.masked > 0 { lines.append("  card numbers masked: \(grouped(summary.masked))") }
        return lines
    }

    private var detection: [String] {
        var lines = [
            "  buyers \(grouped(summary.buyers)), the largest with \(grouped(summary.largestBuyer)) receipts"
                + "; \(grouped(summary.hubs)) tokens link nothing (shared by too many)"
        ]
        let notes = [
            (summary.unmatchedVoids, "voids found no line"),
            (summary.unmatchedReturns, "returns found no purchase"),
            (summary.notInForce, "lines on no list in force"),
            (summary.limitUndecided, "lines with an undecided limit"),
            (summary.assumedDensity, "lines with an assumed density"),
            (summary.pending, "absences not decided yet"),
        ].filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.1)" }
        if !notes.isEmpty { lines.append("  " + notes.joined(separator: ", ")) }
        let standing = levels.reversed().map { "\(summary.alerts[$0] ?? 0) \($0)" }.joined(separator: ", ")
        lines.append("alerts that stand: \(standing)")
        let events = summary.events
        lines.append(
            "  events of this run: \(events.raised) raised, \(events.updated) updated, \(events.withdrawn) withdrawn"
        )
        return lines
    }

    private var deliveries: [String] {
        if let delivered {
            var lines = [
                "delivered \(delivered.sent), waiting \(delivered.waiting), refused \(delivered.refused)"
            ]
            lines += delivered.lastErrors.map {
                "  \($0.attempts) \($0.attempts == 1 ? "attempt" : "attempts"): \(visible($0.message))"
            }
            if delivered.isHalted {
                lines.append(
                    "  the endpoint is paused, or said that it is gone; `tillwatch endpoint list` says why, and"
                        + " `tillwatch endpoint resume` lets it go on")
            } else if delivered.waiting > 0 {
                lines.append("  what waits stays in the journal; run again with --deliver to send it")
            }
            return lines
        }
        guard let outbox, outbox.waiting > 0 else { return [] }
        return ["\(outbox.waiting) events wait in the outbox; --deliver URL --secret-file FILE sends them"]
    }

    private func clockTenths(_ seconds: Double) -> String {
        seconds < 60 ? "\((seconds * 10).rounded() / 10) s" : clock(seconds)
    }
}
