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

    /// An attempt has come to its end.
    package mutating func finished(
        _ attempt: Int64, _ result: AttemptResult, now: Duration,
        using generator: inout some RandomNumberGenerator
    ) {
        guard let members = underWay.removeValue(forKey: attempt) else { return }
        inFlight.subtract(members)
        let finished = members.compactMap { items[$0] }
        note(result)
        if finished.count > 1, result.mayBeOfOneEvent { return split(finished) }
        let verdict = result.verdict(ofBatches: policy.batchMax > 1)
        hear(verdict, result, about: finished, now: now, using: &generator)
        // What failed together comes together, so that the same events go under the same id once more.
        var delays: [Int: Duration?] = [:]
        for item in finished {
            var outcome = Outcome(sequence: item.entry.sequence, state: .waiting, error: result.error)
            switch verdict {
            case .sent: outcome.state = .sent
            case .refused:
                outcome.state = .refused
                notices.append(.refused(eventID: item.entry.eventID, error: result.error ?? ""))
            case .gone: outcome.resumesAt = now
            case .wrongAddress where policy.isBrief && !health.everAnswered: outcome.resumesAt = now
            case .retryEvent, .pauseEndpoint, .wrongAddress:
                let attempts = item.entry.attempts + 1
                let delay =
                    delays[attempts] ?? policy.delay(afterFailures: attempts, using: &generator)
                delays[attempts] = delay
                wait(&outcome, item, delay: delay, atLeast: verdict.eventWaits(policy), now: now)
            }
            unrecorded.append(outcome)
        }
    }

    /// What the result says of the endpoint, whatever it says of the events.
    private mutating func hear(
        _ verdict: Verdict, _ result: AttemptResult, about finished: [Item], now: Duration,
        using generator: inout some RandomNumberGenerator
    ) {
        switch verdict {
        case .sent, .retryEvent: endpointAnswered()
        case .refused:
            if result.isAnswer { endpointAnswered() }
        case .pauseEndpoint(let after):
            endpointFailed(finished, result, after: after, now: now, using: &generator)
        case .wrongAddress:
            if policy.isBrief, !health.everAnswered {
                endByEndpoint(result, now: now)
            } else {
                endpointFailed(finished, result, after: nil, now: now, using: &generator)
            }
        case .gone:
            stopReason = result.error
            halt()
            endByEndpoint(result, now: now)
        }
    }

    /// Lets each go by itself, at once: one that the endpoint cannot take must not stand for the others.
    private mutating func split(_ finished: [Item]) {
        endpointAnswered()
        for item in finished { items[item.entry.sequence]?.isAlone = true }
        if isHalted {
            for item in finished { items[item.entry.sequence] = nil }
        } else {
            ready.insert(contentsOf: finished.map(\.entry.sequence), at: 0)
        }
    }

    private mutating func note(_ result: AttemptResult) {
        guard let error = result.error else { return }
        let attempts = failures[result.cause]?.attempts ?? 0
        failures[result.cause] = DeliveryFailure(
            cause: result.cause, attempts: attempts + 1, message: error)
    }

    /// Another attempt at its time, or none any more.
    private mutating func wait(
        _ outcome: inout Outcome, _ item: Item, delay: Duration?, atLeast: Duration, now: Duration
    ) {
        if let delay {
            outcome.resumesAt = now + max(delay, atLeast)
            return
        }
        let error = "given up after \(item.entry.attempts + 1) attempts: \(outcome.error ?? "")"
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
        _ failed: [Item], _ result: AttemptResult, after: Duration?, now: Duration,
        using generator: inout some RandomNumberGenerator
    ) {
        let wasUp = health.failed(
            startedAt: failed.first?.startedAt ?? now, now: now, retryAfter: after, policy: policy,
            using: &generator)
        if wasUp {
            notices.append(.endpointDown(error: result.error ?? ""))
        } else if sufferers.count < policy.windowMax {
            // Not the one that began it: that may be an event that the endpoint cannot take.
            sufferers.formUnion(failed.map(\.entry.sequence))
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
