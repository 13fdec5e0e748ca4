import Journal

/// What happened.
extension CourierState {
    /// The outbox may hold more.
    package mutating func announced() {
        moreDue = true
        announcedSince = true
    }

    /// Ends the run when nothing is left that can be tried, at the latest at `until`. The first call counts.
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
        guard inFlight.remove(sequence) != nil, let item = items[sequence] else { return }
        var outcome = Outcome(sequence: sequence, state: .waiting, error: result.error)
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
            wait(&outcome, item, atLeast: policy.bounded(retryAfter: after), now: now, using: &generator)
        case .pauseEndpoint(let after):
            endpointFailed(item, result, after: after, now: now, using: &generator)
            wait(&outcome, item, atLeast: .zero, now: now, using: &generator)
        case .wrongAddress:
            if policy.isBrief, !health.everAnswered {
                outcome.resumesAt = now
                endByEndpoint(result, now: now)
            } else {
                endpointFailed(item, result, after: nil, now: now, using: &generator)
                wait(&outcome, item, atLeast: .zero, now: now, using: &generator)
            }
        case .gone:
            outcome.resumesAt = now
            stopReason = result.error
            halt()
            endByEndpoint(result, now: now)
        }
        unrecorded.append(outcome)
        if let error = result.error {
            let attempts = failures[result.cause]?.attempts ?? 0
            failures[result.cause] = DeliveryFailure(
                cause: result.cause, attempts: attempts + 1, message: error)
        }
    }

    /// Another attempt at its time, or none any more.
    private mutating func wait(
        _ outcome: inout Outcome, _ item: Item, atLeast: Duration, now: Duration,
        using generator: inout some RandomNumberGenerator
    ) {
        let attempts = item.entry.attempts + 1
        if let delay = policy.delay(afterFailures: attempts, using: &generator) {
            outcome.resumesAt = now + max(delay, atLeast)
            return
        }
        let error = "given up after \(attempts) attempts: \(outcome.error ?? "")"
        outcome.state = .refused
        outcome.error = error
        sufferers.remove(outcome.sequence)
        notices.append(.gaveUp(eventID: item.entry.eventID, error: error))
    }

    private mutating func endpointAnswered() {
        // One failure is no outage: what failed then waits for its own time.
        let wasOutage = health.failures > 1
        guard health.answered(policy: policy) else { return }
        notices.append(.endpointUp)
        if wasOutage, !sufferers.isEmpty {
            switch hasten {
            case .all: break
            case .none: hasten = .some(sufferers)
            case .some(let others): hasten = .some(others.union(sufferers))
            }
        }
        sufferers = []
    }

    private mutating func endpointFailed(
        _ item: Item, _ result: AttemptResult, after: Duration?, now: Duration,
        using generator: inout some RandomNumberGenerator
    ) {
        let wasUp = health.failed(
            startedAt: item.startedAt, now: now, retryAfter: after, policy: policy, using: &generator)
        if wasUp {
            notices.append(.endpointDown(error: result.error ?? ""))
        } else if sufferers.count < policy.windowMax {
            // Not the one that began it: that may be an event that the endpoint cannot take.
            sufferers.insert(item.entry.sequence)
        }
    }

    private mutating func endByEndpoint(_ result: AttemptResult, now: Duration) {
        if !endedByEndpoint { notices.append(.endpointStopped(error: result.error ?? "")) }
        endedByEndpoint = true
        if policy.isBrief { stop(now: now) }
    }

    /// Lets go of all that has not started.
    private mutating func halt() {
        isHalted = true
        for sequence in ready { items[sequence] = nil }
        ready = []
    }

    /// The disk work is done: its outcomes are durable, `view` is what was asked for.
    package mutating func diskDone(_ view: View?, now: Duration) {
        guard let work else { return }
        self.work = nil
        if diskRetryAt != nil { notices.append(.outboxBack) }
        diskRetryAt = nil
        if work.stop != nil { stopReason = nil }
        for outcome in work.outcomes { settle(outcome) }
        guard let view else { return }
        nextLook = now + policy.lookEvery
        // The clocks of the two sides may differ by a little.
        nextDue = view.nextDue.map { max($0, now + .milliseconds(1)) }
        moreDue = view.more || announcedSince
        for sequence in view.gone where !inFlight.contains(sequence) { letGo(sequence) }
        // A stop that is not on disk yet is not to be undone by what the disk said before.
        guard stopReason == nil else { return }
        if view.isHalted {
            if !isHalted { notices.append(.halted) }
            halt()
        } else {
            if isHalted {
                isHalted = false
                endedByEndpoint = false
                moreDue = true
                notices.append(.resumed)
            }
            // One that was called back waits until the later one of its subject, which is held, is through.
            let subjects = Set(items.values.map(\.entry.subject))
            for entry in view.entries
            where items[entry.sequence] == nil && !subjects.contains(entry.subject) {
                items[entry.sequence] = Item(entry: entry)
                ready.append(entry.sequence)
            }
        }
    }

    /// The disk work failed. A brief run ends; any other tries the same again, and sends nothing until that went well.
    package mutating func diskFailed(now: Duration) {
        guard let work else { return }
        self.work = nil
        switch phase {
        case .running, .draining:
            guard !policy.isBrief else { break }
            if diskRetryAt == nil { notices.append(.outboxFailed) }
            diskRetryAt = now + policy.diskPause
            unrecorded = work.outcomes + unrecorded
            switch (work.hasten, hasten) {
            case (.none, _), (_, .all): break
            case (.some(let first), .some(let second)): hasten = .some(first.union(second))
            case (let first, _): hasten = first
            }
            if work.look != nil { moreDue = true }
            return
        case .stopping, .ended: break
        }
        unrecorded = []
        diskFails = true
        phase = .stopping(until: now)
    }

    private mutating func settle(_ outcome: Outcome) {
        items[outcome.sequence] = nil
        switch outcome.state {
        case .waiting:
            if let due = outcome.resumesAt { nextDue = min(due, nextDue ?? due) }
        case .sent: sent += 1
        case .refused: refused += 1
        case .dropped: break
        }
    }

    private mutating func letGo(_ sequence: Int64) {
        guard let index = ready.firstIndex(of: sequence) else { return }
        ready.remove(at: index)
        items[sequence] = nil
    }
}
