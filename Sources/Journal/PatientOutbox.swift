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

    /// Those that wait by what is recorded and what is remembered.
    package func waiting(after sequence: Int64, limit: Int) throws -> [OutboxEntry] {
        let unrecorded = try unrecorded.withLock { unrecorded in
            try flush(&unrecorded)
            return unrecorded
        }
        guard !unrecorded.isEmpty else { return try outbox.waiting(after: sequence, limit: limit) }
        let ended = Set(unrecorded.lazy.filter { $0.state != .waiting }.map(\.sequence))
        var entries: [OutboxEntry] = []
        var last = sequence
        while entries.count < limit {
            let part = try outbox.waiting(after: last, limit: limit)
            guard let end = part.last else { break }
            last = end.sequence
            entries += part.lazy.filter { !ended.contains($0.sequence) }
        }
        return Array(entries.prefix(limit))
    }

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
