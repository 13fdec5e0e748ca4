import Purchases

/// Who gets which events. Decided once, in the transaction that commits an event, by a pure function: the same event
/// and the same past go to the same endpoints.
///
/// It also says under which terms an endpoint gets them, for the audit log.
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

    /// What an endpoint sees, and why it may; nil where nobody says.
    func terms(of endpoint: String) -> DisclosureTerms?
}

/// What an endpoint sees of alerts, and why it may, in words.
package struct DisclosureTerms: Sendable, Hashable {
    package var profile: String
    package var legalBasis: String?

    package init(profile: String, legalBasis: String?) {
        self.profile = profile
        self.legalBasis = legalBasis
    }
}

extension EventRouting {
    package func terms(of endpoint: String) -> DisclosureTerms? { nil }
}

/// Everything for one endpoint, whether or not anybody carries it there yet.
package struct SingleRouting: EventRouting {
    private let endpoint: String
    private let terms: DisclosureTerms?

    package init(_ endpoint: String = EndpointRecord.single, terms: DisclosureTerms? = nil) {
        self.endpoint = endpoint
        self.terms = terms
    }

    package var endpoints: [String] { [endpoint] }
    package var feedEndpoints: [String] { [EndpointRecord.health] }

    package func endpoints(for event: AlertEvent, levels: [String], had: Set<String>) -> [String] {
        [endpoint]
    }

    package func terms(of endpoint: String) -> DisclosureTerms? {
        endpoint == self.endpoint ? terms : nil
    }
}
