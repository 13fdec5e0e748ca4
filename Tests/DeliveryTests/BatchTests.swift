import Delivery
import Foundation
import Journal
import Testing

/// Several events in one attempt: which go together, and what one answer means for each.
@Suite struct BatchTests {
    private func entry(_ sequence: Int64, bytes: Int = 10) -> OutboxEntry {
        OutboxEntry(
            sequence: sequence, eventID: "s\(sequence)-1", subject: "s\(sequence)",
            body: [UInt8](repeating: 32, count: bytes))
    }

    private func loaded(_ entries: [OutboxEntry], max: Int = 3, bytes: Int = 1 << 20) -> CourierState {
        var policy = RetryPolicy()
        policy.batchMax = max
        policy.batchBytesMax = bytes
        policy.inFlightMax = 2
        var state = CourierState(policy: policy)
        _ = state.next(now: .zero)
        state.diskDone(.init(entries: entries), now: .zero)
        return state
    }

    private func sends(_ state: inout CourierState, at now: Duration = .zero) -> [[Int64]] {
        state.next(now: now).compactMap {
            if case .send(let attempt) = $0 { attempt.entries.map(\.sequence) } else { nil }
        }
    }

    private func outcomes(_ state: inout CourierState, at now: Duration = .zero) -> [CourierState.Outcome] {
        var outcomes: [CourierState.Outcome] = []
        for case .disk(let work) in state.next(now: now) { outcomes += work.outcomes }
        return outcomes
    }

    private func answer(_ status: Int) -> AttemptResult {
        .answered(status: status, retryAfter: nil, note: "")
    }

    @Test func asManyGoTogetherAsMay() {
        var state = loaded((1...10).map { entry($0) })
        #expect(sends(&state) == [[1, 2, 3], [4, 5, 6]])
        var generator = Seeded(seed: 1)
        state.finished(1, answer(200), now: .zero, using: &generator)
        #expect(sends(&state) == [[7, 8, 9]])
    }

    @Test func theBoundOfBytesIsKept() {
        var state = loaded(
            [entry(1, bytes: 60), entry(2, bytes: 50), entry(3, bytes: 40), entry(4, bytes: 500)], bytes: 100)
        // One that is larger than the bound goes alone.
        #expect(sends(&state) == [[1, 3], [2]])
        var generator = Seeded(seed: 1)
        state.finished(1, answer(200), now: .zero, using: &generator)
        #expect(sends(&state) == [[4]])
    }

    @Test func oneAnswerSettlesAll() {
        var generator = Seeded(seed: 1)
        var state = loaded((1...3).map { entry($0) })
        #expect(sends(&state) == [[1, 2, 3]])
        state.finished(1, answer(200), now: .zero, using: &generator)
        #expect(outcomes(&state).map(\.state) == [.sent, .sent, .sent])
        // What failed together is due together, so that it can come under the same id.
        state = loaded((1...3).map { entry($0) })
        _ = sends(&state)
        state.finished(1, answer(500), now: .zero, using: &generator)
        let failed = outcomes(&state)
        #expect(
            failed.map(\.state) == [.waiting, .waiting, .waiting] && Set(failed.map(\.resumesAt)).count == 1)
    }

    @Test(arguments: [400, 413, 422]) func whatIsNotTakenOfSeveralGoesAlone(status: Int) {
        var generator = Seeded(seed: 1)
        var state = loaded((1...5).map { entry($0) })
        #expect(sends(&state) == [[1, 2, 3], [4, 5]])
        state.finished(1, answer(status), now: .zero, using: &generator)
        #expect(sends(&state) == [[1]])
        state.finished(4, answer(200), now: .zero, using: &generator)
        #expect(sends(&state) == [[2]])
        state.finished(1, answer(status), now: .zero, using: &generator)
        #expect(sends(&state) == [[3]])
        state.finished(2, answer(200), now: .zero, using: &generator)
        state.finished(3, answer(200), now: .zero, using: &generator)
        state.diskDone(.init(), now: .zero)
        let all = outcomes(&state)
        let one = all.first { $0.sequence == 1 }
        #expect(
            one?.state == (status == 422 ? .refused : .waiting) && all.filter { $0.state == .sent }.count == 2
        )
    }

    @Test func aPausedEndpointIsProbedByOne() {
        var generator = Seeded(seed: 1)
        var state = loaded((1...8).map { entry($0) })
        #expect(sends(&state) == [[1, 2, 3], [4, 5, 6]])
        // That it does not know batches is so for all of them.
        state.finished(1, answer(415), now: .zero, using: &generator)
        state.finished(4, answer(503), now: .zero, using: &generator)
        #expect(outcomes(&state).allSatisfy { $0.state == .waiting })
        state.diskDone(.init(), now: .zero)
        #expect(sends(&state, at: .seconds(2)) == [[7]])
        state.finished(7, answer(200), now: .seconds(2), using: &generator)
        #expect(sends(&state, at: .seconds(2)) == [[8]])
    }
}
