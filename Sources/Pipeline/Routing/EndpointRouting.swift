import Journal
import Purchases

/// The routes of a configuration.
package struct EndpointRouting: EventRouting {
    package let endpoints: [String]
    package let feedEndpoints: [String]

    /// - Parameters:
    ///   - alerts: who gets events about alerts.
    ///   - feeds: who gets events about feeds.
    package init(alerts: [String], feeds: [String]) {
        endpoints = alerts
        feedEndpoints = feeds
    }

    package func endpoints(for event: AlertEvent, had: Set<String>) -> [String] { endpoints }
}
