/// An alert that stands in the ledger.
package struct StandingAlert: Sendable, Hashable {
    package var subject: String
    /// The moment.
    package var time: EventTime
    /// Its content; `revision` is that of the last event about it.
    package var data: AlertData

    package init(subject: String, time: EventTime, data: AlertData) {
        self.subject = subject
        self.time = time
        self.data = data
    }

    /// The id of the last event about it.
    package var eventID: String { "\(subject)-\(data.revision)" }
}
