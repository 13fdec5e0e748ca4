import Purchases

/// One event that waits to be delivered, or what became of it.
package struct OutboxEntry: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        /// Not delivered yet; tried `attempts` times.
        case waiting
        /// Acknowledged with a 2xx.
        case sent
        /// Given up on, after an answer that no retry can mend or after the last attempt of its schedule; kept, with the
        /// reason, until an operator has it retried or dropped.
        case refused
        /// An operator said that it is not to be sent.
        case dropped
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
    /// Of one that waits: no attempt before this, in microseconds since 1970; zero: at once.
    package var nextMicros: Int64

    package init(
        sequence: Int64, eventID: String, subject: String, body: [UInt8], state: State = .waiting,
        attempts: Int = 0, lastError: String? = nil, nextMicros: Int64 = 0,
        endpoint: String = EndpointRecord.single
    ) {
        self.sequence = sequence
        self.endpoint = endpoint
        self.eventID = eventID
        self.subject = subject
        self.body = body
        self.state = state
        self.attempts = attempts
        self.lastError = lastError
        self.nextMicros = nextMicros
    }
}

/// What one attempt came to.
package struct DeliveryOutcome: Sendable, Hashable {
    package var sequence: Int64
    package var state: OutboxEntry.State
    /// Nil when it was sent.
    package var error: String?
    /// Of one that waits: no attempt before this, in microseconds since 1970.
    package var nextMicros: Int64

    package init(
        sequence: Int64, state: OutboxEntry.State, error: String? = nil, nextMicros: Int64 = 0
    ) {
        self.sequence = sequence
        self.state = state
        self.error = error
        self.nextMicros = nextMicros
    }
}

package struct OutboxCounts: Sendable, Hashable {
    package var waiting: Int
    package var sent: Int
    package var refused: Int
    package var dropped: Int

    package init(waiting: Int, sent: Int, refused: Int, dropped: Int = 0) {
        self.waiting = waiting
        self.sent = sent
        self.refused = refused
        self.dropped = dropped
    }
}

/// What a look into an outbox found.
package struct OutboxView: Sendable, Hashable {
    package var entries: [OutboxEntry] = []
    /// Held ones that wait no longer.
    package var gone: Set<Int64> = []
    /// Whether more were due than were asked for.
    package var more = false
    /// When the earliest is due of those that are not yet; nil when there is none.
    package var nextMicros: Int64?
    /// Whether the endpoint is paused or stopped.
    package var isHalted = false

    package init() {}
}

/// Where the courier takes one endpoint's events from and records what became of them. Calls block on the disk; never
/// call them from the cooperative pool.
package protocol Outbox: Sendable {
    /// Waiting events that are the first of their subjects to wait, are due and are not in `held`; those never tried
    /// first, then those longest due; at most `limit`.
    func look(held: Set<Int64>, limit: Int, nowMicros: Int64) throws -> OutboxView
    /// Records outcomes durably: once this returns, a sent event is never sent again. Adds one to `attempts` of each.
    func record(_ outcomes: [DeliveryOutcome]) throws
    /// Makes waiting events due at once; nil: all of them.
    func hasten(_ sequences: Set<Int64>?) throws
    /// Stops the endpoint until somebody lets it go on.
    func stop(reason: String) throws
    func outboxCounts() throws -> OutboxCounts
}
