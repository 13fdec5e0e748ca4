import Journal
import Purchases
import Synchronization
import Webhooks

/// An outbox in memory that can be made to fail, and that can be waited for.
final class MemoryOutbox: Outbox {
    struct DiskFull: Error {}

    private struct State {
        var entries: [OutboxEntry] = []
        var outcomes: [DeliveryOutcome] = []
        var recordsUntilFailure: Int?
        var stopReason: String?
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Adds events of so many subjects, revision by revision.
    func add(subjects: Int, revisions: Int = 1, from first: Int = 0, purchases: Int = 1) {
        for revision in 1...revisions {
            for subject in first..<(first + subjects) {
                add(Self.event(subject: subject, revision: revision, purchases: purchases))
            }
        }
    }

    func add(_ event: AlertEvent) {
        state.withLock { state in
            state.entries.append(
                OutboxEntry(
                    sequence: Int64(state.entries.count) + 1, eventID: event.id, subject: event.subject,
                    body: EventEncoding.json(event)))
        }
    }

    func failRecording(after records: Int) { state.withLock { $0.recordsUntilFailure = records } }

    var entries: [OutboxEntry] { state.withLock { $0.entries } }
    var outcomes: [DeliveryOutcome] { state.withLock { $0.outcomes } }

    /// Waits until so many outcomes were recorded.
    func recorded(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.outcomes.count < count { state.waiters.append((count, continuation)) }
                return state.outcomes.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    func look(held: Set<Int64>, limit: Int, nowMicros: Int64) throws -> OutboxView {
        state.withLock { state in
            var view = OutboxView()
            view.isHalted = state.stopReason != nil
            view.gone = held.filter { state.entries[Int($0) - 1].state != .waiting }
            var seen: Set<String> = []
            for entry in state.entries where entry.state == .waiting {
                guard seen.insert(entry.subject).inserted, !held.contains(entry.sequence) else { continue }
                if entry.nextMicros > nowMicros {
                    view.nextMicros = min(view.nextMicros ?? .max, entry.nextMicros)
                } else if view.entries.count < limit {
                    view.entries.append(entry)
                } else {
                    view.more = true
                }
            }
            return view
        }
    }

    func hasten(_ sequences: Set<Int64>?) throws {
        state.withLock { state in
            for index in state.entries.indices where sequences?.contains(Int64(index) + 1) ?? true {
                state.entries[index].nextMicros = 0
            }
        }
    }

    func stop(reason: String) throws { state.withLock { $0.stopReason = reason } }

    /// What an operator does from another process.
    func resume() { state.withLock { $0.stopReason = nil } }

    var stopReason: String? { state.withLock { $0.stopReason } }

    func record(_ outcomes: [DeliveryOutcome]) throws {
        let due = try state.withLock { state in
            if let left = state.recordsUntilFailure {
                guard left > 0 else { throw DiskFull() }
                state.recordsUntilFailure = left - 1
            }
            for outcome in outcomes {
                let index = Int(outcome.sequence) - 1
                state.entries[index].state = outcome.state
                state.entries[index].attempts += 1
                state.entries[index].lastError = outcome.error
                state.entries[index].nextMicros = outcome.nextMicros
            }
            state.outcomes += outcomes
            let count = state.outcomes.count
            let due = state.waiters.filter { $0.count <= count }
            state.waiters.removeAll { $0.count <= count }
            return due
        }
        for waiter in due { waiter.continuation.resume() }
    }

    func outboxCounts() throws -> OutboxCounts {
        state.withLock { state in
            func count(_ wanted: OutboxEntry.State) -> Int { state.entries.count { $0.state == wanted } }
            return OutboxCounts(waiting: count(.waiting), sent: count(.sent), refused: count(.refused))
        }
    }

    static func event(subject: Int, revision: Int, purchases: Int = 1) -> AlertEvent {
        let digits = String(subject, radix: 16)
        let text = String(repeating: "0", count: 32 - digits.count) + digits
        let time = EventTime(microseconds: 1_700_000_000_000_000)
        let records = (0..<purchases).map { number in
            PurchaseRecord(
                key: ExactText("shop/S1/1/\(number)/1"), time: time, moment: time, store: "S1", till: "1",
                receipt: ExactText("\(number)"), line: "1", product: "4711", description: "Cleaner",
                quantity: ExactDecimal(1), returned: .zero, amount: nil, currency: nil, tender: nil,
                substances: [])
        }
        return AlertEvent(
            installation: "test", type: revision == 1 ? .raised : .updated, subject: text, time: time,
            recordedtime: time,
            data: AlertData(
                revision: revision, level: "review", score: 60,
                pack: PackReference(id: "p", version: "1", jurisdiction: nil), lists: [],
                catalogue: VersionReference(version: "c"), timezones: VersionReference(version: "t"),
                buyer: BuyerReference(key: text, tokens: [], links: []), about: nil, indicators: [],
                purchases: records))
    }
}
