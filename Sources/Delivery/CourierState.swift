import Journal

/// All decisions of the courier, as a value: told what happened and when, it says what to do.
///
/// Invariants:
/// - an event goes only while it is the first of its subject that waits in the outbox: the former was sent, refused or
///   given up *and* that is on disk;
/// - at most `inFlightMax` attempts are under way, one while the endpoint is down, `windowMax` events are held, and
///   one piece of disk work is under way;
/// - an attempt has at most `batchMax` events, each of another subject, and several only while the endpoint is up;
/// - an event leaves only as sent, refused or given up, durably; whatever else happens it stays in the outbox;
/// - what waits for another attempt is not held: when it is due is on disk, and however many wait they keep no other
///   subject out;
/// - nothing is sent while the disk fails, or while the endpoint is paused or stopped.
package struct CourierState: Sendable {
    enum Phase: Sendable, Hashable {
        case running
        case draining(until: Duration)
        case stopping(until: Duration)
        case ended
    }

    struct Item: Sendable {
        var entry: OutboxEntry
        var startedAt: Duration = .zero
        /// It was among others when the endpoint could not take one of them.
        var isAlone = false
    }

    let policy: RetryPolicy
    var phase = Phase.running
    /// Those that may go, those under way, and those whose outcome is not on disk yet.
    var items: [Int64: Item] = [:]
    /// What may go, in the order in which it was read.
    var ready: [Int64] = []
    /// Events under way, and those of each attempt by the attempt's id.
    var inFlight: Set<Int64> = []
    var underWay: [Int64: [Int64]] = [:]
    var unrecorded: [Outcome] = []
    var work: DiskWork?
    /// Set while the disk fails.
    var diskRetryAt: Duration?
    /// Why the endpoint is to be stopped, until that is on disk.
    var stopReason: String?
    var hasten: Hasten
    /// Events that failed because the endpoint was down; they need not wait once it is up.
    var sufferers: Set<Int64> = []
    /// Whether the outbox may hold more that is due, and whether that was said since the last look began.
    var moreDue = true
    var announcedSince = false
    /// When the next event that is not due yet will be, as far as is known.
    var nextDue: Duration?
    /// When the outbox is looked at unasked.
    var nextLook: Duration = .zero
    package internal(set) var isHalted = false
    var health = EndpointHealth()
    var notices: [Notice] = []
    var failures: [String: DeliveryFailure] = [:]
    package internal(set) var sent = 0
    package internal(set) var refused = 0
    package internal(set) var endedByEndpoint = false
    /// The disk failed, and the run ended for it.
    package internal(set) var diskFails = false

    package init(policy: RetryPolicy) {
        self.policy = policy
        hasten = policy.isBrief ? .all : .none
    }

    package var lastErrors: [DeliveryFailure] { failures.values.sorted { $0.cause < $1.cause } }
    package var hasEnded: Bool { phase == .ended }
    /// Events in memory.
    package var held: Int { items.count }

    /// - Parameter now: time since any fixed start; never falls.
    package mutating func next(now: Duration) -> [Action] {
        guard phase != .ended else { return [] }
        closeIfDone(now: now)
        var actions = notices.map(Action.notice)
        notices = []
        actions += attempts(now: now).map(Action.send)
        if let work = diskWork(now: now) { actions.append(.disk(work)) }
        if case .stopping(let until) = phase {
            if !inFlight.isEmpty, now >= until {
                inFlight = []
                underWay = [:]
                actions.append(.cut)
            }
            if inFlight.isEmpty, work == nil {
                phase = .ended
                actions.append(.end)
            }
        }
        return actions
    }

    /// When `next` has something to do by time alone; nil if only a report can bring that about.
    package var wakesAt: Duration? {
        var times: [Duration] = []
        switch phase {
        case .running: break
        case .draining(let until): times.append(until)
        case .stopping(let until): return inFlight.isEmpty ? nil : until
        case .ended: return nil
        }
        if work == nil { times.append(max(lookAt, diskRetryAt ?? .zero)) }
        if !ready.isEmpty, !health.isUp, inFlight.isEmpty, diskRetryAt == nil {
            times.append(health.resumesAt)
        }
        return times.min()
    }

    private var lookAt: Duration { min(nextLook, nextDue ?? nextLook) }

    /// Draining ends when nothing is left, when the time is over, or when nothing can be tried before that.
    private mutating func closeIfDone(now: Duration) {
        guard case .draining(let until) = phase else { return }
        if now >= until {
            phase = .stopping(until: now + policy.grace)
            return
        }
        guard inFlight.isEmpty, work == nil, unrecorded.isEmpty, stopReason == nil, hasten == .none else {
            return
        }
        if !isHalted {
            guard !ready.isEmpty || !moreDue else { return }
            let first = ready.isEmpty ? nextDue : now
            let next = first.map { max($0, health.isUp ? now : health.resumesAt) }
            guard next.map({ $0 >= until }) ?? true else { return }
        }
        phase = .stopping(until: now)
    }

    private mutating func attempts(now: Duration) -> [Attempt] {
        switch phase {
        case .running, .draining: break
        case .stopping, .ended: return []
        }
        guard !isHalted, diskRetryAt == nil else { return [] }
        var room = health.room(now: now, inFlight: underWay.count, policy: policy)
        var attempts: [Attempt] = []
        while room > 0, let index = choice() {
            guard let item = items[ready.remove(at: index)] else { continue }
            let attempt = Attempt(item.entry, item.isAlone || !health.isUp ? [] : others(beside: item.entry))
            for entry in attempt.entries {
                items[entry.sequence]?.startedAt = now
                inFlight.insert(entry.sequence)
            }
            underWay[attempt.id] = attempt.entries.map(\.sequence)
            attempts.append(attempt)
            room -= 1
        }
        return attempts
    }

    /// Takes what may go along: what is ready is of different subjects.
    private mutating func others(beside first: OutboxEntry) -> [OutboxEntry] {
        guard policy.batchMax > 1 else { return [] }
        var others: [OutboxEntry] = []
        var bytes = first.body.count
        ready.removeAll { sequence in
            guard others.count + 1 < policy.batchMax, let item = items[sequence], !item.isAlone,
                bytes + item.entry.body.count <= policy.batchBytesMax
            else { return false }
            bytes += item.entry.body.count
            others.append(item.entry)
            return true
        }
        return others
    }

    /// A probe is the event tried least often, so that one event that the endpoint cannot take does not stand for all.
    private func choice() -> Int? {
        if health.isUp { return ready.indices.first }
        return ready.indices.min { left, right in
            (items[ready[left]]?.entry.attempts ?? 0, ready[left])
                < (items[ready[right]]?.entry.attempts ?? 0, ready[right])
        }
    }

    private mutating func diskWork(now: Duration) -> DiskWork? {
        guard work == nil else { return nil }
        switch phase {
        case .running, .draining: guard now >= diskRetryAt ?? now else { return nil }
        case .stopping, .ended: break
        }
        // The next of their subjects may be due.
        if unrecorded.contains(where: { $0.state != .waiting }) || hasten != .none { moreDue = true }
        var next = DiskWork(outcomes: unrecorded, stop: stopReason, hasten: hasten, look: nil)
        if let limit = lookLimit(now: now) {
            let held = Set(items.keys).subtracting(unrecorded.map(\.sequence))
            next.look = Look(held: held, limit: limit)
            announcedSince = false
        }
        guard !next.isEmpty else { return nil }
        unrecorded = []
        hasten = .none
        work = next
        return next
    }

    /// How many events to ask for; nil: it is not time to look.
    private func lookLimit(now: Duration) -> Int? {
        switch phase {
        case .running, .draining: break
        case .stopping, .ended: return nil
        }
        let free = policy.windowMax - items.count + unrecorded.count
        let limit = isHalted ? 0 : max(min(free, policy.loadMax), 0)
        if now >= lookAt { return limit }
        return moreDue && limit > 0 && ready.count < (policy.loadMax + 1) / 2 ? limit : nil
    }
}
