import CCurl
import Foundation
import Journal
import Logging
import Purchases
import Synchronization
import Webhooks

/// Carries the outbox to one endpoint.
///
/// One thread of its own moves all attempts through the endpoint's carrier; a serial queue of its own talks to the
/// outbox, so that neither waits for the other, and nothing blocks the cooperative pool. Every decision is `CourierState`'s.
/// A courier makes one run: it ends with `drain`, cancellation, the endpoint's word (410), or an error.
package final class Courier: Sendable {
    private let outbox: any Outbox
    private let endpoint: Endpoint
    private let redaction: any RedactionSource
    private let logger: Logger
    private let carrier: any EventCarrier
    private let disk = DispatchQueue(label: "tillwatch.courier.disk")
    private let begin = ContinuousClock.now
    private let shared: Mutex<Shared>

    private struct Shared {
        var state: CourierState
        var hasStarted = false
        var failure: CourierError?
        /// The last one; the run may go on after it.
        var outboxError: CourierError?
        /// Set at the end.
        var report: DeliveryReport?
        var waiters: [CheckedContinuation<DeliveryReport, Never>] = []
    }

    /// - Parameter redaction: what is taken out of events for endpoints that may not see it; never left out by
    ///   oversight.
    /// - Throws: `CourierError` when curl cannot be started.
    package init(
        outbox: any Outbox, endpoint: Endpoint, redaction: any RedactionSource, policy: RetryPolicy,
        logger: Logger
    ) throws(CourierError) {
        self.outbox = outbox
        self.endpoint = endpoint
        self.redaction = redaction
        self.logger = logger
        let policy = endpoint.adapted(policy)
        carrier = try endpoint.carrier(attemptsMax: policy.inFlightMax)
        shared = Mutex(Shared(state: CourierState(policy: policy)))
    }

    /// Delivers what is in the outbox and what is announced, until `drain` or cancellation ends it.
    ///
    /// - Throws: `CourierError` when the outbox or curl failed.
    package func run() async throws(CourierError) {
        let report = await ended()
        if let failure = report.failure { throw failure }
    }

    /// Says that new rows may be in the outbox. Does not block; before `run` it is remembered.
    package func announce() {
        shared.withLock { $0.state.announced() }
        carrier.wakeup()
    }

    /// Ends the run as soon as nothing waits, or nothing can be tried in time, at the latest after `limit`; attempts then
    /// under way get the policy's grace. Starts the run if `run` did not. Cancellation ends it at once, with the same grace.
    package func drain(within limit: Duration) async -> DeliveryReport {
        let until = now + limit
        shared.withLock { $0.state.drain(until: until) }
        carrier.wakeup()
        return await ended()
    }

    private var now: Duration { ContinuousClock.now - begin }

    private func ended() async -> DeliveryReport {
        start()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let report = shared.withLock { shared -> DeliveryReport? in
                    if shared.report == nil { shared.waiters.append(continuation) }
                    return shared.report
                }
                if let report { continuation.resume(returning: report) }
            }
        } onCancel: {
            let now = now
            shared.withLock { $0.state.stop(now: now) }
            carrier.wakeup()
        }
    }

    private func start() {
        let isFirst = shared.withLock { shared in
            defer { shared.hasStarted = true }
            return !shared.hasStarted
        }
        guard isFirst else { return }
        let thread = Thread { self.work() }
        thread.name = "tillwatch.courier"
        thread.start()
    }

    // MARK: The courier's thread

    private func work() {
        // Without this, writing to a connection that the endpoint closed would end the process.
        tillwatch_block_sigpipe()
        do {
            try loop()
        } catch {
            shared.withLock { $0.failure = $0.failure ?? error }
        }
        carrier.cut()
        finish()
    }

    private func loop() throws(CourierError) {
        var generator = SystemRandomNumberGenerator()
        while true {
            let now = now
            let (actions, wakesAt) = shared.withLock { ($0.state.next(now: now), $0.state.wakesAt) }
            var done: [(attempt: Int64, result: AttemptResult)] = []
            for action in actions {
                switch action {
                case .notice(let notice): log(notice)
                case .send(let attempt):
                    if let result = carrier.start(attempt) { done.append((attempt.id, result)) }
                case .disk(let work): disk.async { self.perform(work) }
                case .cut: carrier.cut()
                case .end: return
                }
            }
            done += try carrier.perform()
            guard done.isEmpty else {
                let after = self.now
                shared.withLock { shared in
                    for (attempt, result) in done {
                        shared.state.finished(attempt, result, now: after, using: &generator)
                    }
                }
                continue
            }
            // What another thread reports wakes the poll; a minute bounds a wait for nothing.
            let wait = wakesAt.map { max($0 - self.now, .zero) } ?? .seconds(60)
            try carrier.poll(atMost: min(wait, .seconds(60)))
        }
    }

    private func perform(_ work: CourierState.DiskWork) {
        do {
            let view = try performed(work)
            let now = now
            shared.withLock { $0.state.diskDone(view, now: now) }
        } catch {
            let failure = CourierError(code: .outbox, message: "the outbox cannot be used: \(error)")
            let now = now
            shared.withLock { shared in
                shared.outboxError = failure
                shared.state.diskFailed(now: now)
            }
        }
        carrier.wakeup()
    }

    private func performed(_ work: CourierState.DiskWork) throws -> CourierState.View? {
        // Times of the state count from the courier's start; those on disk are of the calendar.
        let wallNow = Int64(Date().timeIntervalSince1970 * 1_000_000)
        let now = now
        if !work.outcomes.isEmpty {
            try outbox.record(
                work.outcomes.map { outcome in
                    DeliveryOutcome(
                        sequence: outcome.sequence, state: outcome.state, error: outcome.error,
                        nextMicros: outcome.resumesAt.map { wallNow + ($0 - now).wholeMicroseconds } ?? 0)
                })
        }
        if let reason = work.stop { try outbox.stop(reason: reason) }
        switch work.hasten {
        case .none: break
        case .some(let sequences): try outbox.hasten(sequences)
        case .all: try outbox.hasten(nil)
        }
        guard let look = work.look else { return nil }
        let seen = try outbox.look(held: look.held, limit: look.limit, nowMicros: wallNow)
        // Events that are there were judged by packs that are known by now.
        let redaction = seen.entries.isEmpty ? Redaction() : try self.redaction.redaction()
        return CourierState.View(
            entries: try seen.entries.map { try prepared($0, redaction) }, gone: seen.gone, more: seen.more,
            nextDue: seen.nextMicros.map { now + .microseconds($0 - wallNow) }, isHalted: seen.isHalted)
    }

    /// The entry as the endpoint may see it, cut to the endpoint's bound: the same bytes at every attempt.
    ///
    /// - Throws: when what may be confidential cannot be read, and so not be taken out.
    private func prepared(_ entry: OutboxEntry, _ redaction: Redaction) throws -> OutboxEntry {
        let shown = endpoint.disclosure
        guard !redaction.isEmpty || !shown.isEverything || entry.body.count > endpoint.boundBytes else {
            return entry
        }
        var prepared = entry
        if !redaction.isEmpty || !shown.isEverything {
            let event = try JSONDecoder().decode(AlertEvent.self, from: Data(entry.body))
            if !redaction.shows(event.data.pack, to: endpoint.name) || !shown.isEverything {
                prepared.body = EventEncoding.json(
                    shown.disclosed(redaction.redacted(event, for: endpoint.name)))
            }
        }
        guard prepared.body.count > endpoint.boundBytes,
            let event = try? EventEncoding.decode(prepared.body)
        else { return prepared }
        prepared.body = EventEncoding.json(EventEncoding.bounded(event, to: endpoint.boundBytes))
        return prepared
    }

    /// Counts what is left, and lets all go who wait for the end.
    private func finish() {
        var counts = OutboxCounts(waiting: 0, sent: 0, refused: 0)
        var failure: CourierError?
        // Behind whatever the queue still does.
        disk.sync {
            do {
                counts = try outbox.outboxCounts()
            } catch {
                failure = CourierError(code: .outbox, message: "the outbox cannot be used: \(error)")
            }
        }
        let (report, waiters) = shared.withLock { shared in
            let report = DeliveryReport(
                sent: shared.state.sent, refused: shared.state.refused,
                waiting: counts.waiting, outbox: counts, lastErrors: shared.state.lastErrors,
                endedByEndpoint: shared.state.endedByEndpoint, isHalted: shared.state.isHalted,
                failure: shared.failure ?? failure ?? (shared.state.diskFails ? shared.outboxError : nil))
            shared.report = report
            defer { shared.waiters = [] }
            return (report, shared.waiters)
        }
        for waiter in waiters { waiter.resume(returning: report) }
    }

    private func log(_ notice: CourierState.Notice) {
        let place: Logger.MetadataValue = "\(endpoint.label)"
        switch notice {
        case .endpointDown(let error):
            logger.warning("endpoint takes no events", metadata: ["endpoint": place, "error": "\(error)"])
        case .endpointUp: logger.info("endpoint takes events again", metadata: ["endpoint": place])
        case .endpointStopped(let error):
            logger.error("endpoint ended delivery", metadata: ["endpoint": place, "error": "\(error)"])
        case .halted: logger.warning("endpoint is paused", metadata: ["endpoint": place])
        case .resumed: logger.info("endpoint goes on", metadata: ["endpoint": place])
        case .refused(let eventID, let error):
            logger.warning(
                "event refused",
                metadata: ["endpoint": place, "event": "\(eventID)", "error": "\(error)"])
        case .gaveUp(let eventID, let error):
            logger.error(
                "event given up",
                metadata: ["endpoint": place, "event": "\(eventID)", "error": "\(error)"])
        case .outboxFailed:
            let error = shared.withLock { $0.outboxError }
            logger.error(
                "the outbox fails; nothing is sent until it works again",
                metadata: ["endpoint": place, "error": "\(error?.message ?? "")"])
        case .outboxBack: logger.info("the outbox works again", metadata: ["endpoint": place])
        }
    }
}

extension Duration {
    /// Rounded down; of 290,000 years at most.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit: Int64 = 9_000_000_000_000
        return min(max(seconds, -limit), limit) * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
