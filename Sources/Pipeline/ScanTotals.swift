import Purchases

/// What became of the lines of one run. `read` is always `screened + quarantined + journalled` (2.2).
package struct ScanTotals: Sendable, Hashable {
    package var read = 0
    package var screened = 0
    package var quarantined = 0
    /// Duplicates count as journalled.
    package var journalled = 0
    package var duplicates = 0
    package var corrections = 0
    /// Lines older than those that were deleted, which count as journalled and are not stored; and lines at a time of which
    /// moments are closed, which are stored and not judged (7.3).
    package var older = 0
    package var closed = 0
    /// Quarantined lines by reason.
    package var reasons: [String: Int] = [:]
    /// Values of optional fields that could not be read, and so are missing, by field.
    package var unreadable: [String: Int] = [:]
    /// Card numbers masked in lines that passed the screen, each once for every time it was read.
    package var masked = 0
    /// Events committed by this run, by kind of change.
    package var raised = 0
    package var updated = 0
    package var withdrawn = 0
    package var batches = 0
    package var inputs = 0

    package init() {}

    /// Lines that passed the screen.
    package var passed: Int { read - screened }

    mutating func add(_ events: [AlertEvent]) {
        for event in events {
            switch event.type {
            case .raised: raised += 1
            case .updated: updated += 1
            case .withdrawn: withdrawn += 1
            }
        }
    }
}
