import Purchases

/// What one batch of one input brings to the journal.
package struct BatchInput: Sendable, Hashable {
    /// In order of arrival.
    package var arrived: [ArrivedLine]
    package var quarantined: [QuarantinedLine]
    /// Where the input goes on after the batch; nil where that has no meaning.
    package var position: SourcePosition?
    /// What the input looks like before that position, so that another file of its name is told from it.
    package var mark: [UInt8]?
    /// `recordedtime` of the events.
    package var recorded: EventTime
    /// Whether events go to the outbox too, for those whom the journal's routing names.
    package var deliver: Bool
    /// Which times are accepted of lines that were not read before, counted from `recorded`; nil accepts every time.
    package var window: AcceptanceWindow?
    /// What the batch says of its feed, kept with it.
    package var health: HealthWrite?

    package init(
        arrived: [ArrivedLine], quarantined: [QuarantinedLine] = [], position: SourcePosition? = nil,
        mark: [UInt8]? = nil, recorded: EventTime, deliver: Bool = false, window: AcceptanceWindow? = nil
    ) {
        self.arrived = arrived
        self.quarantined = quarantined
        self.position = position
        self.mark = mark
        self.recorded = recorded
        self.deliver = deliver
        self.window = window
    }
}

/// Where a source goes on, with what was told of it when that was kept.
package struct KeptPosition: Sendable, Hashable {
    package var position: SourcePosition
    package var mark: [UInt8]?

    package init(position: SourcePosition, mark: [UInt8]?) {
        self.position = position
        self.mark = mark
    }
}

/// What became of a batch's lines (2.3).
package struct Acceptance: Sendable, Hashable {
    /// New versions, in order of arrival.
    package var accepted: [JournalledLine] = []
    /// Lines whose content was known under their key.
    package var duplicates = 0
    /// New versions of keys that were known.
    package var corrections = 0
    /// Lines that would have corrected one that is not journalled: they are screened out after all (2.3).
    package var screened = 0
    /// Lines that the journal itself refused (`key_reused`); those of the input are not repeated here.
    package var quarantined: [QuarantinedLine] = []
    /// Lines older than those that were deleted: they are not stored (7.3).
    package var older = 0
    /// New versions at a time of which moments of a pack are closed (7.3).
    package var closed = 0

    package init() {}
}

/// What a committed batch came to.
package struct CommitResult: Sendable, Hashable {
    package var duplicates: Int
    package var corrections: Int
    /// Lines that passed as corrections and correct nothing that is journalled.
    package var screened: Int
    /// See `Acceptance`.
    package var older: Int
    package var closed: Int
    /// Accepted lines, duplicates, and lines older than those that were deleted: `read = screened + quarantined + journalled` (2.2).
    package var journalled: Int
    /// Lines that the journal itself refused (`key_reused`), beside those that the batch brought.
    package var quarantined: [QuarantinedLine]
    /// In the order in which they were committed.
    package var events: [AlertEvent]

    package init(_ acceptance: Acceptance, events: [AlertEvent]) {
        duplicates = acceptance.duplicates
        corrections = acceptance.corrections
        screened = acceptance.screened
        journalled = acceptance.accepted.count + acceptance.duplicates + acceptance.older
        older = acceptance.older
        closed = acceptance.closed
        quarantined = acceptance.quarantined
        self.events = events
    }
}
