import Delivery
import Journal
import Testing

/// One event's whole schedule, walked by a clock that the test holds.
@Suite struct ScheduleTests {
    /// A courier and what it keeps on disk, for one event.
    private struct Walk {
        var state: CourierState
        var entry = OutboxEntry(sequence: 1, eventID: "s-1", subject: "s", body: [])
        var now: Duration = .zero
        var sentAt: [Duration] = []
        var notices: [CourierState.Notice] = []
        var generator: Seeded
        /// Whether the process dies after every attempt.
        var restarts = false
        let policy: RetryPolicy

        init(seed: UInt64, restarts: Bool) {
            var policy = RetryPolicy()
            policy.lookEvery = .seconds(7200)
            self.policy = policy
            self.restarts = restarts
            state = CourierState(policy: policy)
            generator = Seeded(seed: seed)
        }

        /// - Parameter answer: what each attempt comes to, by its number from 1.
        mutating func run(until end: Duration, answer: (Int) -> AttemptResult) {
            while now < end, entry.state == .waiting {
                let actions = state.next(now: now)
                for action in actions {
                    switch action {
                    case .notice(let notice): notices.append(notice)
                    case .send:
                        sentAt.append(now)
                        state.finished(1, answer(sentAt.count), now: now, using: &generator)
                    case .disk(let work): perform(work)
                    case .cut, .end: return
                    }
                }
                if actions.isEmpty, let wake = state.wakesAt { now = max(now, wake) }
            }
            for case .notice(let notice) in state.next(now: now) { notices.append(notice) }
        }

        private mutating func perform(_ work: CourierState.DiskWork) {
            for outcome in work.outcomes {
                entry.state = outcome.state
                entry.attempts += 1
                entry.lastError = outcome.error
                entry.nextMicros = outcome.resumesAt.map { Int64($0 / .microseconds(1)) } ?? 0
            }
            if restarts, !work.outcomes.isEmpty {
                let end = state.next(now: now)
                for case .notice(let notice) in end { notices.append(notice) }
                state = CourierState(policy: policy)
                return
            }
            let due = Duration.microseconds(entry.nextMicros)
            var view = CourierState.View()
            if entry.state == .waiting {
                if due <= now { view.entries = [entry] } else { view.nextDue = due }
            }
            if let look = work.look {
                if look.held.contains(1) { view.entries = [] }
                state.diskDone(view, now: now)
            } else {
                state.diskDone(nil, now: now)
            }
        }
    }

    private let answers: [(String, AttemptResult)] = [
        ("HTTP 500", .answered(status: 500, retryAfter: nil, note: "")),
        ("HTTP 503", .answered(status: 503, retryAfter: .seconds(1), note: "")),
        ("no connection", .failed(.connect, message: "")),
    ]

    @Test(arguments: 0..<3, [false, true]) func seventySixHoursAndThenADeadLetter(kind: Int, restarts: Bool) {
        for seed in UInt64(0)..<50 {
            var walk = Walk(seed: seed, restarts: restarts)
            walk.run(until: .seconds(400_000)) { _ in answers[kind].1 }
            guard walk.sentAt.count == 10, walk.sentAt.first == .zero else {
                Issue.record("attempts at \(walk.sentAt)")
                return
            }
            let schedule = RetryPolicy.standardSchedule
            for (index, pair) in zip(walk.sentAt, walk.sentAt.dropFirst()).enumerated() {
                let due = schedule[index + 1]
                // The breaker may add its own pause, of a minute at most.
                #expect(pair.1 - pair.0 >= due * 0.8 && pair.1 - pair.0 <= due * 1.2 + .seconds(61))
            }
            let whole = walk.sentAt.last ?? .zero
            #expect(whole > .seconds(272_105) * 0.8 && whole < .seconds(272_105) * 1.2 + .seconds(600))
            #expect(walk.entry.state == .refused && walk.entry.attempts == 10)
            #expect(walk.entry.lastError == "given up after 10 attempts: \(answers[kind].0)")
        }
    }

    @Test func theLastAttemptMayStillArrive() {
        var walk = Walk(seed: 1, restarts: false)
        walk.run(until: .seconds(400_000)) { number in
            .answered(status: number == 10 ? 204 : 500, retryAfter: nil, note: "")
        }
        #expect(walk.entry.state == .sent && walk.entry.attempts == 10 && walk.entry.lastError == nil)
    }

    @Test func theOperatorHearsOfIt() {
        var walk = Walk(seed: 1, restarts: false)
        walk.run(until: .seconds(400_000)) { _ in .answered(status: 500, retryAfter: nil, note: "") }
        #expect(
            walk.notices == [.gaveUp(eventID: "s-1", error: "given up after 10 attempts: HTTP 500")])
    }

    @Test func anAbsurdRetryAfterIsHonouredForAnHour() {
        var walk = Walk(seed: 2, restarts: false)
        walk.run(until: .seconds(100_000)) { number in
            .answered(status: number == 1 ? 429 : 200, retryAfter: .seconds(1_000_000), note: "")
        }
        #expect(walk.sentAt == [.zero, .seconds(3600)])
    }
}
