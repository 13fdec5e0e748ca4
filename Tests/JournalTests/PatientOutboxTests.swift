import Journal
import Synchronization
import Testing

/// Outcomes that a full disk does not take are remembered, in their order, until it does.
@Suite struct PatientOutboxTests {
    /// Waiting entries 1 to 9, on a disk that can be full.
    private final class Disk: Outbox {
        struct State {
            var code: JournalError.Code?
            var recorded: [DeliveryOutcome] = []
        }

        let state = Mutex(State())

        func look(held: Set<Int64>, limit: Int, nowMicros: Int64) -> OutboxView {
            let ended = Set(state.withLock { $0.recorded }.filter { $0.state != .waiting }.map(\.sequence))
            var view = OutboxView()
            view.entries = (1...9).filter { !held.contains($0) && !ended.contains($0) }.prefix(limit).map {
                OutboxEntry(sequence: $0, eventID: "s-\($0)", subject: "s", body: [])
            }
            view.gone = held.intersection(ended)
            return view
        }

        func hasten(_ sequences: Set<Int64>?) {}
        func stop(reason: String) {}

        func record(_ outcomes: [DeliveryOutcome]) throws {
            try state.withLock { state in
                if let code = state.code { throw JournalError(code, "no", at: nil) }
                state.recorded += outcomes
            }
        }

        func outboxCounts() throws -> OutboxCounts { OutboxCounts(waiting: 0, sent: 0, refused: 0) }

        func fail(_ code: JournalError.Code?) { state.withLock { $0.code = code } }
    }

    private func sent(_ sequence: Int64) -> DeliveryOutcome {
        DeliveryOutcome(sequence: sequence, state: .sent)
    }

    private func look(_ outbox: PatientOutbox, held: Set<Int64> = [], limit: Int) throws -> [Int64] {
        try outbox.look(held: held, limit: limit, nowMicros: 0).entries.map(\.sequence)
    }

    @Test func whatWasSentDoesNotWaitThoughItIsNotRecorded() throws {
        let disk = Disk()
        let outbox = PatientOutbox(disk)
        disk.fail(.diskFull)
        let failed = DeliveryOutcome(sequence: 3, state: .waiting, error: "busy")
        try outbox.record([sent(1), failed])
        try outbox.record([sent(2), DeliveryOutcome(sequence: 5, state: .refused, error: "410")])
        #expect(try look(outbox, limit: 2) == [4, 6])
        #expect(try look(outbox, held: [4], limit: 9) == [6, 7, 8, 9])
        #expect(disk.state.withLock { $0.recorded }.isEmpty)
        disk.fail(nil)
        _ = try outbox.outboxCounts()
        #expect(disk.state.withLock { $0.recorded }.map(\.sequence) == [1, 3, 2, 5])
        #expect(try look(outbox, limit: 9) == [3, 4, 6, 7, 8, 9])
    }

    @Test func otherErrorsPass() throws {
        let disk = Disk()
        let outbox = PatientOutbox(disk)
        disk.fail(.diskFailed)
        #expect(throws: JournalError.self) { try outbox.record([sent(1)]) }
    }

    @Test func rememberingIsBounded() throws {
        let disk = Disk()
        let outbox = PatientOutbox(disk)
        disk.fail(.diskFull)
        try outbox.record(Array(repeating: sent(1), count: PatientOutbox.outcomesMax))
        #expect(throws: JournalError.self) { try outbox.record([sent(2)]) }
    }
}
