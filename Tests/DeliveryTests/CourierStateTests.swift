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
        let first = state.next(now: .zero)
        #expect(first == [.disk(.init(outcomes: [], load: .init(after: 0, limit: 64)))])
        state.diskDone(loaded: entries, now: .zero)
        let sent = sends(state.next(now: .zero))
        return (state, sent)
    }

    private func sends(_ actions: [CourierState.Action]) -> [Int64] {
        actions.compactMap { if case .send(let entry) = $0 { entry.sequence } else { nil } }
    }

    private func works(_ actions: [CourierState.Action]) -> [CourierState.DiskWork] {
        actions.compactMap { if case .disk(let work) = $0 { work } else { nil } }
    }

    @Test func theNextOfASubjectWaitsUntilTheFormerIsOnDisk() throws {
        var generator = Seeded(seed: 1)
        var (state, sent) = loaded([entry(1, "a"), entry(2, "a"), entry(3, "b")])
        #expect(sent == [1, 3])
        state.finished(
            1, .answered(status: 200, retryAfter: nil, note: ""), now: .seconds(1), using: &generator)
        let actions = state.next(now: .seconds(1))
        #expect(sends(actions) == [])
        #expect(works(actions).map(\.outcomes) == [[DeliveryOutcome(sequence: 1, state: .sent)]])
        #expect(sends(state.next(now: .seconds(1))) == [])
        state.diskDone(loaded: nil, now: .seconds(1))
        #expect(sends(state.next(now: .seconds(1))) == [2])
    }

    @Test func aFailedEventHoldsItsSubjectAndNoOther() {
        var generator = Seeded(seed: 1)
        var (state, _) = loaded([entry(1, "a"), entry(2, "a"), entry(3, "b"), entry(4, "b")])
        state.finished(
            1, .answered(status: 500, retryAfter: .seconds(9), note: ""), now: .zero, using: &generator)
        state.finished(3, .answered(status: 200, retryAfter: nil, note: ""), now: .zero, using: &generator)
        _ = state.next(now: .zero)
        state.diskDone(loaded: nil, now: .zero)
        #expect(sends(state.next(now: .zero)) == [4])
        #expect(state.wakesAt == .seconds(9))
        #expect(sends(state.next(now: .milliseconds(8999))) == [])
        #expect(sends(state.next(now: .seconds(9))) == [1])
    }

    @Test func oneOutageIsCountedOnceAndProbedByOne() {
        var policy = RetryPolicy()
        policy.delayMin = .seconds(1)
        var generator = Seeded(seed: 3)
        var (state, sent) = loaded((1...20).map { entry($0, "s\($0)") }, policy)
        #expect(sent == Array(1...8))
        for sequence in sent {
            state.finished(sequence, .failed(.connect, message: ""), now: .milliseconds(1), using: &generator)
        }
        var actions = state.next(now: .milliseconds(1))
        #expect(
            actions.filter { if case .notice = $0 { true } else { false } } == [
                .notice(.endpointDown(error: "no connection"))
            ])
        #expect(sends(actions) == [])
        state.diskDone(loaded: nil, now: .milliseconds(1))
        // Eight failures of one wave are one failure: the first pause is below one second.
        actions = state.next(now: .milliseconds(1002))
        #expect(sends(actions) == [9])
        #expect(sends(state.next(now: .seconds(100))) == [])
        state.finished(9, .failed(.connect, message: ""), now: .seconds(100), using: &generator)
        #expect(sends(state.next(now: .seconds(100))) == [])
        state.diskDone(loaded: nil, now: .seconds(100))
        #expect(sends(state.next(now: .seconds(103))) == [10])
        state.finished(
            10, .answered(status: 200, retryAfter: nil, note: ""), now: .seconds(103), using: &generator)
        actions = state.next(now: .seconds(103))
        #expect(actions.first == .notice(.endpointUp))
        #expect(sends(actions).count == 8)
    }

    @Test func anAnnouncementDuringReadingIsNotLost() {
        var state = CourierState(policy: RetryPolicy())
        _ = state.next(now: .zero)
        state.announced()
        state.diskDone(loaded: [], now: .zero)
        #expect(works(state.next(now: .zero)).count == 1)
        state.diskDone(loaded: [], now: .zero)
        #expect(state.next(now: .zero) == [])
        #expect(state.wakesAt == nil)
    }

    @Test func drainingEndsAtOnceWhenNothingCanBeTriedInTime() {
        var generator = Seeded(seed: 1)
        var (state, _) = loaded([entry(1, "a")])
        state.finished(
            1, .answered(status: 503, retryAfter: .seconds(100), note: ""), now: .zero, using: &generator)
        _ = state.next(now: .zero)
        state.diskDone(loaded: nil, now: .zero)
        state.drain(until: .seconds(60))
        #expect(works(state.next(now: .zero)).count == 1)
        state.diskDone(loaded: [], now: .zero)
        #expect(state.next(now: .zero) == [.end])
        #expect(state.hasEnded)
    }

    @Test func stoppingGivesGraceAndThenCuts() {
        var policy = RetryPolicy()
        policy.grace = .seconds(2)
        var generator = Seeded(seed: 1)
        var (state, sent) = loaded([entry(1, "a"), entry(2, "b"), entry(3, "a")], policy)
        #expect(sent == [1, 2])
        state.stop(now: .seconds(1))
        #expect(state.next(now: .seconds(1)) == [])
        #expect(state.wakesAt == .seconds(3))
        state.finished(
            1, .answered(status: 200, retryAfter: nil, note: ""), now: .seconds(2), using: &generator)
        #expect(works(state.next(now: .seconds(2))).map(\.outcomes.count) == [1])
        #expect(state.next(now: .seconds(3)) == [.cut])
        state.finished(
            2, .answered(status: 200, retryAfter: nil, note: ""), now: .seconds(3), using: &generator)
        state.diskDone(loaded: nil, now: .seconds(3))
        #expect(state.next(now: .seconds(3)) == [.end])
        #expect(state.sent == 1)
    }

    @Test func aPrivateAddressEndsOnlyARunThatNeverReachedTheEndpoint() {
        var generator = Seeded(seed: 1)
        let wrong = AttemptResult.failed(.privateAddress, message: "10.0.0.1")
        var (state, _) = loaded([entry(1, "a"), entry(2, "b")])
        state.finished(1, wrong, now: .zero, using: &generator)
        #expect(state.endedByEndpoint)

        (state, _) = loaded([entry(1, "a"), entry(2, "b")])
        state.finished(1, .answered(status: 200, retryAfter: nil, note: ""), now: .zero, using: &generator)
        state.finished(2, wrong, now: .zero, using: &generator)
        #expect(!state.endedByEndpoint)
    }
}
