/// One CloudEvents 1.0 object about an alert (`docs/FORMATS.md` 7).
package struct AlertEvent: Sendable, Hashable, Codable {
    package enum Change: String, Sendable, Hashable, Codable {
        case raised = "org.tillwatch.alert.raised"
        case updated = "org.tillwatch.alert.updated"
        case withdrawn = "org.tillwatch.alert.withdrawn"
    }

    package var specversion = "1.0"
    /// `<subject>-<revision>`.
    package var id: String
    /// `urn:tillwatch:INSTALLATION`.
    package var source: String
    package var type: Change
    package var subject: String
    /// The alert's moment.
    package var time: EventTime
    /// When the change was committed.
    package var recordedtime: EventTime
    package var dataschema = AlertEvent.schema
    package var datacontenttype = "application/json"
    package var data: AlertData

    package static let schema = "urn:tillwatch:schema:alert:1"

    package init(
        installation: String, type: Change, subject: String, time: EventTime, recordedtime: EventTime,
        data: AlertData
    ) {
        id = "\(subject)-\(data.revision)"
        source = "urn:tillwatch:\(installation)"
        self.type = type
        self.subject = subject
        self.time = time
        self.recordedtime = recordedtime
        self.data = data
    }
}
