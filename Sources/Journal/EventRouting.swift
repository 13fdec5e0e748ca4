import Purchases

/// Who gets which events. Decided once, in the transaction that commits an event, by a pure function: the same event
/// and the same past go to the same endpoints.
package protocol EventRouting: Sendable {
    /// All whom events may be for, in any order.
    var endpoints: [String] { get }
    /// Who gets events about feeds.
    var feedEndpoints: [String] { get }

    /// Who gets an event about an alert, each once.
    ///
    /// - Parameters:
    ///   - levels: of the version of the pack that judged the alert, the lowest first.
    ///   - had: who got an earlier event of this alert, or one of an alert that it replaces (5.6).
    /// - Throws: what the routes need and cannot be had; the commit is then undone.
    func endpoints(for event: AlertEvent, levels: [String], had: Set<String>) throws -> [String]
}

/// Everything for one endpoint, whether or not anybody carries it there yet.
package struct SingleRouting: EventRouting {
    private let endpoint: String

    package init(_ endpoint: String = EndpointRecord.single) { self.endpoint = endpoint }

    package var endpoints: [String] { [endpoint] }
    package var feedEndpoints: [String] { [EndpointRecord.health] }

    package func endpoints(for event: AlertEvent, levels: [String], had: Set<String>) -> [String] {
        [endpoint]
    }
}
