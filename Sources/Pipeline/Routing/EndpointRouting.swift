import Journal
import Purchases

/// The routes of a configuration.
package struct EndpointRouting: EventRouting {
    package let routes: [Route]
    package let feedEndpoints: [String]
    private let terms: [String: DisclosureTerms]

    /// - Parameters:
    ///   - routes: what each endpoint gets of alerts; each endpoint once.
    ///   - feeds: who gets events about feeds.
    ///   - terms: what endpoints see, and why they may.
    package init(routes: [Route], feeds: [String], terms: [String: DisclosureTerms] = [:]) {
        self.terms = terms
        self.routes = routes
        feedEndpoints = feeds
    }

    package var endpoints: [String] { routes.map(\.endpoint) }

    package func terms(of endpoint: String) -> DisclosureTerms? { terms[endpoint] }

    package func endpoints(for event: AlertEvent, levels: [String], had: Set<String>) -> [String] {
        decisions(on: event, levels: levels, had: had).filter(\.gets).map(\.endpoint)
    }

    /// Whether one endpoint gets an event.
    package struct Decision: Sendable, Hashable {
        package var endpoint: String
        package var gets: Bool
        /// Why, for people.
        package var reason: String
    }

    /// What becomes of an event at each endpoint, in the order of the routes:
    ///
    /// 1. who had an earlier event of the alert, or one of an alert that it replaces, gets it;
    /// 2. a withdrawal is for nobody else: who never had the alert need not hear that it is gone;
    /// 3. who asks for it gets it;
    /// 4. if nobody does so far, the fallbacks get it.
    package func decisions(on event: AlertEvent, levels: [String], had: Set<String>) -> [Decision] {
        var decisions = routes.map { route -> Decision in
            if had.contains(route.endpoint) {
                return Decision(endpoint: route.endpoint, gets: true, reason: "it had this alert before")
            }
            if event.type == .withdrawn {
                return Decision(
                    endpoint: route.endpoint, gets: false, reason: "withdrawn, and it never had this alert")
            }
            if route.isFallback {
                return Decision(endpoint: route.endpoint, gets: false, reason: "a fallback: others get it")
            }
            let (meets, reason) = route.answer(event, levels: levels)
            return Decision(endpoint: route.endpoint, gets: meets, reason: reason)
        }
        guard event.type != .withdrawn, !decisions.contains(where: \.gets) else { return decisions }
        for (place, route) in routes.enumerated() where route.isFallback {
            decisions[place] = Decision(
                endpoint: route.endpoint, gets: true, reason: "a fallback: nobody else gets it")
        }
        return decisions
    }
}
