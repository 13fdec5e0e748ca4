import Delivery
import Journal
import Testing

/// The state machine alone: time and randomness are given, nothing is sent.
@Suite struct CourierStateTests {
    private func entry(_ sequence: Int64, _ subject: String) -> OutboxEntry {
        OutboxEntry(sequence: sequence, eventID: "\(subject)-\(sequence)", subject: subject, body: [])
    }

    /// A state that was just given these entries, and what it then sends.
    private func loaded(_ entries: [OutboxEntry], _ policy: RetryPolicy = RetryPolicy()) -> (
        CourierState, [Int64]
    ) {
        var state = CourierState(policy: policy)
        let first = works(state.next(now: .zero))
        #expect(first.map(\.look) == [.init(held: [], limit: 64)])
        #expect(first.map(\.hasten) == [policy.isBrief ? .all : .none])
        state.diskDone(.init(entries: entries), now: .zero)
        let sent = sends(state.next(now: .zero))
        return (state, sent)
    }

    private func sends(_ actions: [CourierState.Action]) -> [Int64] {
        actions.compactMap { if case .send(let attempt) = $0 { attempt.id } else { nil } }
    }

    private func works(_ actions: [CourierState.Action]) -> [CourierState.DiskWork] {
        actions.compactMap { if case .disk(let work) = $0 { work } else { nil } }
    }

    private func notices(_ actions: [CourierState.Action]) -> [CourierState.Notice] {
        actions.compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
    }

    private let ok = AttemptResult.answered(status: 200, retryAfter: nil, note: "")
    private let down = AttemptResult.failed(.connect, message: "")

    @Test func theNextOfASubjectIsAskedForInOneGoWithTheOutcomeOfTheFormer() throws {
        var generator = Seeded(seed: 1)
        var (state, sent) = loaded([entry(1, "a"), entry(3, "b")])
        #expect(sent == [1, 3])
        state.finished(1, ok, now: .seconds(1), using: &generator)
        let actions = state.next(now: .seconds(1))
        #expect(sends(actions) == [])
        #expect(
            works(actions) == [
                .init(outcomes: [.init(sequence: 1, state: .sent)], look: .init(held: [3], limit: 64))
            ])
        #expect(state.next(now: .seconds(1)) == [])
        state.diskDone(.init(entries: [entry(2, "a")]), now: .seconds(1))
        #expect(sends(state.next(now: .seconds(1))) == [2])
    }

    /// However many wait, what is held is bounded, and another subject goes.
    @Test func waitingRetriesKeepNobodyOut() {
        var policy = RetryPolicy()
        policy.windowMax = 4
        policy.inFlightMax = 4
        var generator = Seeded(seed: 1)
        var state = CourierState(policy: policy)
        for round in Int64(0)..<100 {
            let now = Duration.milliseconds(round)
            _ = state.next(now: now)
            state.diskDone(
                .init(entries: (1...4).map { entry(round * 4 + $0, "s\(round * 4 + $0)") }, more: true),
                now: now)
            let sent = sends(state.next(now: now))
            #expect(sent.count == 4 && state.held == 4)
            for sequence in sent {
                state.finished(
                    sequence, .answered(status: 500, retryAfter: .seconds(3000), note: ""), now: now,
                    using: &generator)
            }
        }
        _ = state.next(now: .seconds(1))
        state.diskDone(.init(entries: [entry(999, "other")]), now: .seconds(1))
        #expect(sends(state.next(now: .seconds(1))) == [999])
        #expect(state.held == 1)
    }

    @Test func aRetryIsDueWhenTheLongerOfBothTimesIsOver() {
        var generator = Seeded(seed: 1)
        var (state, _) = loaded([entry(1, "a")])
        state.finished(
            1, .answered(status: 500, retryAfter: .seconds(9), note: ""), now: .zero, using: &generator)
        let outcome = works(state.next(now: .zero)).first?.outcomes.first
        #expect(outcome == .init(sequence: 1, state: .waiting, error: "HTTP 500", resumesAt: .seconds(9)))
        state.diskDone(.init(nextDue: .seconds(9)), now: .zero)
        #expect(state.next(now: .seconds(1)) == [])
        // Looks unasked every two seconds, and when it is due.
        #expect(state.wakesAt == .seconds(2))
        #expect(works(state.next(now: .seconds(8))).count == 1)
        state.diskDone(.init(nextDue: .seconds(9)), now: .seconds(8))
        #expect(state.wakesAt == .seconds(9))
        #expect(works(state.next(now: .seconds(9))).count == 1)
    }

    @Test func oneOutageIsCountedOnceAndProbedByOne() {
        var generator = Seeded(seed: 3)
        var (state, sent) = loaded((1...20).map { entry($0, "s\($0)") })
        #expect(sent == Array(1...8))
        for sequence in sent { state.finished(sequence, down, now: .milliseconds(1), using: &generator) }
        var actions = state.next(now: .milliseconds(1))
        #expect(notices(actions) == [.endpointDown(error: "no connection")])
        #expect(sends(actions) == [])
        state.diskDone(.init(), now: .milliseconds(1))
        // Eight failures of one wave are one failure: the first pause is below one second.
        actions = state.next(now: .milliseconds(1002))
        #expect(sends(actions) == [9])
        #expect(sends(state.next(now: .seconds(1))) == [])
        state.finished(9, down, now: .seconds(1), using: &generator)
        #expect(sends(state.next(now: .seconds(1))) == [])
        state.diskDone(.init(), now: .seconds(1))
        #expect(sends(state.next(now: .milliseconds(3001))) == [10])
        state.diskDone(.init(), now: .milliseconds(3001))
        state.finished(10, ok, now: .milliseconds(3500), using: &generator)
        actions = state.next(now: .milliseconds(3500))
        #expect(actions.first == .notice(.endpointUp))
        // Half open: one at first, and one more with each answer.
        #expect(sends(actions) == [11])
        // The seven that failed with the first, and the probe, need not wait for their times; the first must.
        #expect(works(actions).map(\.hasten) == [.some([2, 3, 4, 5, 6, 7, 8, 9])])
        state.finished(11, ok, now: .milliseconds(3600), using: &generator)
        #expect(sends(state.next(now: .milliseconds(3600))) == [12, 13])
    }

    @Test func whatFailsByItselfIsNotHastened() {
        var generator = Seeded(seed: 3)
        var (state, _) = loaded((1...3).map { entry($0, "s\($0)") })
        state.finished(1, .failed(.timeout, message: ""), now: .seconds(1), using: &generator)
        state.finished(2, ok, now: .seconds(1), using: &generator)
        #expect(works(state.next(now: .seconds(1))).map(\.hasten) == [.none])
    }

    @Test func anAnnouncementDuringReadingIsNotLost() {
        var state = CourierState(policy: RetryPolicy())
        _ = state.next(now: .zero)
        state.announced()
        state.diskDone(.init(), now: .zero)
        #expect(works(state.next(now: .zero)).count == 1)
        state.diskDone(.init(), now: .zero)
        #expect(state.next(now: .zero) == [])
        #expect(state.wakesAt == RetryPolicy().lookEvery)
    }

    @Test func drainingEndsAtOnceWhenNothingCanBeTriedInTime() {
        var generator = Seeded(seed: 1)
        var (state, _) = loaded([entry(1, "a")])
        state.finished(
            1, .answered(status: 503, retryAfter: .seconds(100), note: ""), now: .zero, using: &generator)
        _ = state.next(now: .zero)
        state.diskDone(.init(nextDue: .seconds(5)), now: .zero)
        state.drain(until: .seconds(60))
        #expect(works(state.next(now: .zero)).count == 1)
        state.diskDone(.init(nextDue: .seconds(5)), now: .zero)
        #expect(state.next(now: .zero) == [.end])
        #expect(state.hasEnded)
    }

    @Test func stoppingGivesGraceAndThenCuts() {
        var policy = RetryPolicy()
        policy.grace = .seconds(2)
        var generator = Seeded(seed: 1)
        var (state, sent) = loaded([entry(1, "a"), entry(2, "b")], policy)
        #expect(sent == [1, 2])
        state.stop(now: .seconds(1))
        #expect(state.next(now: .seconds(1)) == [])
        #expect(state.wakesAt == .seconds(3))
        state.finished(1, ok, now: .seconds(2), using: &generator)
        #expect(works(state.next(now: .seconds(2))).map(\.outcomes.count) == [1])
        #expect(state.next(now: .seconds(3)) == [.cut])
        state.finished(2, ok, now: .seconds(3), using: &generator)
        state.diskDone(nil, now: .seconds(3))
        #expect(state.next(now: .seconds(3)) == [.end])
        #expect(state.sent == 1)
    }

    @Test func aPrivateAddressEndsOnlyABriefRunThatNeverReachedTheEndpoint() {
        var generator = Seeded(seed: 1)
        let wrong = AttemptResult.failed(.privateAddress, message: "10.0.0.1")
        var (state, _) = loaded([entry(1, "a"), entry(2, "b")], .brief)
        state.finished(1, wrong, now: .zero, using: &generator)
        #expect(state.endedByEndpoint)

        (state, _) = loaded([entry(1, "a"), entry(2, "b")], .brief)
        state.finished(1, ok, now: .zero, using: &generator)
        state.finished(2, wrong, now: .zero, using: &generator)
        #expect(!state.endedByEndpoint)

        // A service waits: names are set right while it runs.
        (state, _) = loaded([entry(1, "a"), entry(2, "b")])
        state.finished(1, wrong, now: .zero, using: &generator)
        #expect(!state.endedByEndpoint)
        #expect(notices(state.next(now: .zero)) == [.endpointDown(error: "private address: 10.0.0.1")])
    }

    @Test func goneStopsTheEndpointUntilSomebodyLetsItGoOn() {
        var generator = Seeded(seed: 1)
        var (state, sent) = loaded((1...9).map { entry($0, "s\($0)") })
        #expect(sent.count == 8)
        state.finished(
            1, .answered(status: 410, retryAfter: nil, note: "moved"), now: .zero, using: &generator)
        let actions = state.next(now: .zero)
        #expect(notices(actions) == [.endpointStopped(error: "HTTP 410: moved")])
        #expect(works(actions).map(\.stop) == ["HTTP 410: moved"])
        #expect(sends(actions) == [])
        state.diskDone(.init(isHalted: true), now: .zero)
        #expect(notices(state.next(now: .zero)) == [])
        // Looks on, sends nothing, and hears of it when somebody resumes it.
        #expect(works(state.next(now: .seconds(2))).map(\.look?.limit) == [0])
        state.diskDone(.init(isHalted: false), now: .seconds(2))
        let resumed = state.next(now: .seconds(2))
        #expect(notices(resumed) == [.resumed])
        #expect(works(resumed).count == 1)
        state.diskDone(.init(entries: [entry(9, "s9")]), now: .seconds(2))
        #expect(sends(state.next(now: .seconds(2))) == [9])
    }

    @Test func aPauseLetsGoOfWhatHasNotStarted() {
        var generator = Seeded(seed: 1)
        var (state, sent) = loaded((1...20).map { entry($0, "s\($0)") })
        #expect(works(state.next(now: .seconds(2))).count == 1)
        state.diskDone(.init(isHalted: true), now: .seconds(2))
        #expect(state.held == 8)
        for sequence in sent { state.finished(sequence, ok, now: .seconds(2), using: &generator) }
        let actions = state.next(now: .seconds(2))
        #expect(sends(actions) == [] && works(actions).map(\.outcomes.count) == [8])
    }

    @Test func aDroppedEventIsLetGo() {
        var (state, _) = loaded((1...10).map { entry($0, "s\($0)") })
        _ = state.next(now: .seconds(2))
        state.diskDone(.init(gone: [9, 1]), now: .seconds(2))
        // The first is under way already.
        #expect(state.held == 9)
    }

    @Test func aFailingDiskIsTriedAgainAndNothingIsSentMeanwhile() {
        var generator = Seeded(seed: 1)
        var (state, _) = loaded((1...10).map { entry($0, "s\($0)") })
        state.finished(1, ok, now: .zero, using: &generator)
        let work = works(state.next(now: .zero))
        state.diskFailed(now: .zero)
        state.finished(2, ok, now: .seconds(1), using: &generator)
        var actions = state.next(now: .seconds(1))
        #expect(notices(actions) == [.outboxFailed])
        #expect(sends(actions) == [] && works(actions) == [])
        #expect(state.wakesAt == .seconds(5))
        actions = state.next(now: .seconds(5))
        #expect(works(actions).first?.outcomes.map(\.sequence) == [1, 2])
        #expect(works(actions).first?.outcomes.first == work.first?.outcomes.first)
        state.diskDone(.init(), now: .seconds(5))
        actions = state.next(now: .seconds(5))
        #expect(notices(actions) == [.outboxBack] && state.sent == 2)
        #expect(sends(actions) == [10])
    }
}
