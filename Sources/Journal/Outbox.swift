import Purchases

/// One event that waits to be delivered, or what became of it.
package struct OutboxEntry: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        /// Not delivered yet; tried `attempts` times.
        case waiting
        /// Acknowledged with a 2xx.
        case sent
        /// Given up on after an answer that no retry can mend; kept, never dropped.
        case refused
    }

    /// The order in which events were committed; those of one subject go out in this order.
    package var sequence: Int64
    /// Who it is for.
    package var endpoint: String
    /// `<subject>-<revision>`: the `webhook-id`, for ever.
    package var eventID: String
    package var subject: String
    /// The event as it was committed; every attempt sends these bytes (cut to the endpoint's bound by a pure function).
    package var body: [UInt8]
    package var state: State
    package var attempts: Int
    package var lastError: String?

    package init(
        sequence: Int64, eventID: String, subject: String, body: [UInt8], state: State = .waiting,
        attempts: Int = 0, lastError: String? = nil, endpoint: String = EndpointRecord.single
    ) {
        self.sequence = sequence
        self.endpoint = endpoint
        self.eventID = eventID
        self.subject = subject
        self.body = body
        self.state = state
        self.attempts = attempts
        self.lastError = lastError
    }
}

/// What one attempt came to.
package struct DeliveryOutcome: Sendable, Hashable {
    package var sequence: Int64
    package var state: OutboxEntry.State
    /// Nil when it was sent.
    package var error: String?

    package init(sequence: Int64, state: OutboxEntry.State, error: String? = nil) {
        self.sequence = sequence
        self.state = state
        self.error = error
    }
}

package struct OutboxCounts: Sendable, Hashable {
    package var waiting: Int
    package var sent: Int
    package var refused: Int

    package init(waiting: Int, sent: Int, refused: Int) {
        self.waiting = waiting
        self.sent = sent
        self.refused = refused
    }
}

/// Where one endpoint's courier takes events from and records what became of them. Calls block on the disk; never call them
/// from the cooperative pool.
package protocol Outbox: Sendable {
    /// Waiting entries with a sequence above `sequence`, in order, at most `limit`.
    func waiting(after sequence: Int64, limit: Int) throws -> [OutboxEntry]
    /// Records outcomes durably: once this returns, a sent event is never sent again. Adds one to `attempts` of each.
    func record(_ outcomes: [DeliveryOutcome]) throws
    func outboxCounts() throws -> OutboxCounts
}
