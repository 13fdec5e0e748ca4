/// What one batch changed about one subject of the ledger: the difference between two committed ledgers (1.2).
///
/// At least one of `before` and `after` is there. The alerts carry revision 0 and no `replaces`: events and their
/// revisions are derived from changes, never by detection.
package struct LedgerChange: Sendable, Hashable {
    package var packID: String
    package var subject: String
    package var before: StandingAlert?
    package var after: StandingAlert?
    /// What the change is put down to, with the key of the line in the batch that caused it (5.6).
    package var reason: AmendmentReason
    package var cause: ExactText?
    /// Whether it is about the ledger of a shadow pack, of which nothing is sent.
    package var isShadow = false

    package init(
        packID: String, subject: String, before: StandingAlert?, after: StandingAlert?,
        reason: AmendmentReason,
        cause: ExactText?
    ) {
        self.packID = packID
        self.subject = subject
        self.before = before
        self.after = after
        self.reason = reason
        self.cause = cause
    }
}
