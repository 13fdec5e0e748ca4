import Purchases

/// The summary of a run, as `--summary-json` writes it (`docs/FORMATS.md` 2).
///
/// Counts of lines are those of this run; counts of voids, returns, buyers and alerts are those of the whole ledger.
package struct ScanSummary: Sendable, Encodable {
    package var read: Int
    package var screened: Int
    package var quarantined: Int
    package var journalled: Int
    package var duplicates: Int
    package var corrections: Int
    /// Lines that came too late: older than those that were deleted, or for a closed moment (7.3).
    package var older: Int
    package var closed: Int
    package var unmatchedVoids: Int
    package var unmatchedReturns: Int
    package var buyers: Int
    package var hubs: Int
    package var largestBuyer: Int
    package var notInForce: Int
    package var limitUndecided: Int
    package var assumedDensity: Int
    /// Absences that no feed has decided yet (4.7).
    package var pending: Int
    /// Standing alerts by level; every level of the packs is there.
    package var alerts: [String: Int]
    package var reasons: [String: Int]
    package var unreadable: [String: Int]
    /// Card numbers masked in lines that passed the screen.
    package var masked: Int
    package var events: Events
    package var batches: Int
    package var inputs: Int
    /// Whether the run ended before its inputs did.
    package var stopped: Bool

    package struct Events: Sendable, Encodable {
        package var raised: Int
        package var updated: Int
        package var withdrawn: Int
    }

    enum CodingKeys: String, CodingKey {
        case read, screened, quarantined, journalled, duplicates, corrections
        case older = "older_than_kept"
        case closed
        case unmatchedVoids = "unmatched_voids"
        case unmatchedReturns = "unmatched_returns"
        case buyers, hubs
        case largestBuyer = "largest_buyer"
        case notInForce = "not_in_force"
        case limitUndecided = "limit_undecided"
        case assumedDensity = "assumed_density"
        case pending, alerts, reasons, unreadable, masked, events, batches, inputs, stopped
    }

    package init(totals: ScanTotals, counts: DetectionCounts, alerts: [String: Int], stopped: Bool) {
        read = totals.read
        screened = totals.screened
        quarantined = totals.quarantined
        journalled = totals.journalled
        duplicates = totals.duplicates
        corrections = totals.corrections
        older = totals.older
        closed = totals.closed
        unmatchedVoids = counts.unmatchedVoids
        unmatchedReturns = counts.unmatchedReturns
        buyers = counts.buyers
        hubs = counts.hubs
        largestBuyer = counts.largestBuyer
        notInForce = counts.notInForce
        limitUndecided = counts.limitUndecided
        assumedDensity = counts.assumedDensity
        pending = counts.pending
        self.alerts = alerts
        reasons = totals.reasons
        unreadable = totals.unreadable
        masked = totals.masked
        events = Events(raised: totals.raised, updated: totals.updated, withdrawn: totals.withdrawn)
        batches = totals.batches
        inputs = totals.inputs
        self.stopped = stopped
    }
}
