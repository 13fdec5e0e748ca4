import Foundation
import GRDB
import Journal
import Purchases

/// What a journal goes through in its life, step by step; each does the same whenever it is done again.
struct CrashScript {
    typealias Step = @Sendable (_ journal: Journal, _ receiver: inout CrashReceiver) throws -> Void

    /// The first makes the file and registers its packs.
    let steps: [Step] = [
        { journal, _ in try journal.register([samplePack]) },
        commit(0, [change(nil, alert("a", 0)), change(nil, alert("b", 1))]),
        deliver,
        commit(
            1, [change(alert("a", 0), alert("a", 0, score: 64, level: "review")), change(nil, alert("c", 2))]),
        quarantine,
        checkpoint("PASSIVE"),
        commit(
            2, [change(alert("b", 1), nil, .void), change(nil, alert("d", 1, purchases: ["b", "z"]))]),
        deliver,
        reopen,
        deliver,
        // Brings nothing new: its position waits for the next commit.
        commit(2, []),
        adopt,
        commit(3, [change(alert("c", 2), nil, .return), change(nil, alert("e", 4))], lines: 60),
        health,
        deliver,
        checkpoint("TRUNCATE"),
        commit(4, [change(nil, alert("f", 5)), change(alert("e", 4), alert("e", 4, score: 31))]),
        deliver,
        deliver,
        reopen,
    ]

    // MARK: Steps

    private static func alert(
        _ subject: String, _ minutes: Int, score: Int = 30, level: String = "notice",
        purchases: [String]? = nil
    ) -> StandingAlert {
        sampleAlert(
            subject, minutes: minutes, level: level, score: score,
            purchases: (purchases ?? [subject]).map { samplePurchase($0, description: "article \($0)") })
    }

    private static func commit(_ number: Int, _ changes: [LedgerChange], lines count: Int = 3) -> Step {
        { journal, receiver in
            let lines = (0..<count).map {
                sampleLine(
                    "\($0)", receipt: "\(number)", product: "p\(number)", minutes: number,
                    description: String(repeating: "article \($0) ", count: 20))
            }
            var input = batch(lines, deliver: true)
            input.position?.offset = Int64(number) * 10_000
            _ = try journal.commit(batch: input) { _ in
                receiver.looksInto(changes)
                return changes
            }
        }
    }

    private static let quarantine: Step = { journal, _ in
        let position = SourcePosition(source: "other.csv", line: 4, offset: 120)
        let refused = QuarantinedLine(reason: .badTime, detail: "25:00", position: position)
        _ = try journal.commit(
            batch: BatchInput(arrived: [], quarantined: [refused], position: position, recorded: recorded)
        ) { _ in [] }
    }

    private static let adopt: Step = { journal, _ in
        var next = samplePack
        (next.version, next.digest) = ("2", "d2")
        _ = try journal.adopt(
            [samplePack, next], changes: [change(alert("d", 1), alert("d", 1, score: 90), .rules)],
            recorded: recorded, deliver: true)
    }

    private static let health: Step = { journal, _ in
        var input = BatchInput(arrived: [], recorded: recorded)
        var write = HealthWrite()
        write.states = [HealthState(name: .init(source: "sales.csv"), content: [0x7B, 0x7D])]
        input.health = write
        _ = try journal.commit(batch: input) { _ in [] }
    }

    /// One round of a courier: what waits is sent, then what became of it is recorded.
    private static let deliver: Step = { journal, receiver in
        let outbox = EndpointOutbox.alerts(journal)
        let entries = try outbox.look(held: [], limit: 4, nowMicros: .max).entries
        var outcomes: [DeliveryOutcome] = []
        for entry in entries {
            // Some attempts fail, and one event is refused.
            let isBusy = entry.attempts == 0 && entry.sequence % 3 == 0
            if isBusy {
                outcomes.append(DeliveryOutcome(sequence: entry.sequence, state: .waiting, error: "busy"))
                continue
            }
            receiver.take(id: entry.eventID, body: entry.body)
            let isRefused = entry.sequence == 4
            outcomes.append(
                DeliveryOutcome(
                    sequence: entry.sequence, state: isRefused ? .refused : .sent,
                    error: isRefused ? "410" : nil))
        }
        try outbox.record(outcomes)
    }

    /// By another connection, as another program would.
    private static func checkpoint(_ mode: String) -> Step {
        { journal, _ in
            guard let path = journal.path else { return }
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            try queue.writeWithoutTransaction { db in
                _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(\(mode))")
            }
        }
    }

    private static let reopen: Step = { _, receiver in receiver.wantsReopening = true }
}

/// The recipient of a script's events, who never loses anything.
struct CrashReceiver {
    private(set) var bodies: [String: [UInt8]] = [:]
    /// Ids that came with two different bodies.
    private(set) var changed: [String] = []
    /// The step asks the driver to close the journal and open it again.
    var wantsReopening = false
    /// Plants a fault: what a commit is about to raise is sent while it is not committed yet.
    var sendsTooEarly = false

    mutating func take(id: String, body: [UInt8]) {
        if let known = bodies[id], known != body { changed.append(id) }
        bodies[id] = body
    }

    mutating func looksInto(_ changes: [LedgerChange]) {
        guard sendsTooEarly else { return }
        for change in changes where change.before == nil { take(id: "\(change.subject)-1", body: []) }
    }
}
