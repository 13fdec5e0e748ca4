import Purchases

/// What the journal keeps of one endpoint. Its URL, its secrets and what it gets stand in the configuration.
package struct EndpointRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        case active
        /// An operator stopped delivery for a while; events go on to wait for it.
        case paused
        /// The endpoint said that it is gone; events go on to wait for it.
        case stopped
    }

    package var name: String
    package var state: State
    /// Why it is not active, for people.
    package var reason: String?
    package var changed: EventTime

    package init(name: String, state: State, reason: String? = nil, changed: EventTime) {
        self.name = name
        self.state = state
        self.reason = reason
        self.changed = changed
    }

    /// The endpoint of `--deliver` and of `delivery:`, which get everything.
    package static let single = "default"
    /// The endpoint of `health: {endpoint: …}`, which gets events about feeds.
    package static let health = "health"
}
