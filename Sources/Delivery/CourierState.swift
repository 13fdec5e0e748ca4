import Journal

/// All decisions of the courier, as a value: told what happened and when, it says what to do.
///
/// Invariants:
/// - the next event of a subject goes only after the former was sent or refused *and* that is on disk;
/// - at most `inFlightMax` attempts are under way, one while the endpoint is down, `windowMax` events are held, and
///   one piece of disk work is under way;
/// - an event leaves only as sent or refused, durably; whatever else happens it stays in the outbox.
///
/// A window full of events that wait for another attempt keeps later ones out until one of them is through.
package struct CourierState: Sendable {
    /// What the owner is to do, in this order.
    package enum Action: Sendable, Hashable {
        case notice(Notice)
        /// Start one attempt, and report it with `finished`.
        case send(OutboxEntry)
        /// Record, then load, and report it with `diskDone` or `diskFailed`.
        case disk(DiskWork)
        /// Give up all attempts under way; they are not reported any more.
        case cut
        /// Nothing more will come.
        case end
    }

    package struct DiskWork: Sendable, Hashable {
        package var outcomes: [DeliveryOutcome]
        /// Entries after this sequence, at most so many; nil: none wanted.
        package var load: Load?

        package struct Load: Sendable, Hashable {
            package var after: Int64
            package var limit: Int

            package init(after: Int64, limit: Int) {
                self.after = after
                self.limit = limit
            }
        }

        package init(outcomes: [DeliveryOutcome], load: Load?) {
            self.outcomes = outcomes
            self.load = load
        }
    }

    /// What an operator should hear of, as it changes.
    package enum Notice: Sendable, Hashable {
        case endpointDown(error: String)
        case endpointUp
        case endpointEnded(error: String)
        case refused(eventID: String, error: String)
    }

    private enum Phase: Sendable, Hashable {
        case running
        case draining(until: Duration)
        case stopping(until: Duration)
        case ended
    }

    private struct Item: Sendable {
        var entry: OutboxEntry
        var tries = 0
        var startedAt: Duration = .zero
        /// When it may be tried again, once its last outcome is recorded.
        var resumesAt: Duration = .zero
    }

    let policy: RetryPolicy
    private var phase = Phase.running
    private var items: [Int64: Item] = [:]
    /// The events of each subject in order; only the first of them moves.
    private var lanes: [String: [Int64]] = [:]
    /// Firsts that may go now, in the order in which they became so.
    private var ready: [Int64] = []
    private var delayed: [Int64: Duration] = [:]
    private var inFlight: Set<Int64> = []
    private var unrecorded: [DeliveryOutcome] = []
    private var recording: [DeliveryOutcome] = []
    private var diskBusy = false
    /// How many entries were last asked for.
    private var asked = 0
    private var lastSequence: Int64 = 0
    /// Whether the outbox may hold more than was read, and whether that was said since the reading began.
    private var moreWaiting = true
    private var announcedSince = false
    private var health = EndpointHealth()
    private var notices: [Notice] = []
    private var failures: [String: DeliveryFailure] = [:]
    package private(set) var sent = 0
    package private(set) var refused = 0
    package private(set) var endedByEndpoint = false

    package init(policy: RetryPolicy) { self.policy = policy }

    package var lastErrors: [DeliveryFailure] { failures.values.sorted { $0.cause < $1.cause } }
    package var hasEnded: Bool { phase == .ended }

    // MARK: What to do

    /// - Parameter now: time since any fixed start; never falls.
    package mutating func next(now: Duration) -> [Action] {
        guard phase != .ended else { return [] }
        wake(now: now)
        closeIfDone(now: now)
        var actions = notices.map(Action.notice)
        notices = []
        actions += attempts(now: now).map(Action.send)
        if let work = diskWork() { actions.append(.disk(work)) }
        if case .stopping(let until) = phase {
            if !inFlight.isEmpty, now >= until {
                inFlight = []
                actions.append(.cut)
            }
            if inFlight.isEmpty, !diskBusy {
                phase = .ended
                actions.append(.end)
            }
        }
        return actions
    }

    /// When `next` has something to do by time alone; nil if only a report can bring that about.
    package var wakesAt: Duration? {
        var times: [Duration] = Array(delayed.values)
        switch phase {
        case .running: break
        case .draining(let until): times.append(until)
        case .stopping(let until): return inFlight.isEmpty ? nil : until
        case .ended: return nil
        }
        if !ready.isEmpty, !health.isUp, inFlight.isEmpty { times.append(health.resumesAt) }
        return times.min()
    }

    private mutating func wake(now: Duration) {
        guard !delayed.isEmpty else { return }
        let due = delayed.filter { $0.value <= now }.map(\.key).sorted()
        for sequence in due {
            delayed[sequence] = nil
            ready.append(sequence)
        }
    }

    /// Draining ends when nothing is left, when the time is over, or when nothing can be tried before that.
    private mutating func closeIfDone(now: Duration) {
        guard case .draining(let until) = phase else { return }
        if now >= until {
            phase = .stopping(until: now + policy.grace)
        } else if inFlight.isEmpty, !diskBusy, unrecorded.isEmpty, !moreWaiting {
            let nextAttempt = ready.isEmpty ? delayed.values.min() : (health.isUp ? now : health.resumesAt)
            if nextAttempt.map({ max($0, health.isUp ? now : health.resumesAt) >= until }) ?? true {
                phase = .stopping(until: now)
            }
        }
    }

    private mutating func attempts(now: Duration) -> [OutboxEntry] {
        switch phase {
        case .running, .draining: break
        case .stopping, .ended: return []
        }
        var room = health.room(now: now, inFlight: inFlight.count, policy: policy)
        var entries: [OutboxEntry] = []
        while room > 0, let index = choice() {
            let sequence = ready.remove(at: index)
            guard var item = items[sequence] else { continue }
            item.startedAt = now
            items[sequence] = item
            inFlight.insert(sequence)
            entries.append(item.entry)
            room -= 1
        }
        return entries
    }

    /// A probe is the event tried least often, so that one event that the endpoint cannot take does not stand for all.
    private func choice() -> Int? {
        if health.isUp { return ready.indices.first }
        return ready.indices.min { left, right in
            (items[ready[left]]?.tries ?? 0, ready[left]) < (items[ready[right]]?.tries ?? 0, ready[right])
        }
    }

    private mutating func diskWork() -> DiskWork? {
        guard !diskBusy else { return nil }
        var work = DiskWork(outcomes: unrecorded, load: nil)
        let free = policy.windowMax - items.count
        switch phase {
        case .running, .draining:
            if moreWaiting, free > 0, free >= min(policy.loadMax, policy.windowMax / 2) {
                work.load = DiskWork.Load(after: lastSequence, limit: min(free, policy.loadMax))
                asked = min(free, policy.loadMax)
                announcedSince = false
            }
        case .stopping, .ended: break
        }
        guard !work.outcomes.isEmpty || work.load != nil else { return nil }
        recording = unrecorded
        unrecorded = []
        diskBusy = true
        return work
    }
}

// MARK: What happened

extension CourierState {
    /// The outbox may hold more.
    package mutating func announced() {
        moreWaiting = true
        announcedSince = true
    }

    /// Ends the run when the outbox is empty, at the latest at `until`. The first call counts.
    package mutating func drain(until: Duration) {
        guard case .running = phase else { return }
        announced()
        phase = .draining(until: until)
    }

    /// Ends the run: attempts under way get the grace, what they come to is still recorded.
    package mutating func stop(now: Duration) {
        switch phase {
        case .running, .draining: phase = .stopping(until: now + policy.grace)
        case .stopping, .ended: break
        }
    }

    package mutating func finished(
        _ sequence: Int64, _ result: AttemptResult, now: Duration,
        using generator: inout some RandomNumberGenerator
    ) {
        guard inFlight.remove(sequence) != nil, var item = items[sequence] else { return }
        item.tries += 1
        let own = policy.delay(afterFailures: item.tries, using: &generator)
        item.resumesAt = now + own
        var outcome = DeliveryOutcome(sequence: sequence, state: .waiting, error: result.error)
        switch result.verdict {
        case .sent:
            outcome.state = .sent
            endpointAnswered()
        case .refused:
            outcome.state = .refused
            if case .answered = result { endpointAnswered() }
            notices.append(.refused(eventID: item.entry.eventID, error: result.error ?? ""))
        case .retryEvent(let after):
            endpointAnswered()
            item.resumesAt = max(item.resumesAt, now + policy.bounded(retryAfter: after))
        case .pauseEndpoint(let after):
            endpointFailed(item, result, after: after, now: now, using: &generator)
        case .wrongAddress:
            if health.everAnswered {
                endpointFailed(item, result, after: nil, now: now, using: &generator)
            } else {
                endByEndpoint(result, now: now)
            }
        case .gone: endByEndpoint(result, now: now)
        }
        items[sequence] = item
        unrecorded.append(outcome)
        if let error = result.error {
            let attempts = failures[result.cause]?.attempts ?? 0
            failures[result.cause] = DeliveryFailure(
                cause: result.cause, attempts: attempts + 1, message: error)
        }
    }

    private mutating func endpointAnswered() {
        if health.answered() { notices.append(.endpointUp) }
    }

    private mutating func endpointFailed(
        _ item: Item, _ result: AttemptResult, after: Duration?, now: Duration,
        using generator: inout some RandomNumberGenerator
    ) {
        let wasUp = health.failed(
            startedAt: item.startedAt, now: now, retryAfter: after, policy: policy, using: &generator)
        if wasUp { notices.append(.endpointDown(error: result.error ?? "")) }
    }

    private mutating func endByEndpoint(_ result: AttemptResult, now: Duration) {
        if !endedByEndpoint { notices.append(.endpointEnded(error: result.error ?? "")) }
        endedByEndpoint = true
        stop(now: now)
    }

    /// The disk work is done: its outcomes are durable, `loaded` is what was asked for.
    package mutating func diskDone(loaded: [OutboxEntry]?, now: Duration) {
        diskBusy = false
        for outcome in recording { settle(outcome, now: now) }
        recording = []
        guard let loaded else { return }
        for entry in loaded where entry.sequence > lastSequence {
            lastSequence = entry.sequence
            items[entry.sequence] = Item(entry: entry)
            lanes[entry.subject, default: []].append(entry.sequence)
            if lanes[entry.subject]?.first == entry.sequence { ready.append(entry.sequence) }
        }
        moreWaiting = loaded.count >= asked || announcedSince
    }

    /// The outbox failed: nothing can be recorded any more, so nothing more is sent.
    package mutating func diskFailed(now: Duration) {
        diskBusy = false
        recording = []
        unrecorded = []
        phase = .stopping(until: now)
    }

    private mutating func settle(_ outcome: DeliveryOutcome, now: Duration) {
        guard let item = items[outcome.sequence] else { return }
        switch outcome.state {
        case .waiting:
            if item.resumesAt > now {
                delayed[outcome.sequence] = item.resumesAt
            } else {
                ready.append(outcome.sequence)
            }
        case .sent, .refused:
            if outcome.state == .sent { sent += 1 } else { refused += 1 }
            items[outcome.sequence] = nil
            let subject = item.entry.subject
            lanes[subject]?.removeFirst()
            if let next = lanes[subject]?.first {
                ready.append(next)
            } else {
                lanes[subject] = nil
            }
        }
    }
}
