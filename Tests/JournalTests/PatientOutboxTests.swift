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

        func waiting(after sequence: Int64, limit: Int) throws -> [OutboxEntry] {
            let ended = Set(state.withLock { $0.recorded }.filter { $0.state != .waiting }.map(\.sequence))
            return (1...9).filter { $0 > sequence && !ended.contains($0) }.prefix(limit).map {
                OutboxEntry(sequence: $0, eventID: "s-\($0)", subject: "s", body: [])
            }
        }

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

    @Test func whatWasSentDoesNotWaitThoughItIsNotRecorded() throws {
        let disk = Disk()
        let outbox = PatientOutbox(disk)
        disk.fail(.diskFull)
        let failed = DeliveryOutcome(sequence: 3, state: .waiting, error: "busy")
        try outbox.record([sent(1), failed])
        try outbox.record([sent(2), DeliveryOutcome(sequence: 5, state: .refused, error: "410")])
        #expect(try outbox.waiting(after: 0, limit: 3).map(\.sequence) == [3, 4, 6])
        #expect(try outbox.waiting(after: 6, limit: 9).map(\.sequence) == [7, 8, 9])
        #expect(disk.state.withLock { $0.recorded }.isEmpty)
        disk.fail(nil)
        _ = try outbox.outboxCounts()
        #expect(disk.state.withLock { $0.recorded }.map(\.sequence) == [1, 3, 2, 5])
        #expect(try outbox.waiting(after: 0, limit: 9).map(\.sequence) == [3, 4, 6, 7, 8, 9])
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
