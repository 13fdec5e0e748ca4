import Journal

/// What the courier's state asks of its owner, and what the owner reports.
extension CourierState {
    /// What the owner is to do, in this order.
    package enum Action: Sendable, Hashable {
        case notice(Notice)
        /// Start it, and report it with `finished`.
        case send(Attempt)
        /// Do it, and report it with `diskDone` or `diskFailed`.
        case disk(DiskWork)
        /// Give up all attempts under way; they are not reported any more.
        case cut
        /// Nothing more will come.
        case end
    }

    /// One event, or several of different subjects for an endpoint that takes them together; one answer is for all.
    package struct Attempt: Sendable, Hashable {
        package var first: OutboxEntry
        package var others: [OutboxEntry]

        package init(_ first: OutboxEntry, _ others: [OutboxEntry] = []) {
            self.first = first
            self.others = others
        }

        /// By which it is reported: the first event's sequence.
        package var id: Int64 { first.sequence }
        package var entries: [OutboxEntry] { [first] + others }
    }

    /// Record, stop, hasten, look: in this order.
    package struct DiskWork: Sendable, Hashable {
        package var outcomes: [Outcome]
        /// Why the endpoint is to be stopped, durably; nil: it is not.
        package var stop: String?
        package var hasten: Hasten
        /// Nil: nothing is asked.
        package var look: Look?

        package init(
            outcomes: [Outcome] = [], stop: String? = nil, hasten: Hasten = .none, look: Look? = nil
        ) {
            self.outcomes = outcomes
            self.stop = stop
            self.hasten = hasten
            self.look = look
        }

        var isEmpty: Bool { outcomes.isEmpty && stop == nil && hasten == .none && look == nil }
    }

    /// What one attempt came to.
    package struct Outcome: Sendable, Hashable {
        package var sequence: Int64
        package var state: OutboxEntry.State
        /// Nil when it was sent.
        package var error: String?
        /// Of one that waits: not before this.
        package var resumesAt: Duration?

        package init(
            sequence: Int64, state: OutboxEntry.State, error: String? = nil, resumesAt: Duration? = nil
        ) {
            self.sequence = sequence
            self.state = state
            self.error = error
            self.resumesAt = resumesAt
        }
    }

    /// Entries that need not wait for their time any longer.
    package enum Hasten: Sendable, Hashable {
        case none
        case some(Set<Int64>)
        case all
    }

    /// Asks for the first events of their subjects that are due and not held, at most so many.
    package struct Look: Sendable, Hashable {
        package var held: Set<Int64>
        package var limit: Int

        package init(held: Set<Int64>, limit: Int) {
            self.held = held
            self.limit = limit
        }
    }

    /// What a look found.
    package struct View: Sendable, Hashable {
        package var entries: [OutboxEntry]
        /// Held ones that wait no longer: somebody dropped them.
        package var gone: Set<Int64>
        /// Whether more are due than were asked for.
        package var more: Bool
        /// When the next one is due; nil when none is.
        package var nextDue: Duration?
        /// Whether the endpoint is paused or stopped.
        package var isHalted: Bool

        package init(
            entries: [OutboxEntry] = [], gone: Set<Int64> = [], more: Bool = false, nextDue: Duration? = nil,
            isHalted: Bool = false
        ) {
            self.entries = entries
            self.gone = gone
            self.more = more
            self.nextDue = nextDue
            self.isHalted = isHalted
        }
    }

    /// What an operator should hear of, as it changes.
    package enum Notice: Sendable, Hashable {
        case endpointDown(error: String)
        case endpointUp
        /// It said that it is gone, or cannot be meant.
        case endpointStopped(error: String)
        /// Somebody paused it, or let it go on.
        case halted
        case resumed
        case refused(eventID: String, error: String)
        /// Its schedule is exhausted.
        case gaveUp(eventID: String, error: String)
        case outboxFailed
        case outboxBack
    }
}
