import Purchases

/// What was last said about one subject, so that its next event goes on from there (5.5, 5.6).
package struct SubjectState: Sendable, Hashable {
    package var subject: String
    package var packID: String
    /// The number of its events so far; never restarts.
    package var revision: Int
    /// The type of its last event.
    package var change: AlertEvent.Change
    /// Whether it is in the ledger: not withdrawn, and not taken over since its last event.
    package var stands: Bool
    /// The moment in its last event.
    package var time: EventTime
    /// The data of its last event, `replaces` included.
    package var data: AlertData

    package init(
        subject: String, packID: String, revision: Int, change: AlertEvent.Change, stands: Bool,
        time: EventTime, data: AlertData
    ) {
        self.subject = subject
        self.packID = packID
        self.revision = revision
        self.change = change
        self.stands = stands
        self.time = time
        self.data = data
    }

    /// Ids of the events that it took over, once named always repeated.
    package var replaces: [String] { data.replaces }
    /// The id of its last event.
    package var eventID: String { "\(subject)-\(revision)" }
}
