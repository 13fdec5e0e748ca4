import Delivery
import Journal
import Testing

/// A world around the state machine: an outbox, an endpoint with moods, and a clock that jumps to what comes next.
/// Checks the invariants at every step, from the outside.
struct CourierSimulation {
    private var random: Seeded
    private var state: CourierState
    private let policy: RetryPolicy
    private var now: Duration = .zero
    private var outbox: [OutboxEntry] = []
    private var flying: [Int64: (due: Duration, result: AttemptResult)] = [:]
    private var disk: (due: Duration, work: CourierState.DiskWork)?
    private var isDownUntil: Duration = .zero
    private var isDown = false
    private(set) var attempts = 0
    private(set) var broken: [String] = []

    init(seed: UInt64) {
        random = Seeded(seed: seed)
        var policy = RetryPolicy()
        policy.inFlightMax = Int.random(in: 1...8, using: &random)
        policy.windowMax = Int.random(in: 8...40, using: &random)
        policy.loadMax = Int.random(in: 1...16, using: &random)
        self.policy = policy
        state = CourierState(policy: policy)
    }

    /// Runs to the end.
    ///
    /// - Returns: the outbox as it is then.
    mutating func run(events: Int, subjects: Int, limit: Duration) -> [OutboxEntry] {
        var left = events
        var isDraining = false
        for _ in 0..<200_000 {
            if left > 0, Bool.random(using: &random) {
                let count = min(left, Int.random(in: 1...20, using: &random))
                for _ in 0..<count { append(subjects: subjects) }
                left -= count
                state.announced()
            } else if left == 0, !isDraining {
                isDraining = true
                state.drain(until: now + limit)
            }
            for action in state.next(now: now) { perform(action) }
            if state.hasEnded { return outbox }
            step()
        }
        broken.append("never ended")
        return outbox
    }

    private mutating func append(subjects: Int) {
        let sequence = Int64(outbox.count) + 1
        let subject = "s\(Int.random(in: 0..<subjects, using: &random))"
        outbox.append(OutboxEntry(sequence: sequence, eventID: "e\(sequence)", subject: subject, body: []))
    }

    private mutating func perform(_ action: CourierState.Action) {
        switch action {
        case .notice: break
        case .send(let entry): send(entry)
        case .disk(let work):
            if disk != nil { broken.append("two pieces of disk work") }
            disk = (now + .microseconds(Int.random(in: 0...30_000, using: &random)), work)
        case .cut: flying = [:]
        case .end: if !flying.isEmpty || disk != nil { broken.append("ended with work under way") }
        }
    }

    private mutating func send(_ entry: OutboxEntry) {
        attempts += 1
        let stored = outbox[Int(entry.sequence) - 1]
        if stored.state != .waiting { broken.append("\(entry.sequence) sent though \(stored.state)") }
        if flying[entry.sequence] != nil { broken.append("\(entry.sequence) is under way twice") }
        if outbox.contains(where: {
            $0.subject == entry.subject && $0.sequence < entry.sequence && $0.state == .waiting
        }) {
            broken.append("\(entry.sequence) overtook")
        }
        flying[entry.sequence] = (now + .milliseconds(Int.random(in: 1...200, using: &random)), mood())
        if flying.count > policy.inFlightMax { broken.append("too many under way") }
        if isDown, flying.count > 1 { broken.append("more than one probe") }
    }

    private mutating func mood() -> AttemptResult {
        if now < isDownUntil { return .failed(.connect, message: "") }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<70: return .answered(status: 200, retryAfter: nil, note: "")
        case 70..<75: return .answered(status: 422, retryAfter: nil, note: "")
        case 75..<85: return .answered(status: 500, retryAfter: nil, note: "")
        case 85..<90: return .answered(status: 429, retryAfter: .seconds(3), note: "")
        case 90..<95: return .failed(.timeout, message: "")
        default:
            isDownUntil = now + .seconds(Int.random(in: 1...30, using: &random))
            return .failed(.connect, message: "")
        }
    }

    /// Goes to the next thing that happens, and lets it happen.
    private mutating func step() {
        let landing = flying.min { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
        let times = [landing?.value.due, disk?.due, state.wakesAt].compactMap { $0 }
        guard let time = times.min() else { return }
        now = max(now, time)
        if let disk, disk.due <= now {
            self.disk = nil
            for outcome in disk.work.outcomes {
                outbox[Int(outcome.sequence) - 1].state = outcome.state
                outbox[Int(outcome.sequence) - 1].attempts += 1
            }
            let loaded = disk.work.load.map { load in
                Array(outbox.filter { $0.sequence > load.after && $0.state == .waiting }.prefix(load.limit))
            }
            state.diskDone(loaded: loaded, now: now)
        } else if let landing, landing.value.due <= now {
            flying[landing.key] = nil
            switch landing.value.result.verdict {
            case .pauseEndpoint: isDown = true
            case .sent, .refused, .retryEvent: isDown = false
            case .wrongAddress, .gone: break
            }
            state.finished(landing.key, landing.value.result, now: now, using: &random)
        }
    }
}

@Suite struct CourierSimulationTests {
    @Test(arguments: 0..<150) func holdsItsPromisesInAnyWeather(seed: Int) {
        var simulation = CourierSimulation(seed: UInt64(seed))
        let outbox = simulation.run(events: 120, subjects: 1 + seed % 40, limit: .seconds(100_000))
        #expect(simulation.broken == [])
        // With time enough, everything is sent or refused.
        #expect(outbox.count == 120 && outbox.allSatisfy { $0.state != .waiting })
    }

    @Test(arguments: 0..<50) func endsInTimeWithWhatItCouldDo(seed: Int) {
        var simulation = CourierSimulation(seed: UInt64(seed))
        let outbox = simulation.run(events: 120, subjects: 5, limit: .seconds(1))
        #expect(simulation.broken == [])
        #expect(outbox.contains { $0.state == .waiting })
    }
}
