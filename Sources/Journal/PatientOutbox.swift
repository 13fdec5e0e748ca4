import Purchases
import Synchronization

/// An outbox that goes on when the disk is full: what became of deliveries is remembered until there is room.
///
/// An event that was sent is not sent again by this process; should the process end before there is room, it is sent
/// again under its id, as after any end between delivery and commit.
package final class PatientOutbox: Outbox {
    /// What can be remembered; beyond that the disk's error is passed on.
    package static let outcomesMax = 10_000

    private let outbox: any Outbox
    /// In order; guarded so that outcomes are recorded in the order in which they came.
    private let unrecorded = Mutex<[DeliveryOutcome]>([])

    package init(_ outbox: any Outbox) { self.outbox = outbox }

    package func record(_ outcomes: [DeliveryOutcome]) throws {
        try unrecorded.withLock { unrecorded in
            unrecorded += outcomes
            try flush(&unrecorded)
        }
    }

    /// What is remembered counts as held: it waits by what is recorded, and is not to be sent.
    package func look(held: Set<Int64>, limit: Int, nowMicros: Int64) throws -> OutboxView {
        let remembered = try unrecorded.withLock { unrecorded in
            try flush(&unrecorded)
            return Set(unrecorded.map(\.sequence))
        }
        var view = try outbox.look(held: held.union(remembered), limit: limit, nowMicros: nowMicros)
        view.gone.formIntersection(held)
        return view
    }

    package func hasten(_ sequences: Set<Int64>?) throws { try outbox.hasten(sequences) }

    package func stop(reason: String) throws { try outbox.stop(reason: reason) }

    package func outboxCounts() throws -> OutboxCounts {
        try unrecorded.withLock { try flush(&$0) }
        return try outbox.outboxCounts()
    }

    /// Records what is remembered, where there is room by now.
    private func flush(_ unrecorded: inout [DeliveryOutcome]) throws {
        guard !unrecorded.isEmpty else { return }
        do {
            try outbox.record(unrecorded)
            unrecorded = []
        } catch let error as JournalError where error.code == .diskFull {
            guard unrecorded.count <= Self.outcomesMax else { throw error }
        }
    }
}
