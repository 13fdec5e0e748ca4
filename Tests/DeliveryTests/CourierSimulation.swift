import Delivery
import Journal
import Testing

/// A world around the state machine, whose clock, disk and network are values: an outbox that survives crashes, an
/// endpoint with moods, an operator, and a clock that jumps to what comes next. Checks the invariants at every step, from
/// the outside. One seed gives one history.
struct CourierSimulation {
    /// What may happen in one history; drawn from the seed.
    struct Weather {
        var policy = RetryPolicy()
        var events = 0
        var subjects = 1
        /// Of a hundred attempts.
        var failures = 0
        var crashes = false
        var diskFails = false
        var operatorActs = false
        var gone = false
        /// Subjects whose events always fail by themselves.
        var poisoned = 0
    }

    /// Planted in the world, to show that the checks see it.
    enum Fault: CaseIterable {
        case forgetsOutcomes, ignoresTimes, ignoresOrder, losesEvents
    }

    private var random: Seeded
    let weather: Weather
    private var state: CourierState
    private var now: Duration = .zero
    private(set) var outbox: [OutboxEntry] = []
    private var isHalted = false
    private struct Flight {
        var due: Duration
        var result: AttemptResult
        var members: [Int64]
    }

    private var flying: [Int64: Flight] = [:]
    private var disk: (due: Duration, work: CourierState.DiskWork)?
    private var isDownUntil: Duration = .zero
    private var isDown = false
    private var left: Int
    /// From here on nothing bad happens any more.
    private var isCalm = false
    /// Acknowledged by the endpoint, how often, and how often that cannot be helped.
    private var received: [Int64: Int] = [:]
    private var excused: [Int64: Int] = [:]
    private var droppedAt: [Int64: Duration] = [:]
    /// Called back by the operator: a later one of the subject may be on its way.
    private var recalled: Set<Int64> = []
    private let fault: Fault?
    private(set) var attempts = 0
    private(set) var crashes = 0
    /// Of each event, how many were in its last attempt; and attempts of several that were split.
    private var together: [Int64: Int] = [:]
    private(set) var splits = 0
    private(set) var broken: [String] = []
    private(set) var givenUp = 0

    init(seed: UInt64, fault: Fault? = nil) {
        self.fault = fault
        random = Seeded(seed: seed)
        var weather = Weather()
        weather.policy.inFlightMax = Int.random(in: 1...8, using: &random)
        weather.policy.windowMax = Int.random(in: 2...24, using: &random)
        weather.policy.loadMax = Int.random(in: 1...16, using: &random)
        weather.policy.lookEvery = .seconds(20_000)
        weather.policy.isBrief = false
        if Bool.random(using: &random) { weather.policy.batchMax = Int.random(in: 2...6, using: &random) }
        if Int.random(in: 0..<4, using: &random) == 0 {
            weather.policy.schedule = [.zero, .seconds(1), .seconds(3)]
            weather.policy.repeatsLast = Bool.random(using: &random)
        }
        weather.events = Int.random(in: 1...50, using: &random)
        weather.subjects = Int.random(in: 1...20, using: &random)
        weather.failures = Int.random(in: 0...60, using: &random)
        weather.crashes = Bool.random(using: &random)
        weather.diskFails = Int.random(in: 0..<3, using: &random) == 0
        weather.operatorActs = Int.random(in: 0..<3, using: &random) == 0
        weather.gone = Int.random(in: 0..<6, using: &random) == 0
        weather.poisoned = Int.random(in: 0..<4, using: &random) == 0 ? weather.subjects / 2 : 0
        if weather.policy.repeatsLast { weather.poisoned = 0 }
        self.weather = weather
        state = CourierState(policy: weather.policy)
        left = weather.events
    }

    /// Runs until everything has come to its end; ends itself when it does not.
    mutating func run() {
        for step in 0..<20_000 {
            if left > 0, Int.random(in: 0..<3, using: &random) == 0 { appendSome() }
            if step == 600 { calm() }
            if !isCalm { misfortune() }
            for action in state.next(now: now) { perform(action) }
            if state.held > weather.policy.windowMax { broken.append("\(state.held) events held") }
            if state.hasEnded { return broken.append("ended by itself") }
            if isCalm, left == 0, flying.isEmpty, disk == nil, outbox.allSatisfy({ $0.state != .waiting }) {
                return checkEnd()
            }
            if !broken.isEmpty { return }
            advance()
        }
        let waiting = outbox.filter { $0.state == .waiting }.count
        broken.append("never came to an end: \(waiting) wait, \(left) to come")
    }

    private mutating func appendSome() {
        let count = min(left, Int.random(in: 1...20, using: &random))
        for _ in 0..<count {
            let sequence = Int64(outbox.count) + 1
            let subject = Int.random(in: 0..<weather.subjects, using: &random)
            outbox.append(
                OutboxEntry(sequence: sequence, eventID: "e\(sequence)", subject: "\(subject)", body: []))
        }
        left -= count
        state.announced()
    }

    /// Failures end, so that everything must come to an end; an operator lets the endpoint go on.
    private mutating func calm() {
        isCalm = true
        isDownUntil = .zero
        isHalted = false
        while left > 0 { appendSome() }
    }

    // MARK: What goes wrong

    private mutating func misfortune() {
        if weather.crashes, Int.random(in: 0..<60, using: &random) == 0 { crash() }
        guard weather.operatorActs, Int.random(in: 0..<25, using: &random) == 0 else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: isHalted.toggle()
        case 1: if let index = anyIndex(.waiting) { drop(index) }
        case 2: if let index = anyIndex(.refused) { retry(index) }
        default: for index in outbox.indices { outbox[index].nextMicros = 0 }
        }
    }

    private mutating func anyIndex(_ wanted: OutboxEntry.State) -> Int? {
        outbox.indices.filter { outbox[$0].state == wanted }.randomElement(using: &random)
    }

    private mutating func drop(_ index: Int) {
        outbox[index].state = .dropped
        droppedAt[outbox[index].sequence] = now
    }

    private mutating func retry(_ index: Int) {
        recalled.insert(outbox[index].sequence)
        outbox[index].state = .waiting
        outbox[index].attempts = 0
        outbox[index].nextMicros = 0
    }

    /// The process is gone: what was under way may have arrived, and what was to be recorded may be on disk.
    private mutating func crash() {
        crashes += 1
        for flight in flying.values where Bool.random(using: &random) {
            if case .sent = flight.result.verdict { flight.members.forEach { deliver($0) } }
        }
        if let disk, Bool.random(using: &random) { _ = perform(disk.work) }
        for (sequence, count) in received { excused[sequence] = count }
        flying = [:]
        disk = nil
        isDown = false
        state = CourierState(policy: weather.policy)
    }

    // MARK: What the courier asks for

    private mutating func perform(_ action: CourierState.Action) {
        switch action {
        case .notice(.gaveUp): givenUp += 1
        case .notice: break
        case .send(let attempt): send(attempt)
        case .disk(let work):
            if disk != nil { broken.append("two pieces of disk work") }
            disk = (now + .microseconds(Int.random(in: 0...30_000, using: &random)), work)
        case .cut: flying = [:]
        case .end: break
        }
    }

    private mutating func send(_ attempt: CourierState.Attempt) {
        attempts += 1
        let members = attempt.entries.map(\.sequence)
        if members.count > weather.policy.batchMax { broken.append("too many in one attempt") }
        if Set(attempt.entries.map(\.subject)).count < members.count {
            broken.append("two of a subject in one attempt")
        }
        for entry in attempt.entries { check(entry) }
        // What is not taken of several is so because of one of them.
        let results = attempt.entries.map { mood($0) }
        let worst = results.first { $0.verdict != .sent } ?? results[0]
        flying[attempt.id] = Flight(
            due: now + .milliseconds(Int.random(in: 1...200, using: &random)), result: worst, members: members
        )
        if flying.count > weather.policy.inFlightMax { broken.append("too many under way") }
        if isDown, flying.count > 1 || members.count > 1 { broken.append("more than one probe") }
    }

    private mutating func check(_ entry: OutboxEntry) {
        let sequence = entry.sequence
        let stored = outbox[Int(sequence) - 1]
        let wasDropped =
            stored.state == .dropped
            && now - (droppedAt[sequence] ?? .zero) <= weather.policy.lookEvery + .seconds(1)
        if stored.state != .waiting, !wasDropped { broken.append("\(sequence) sent though \(stored.state)") }
        if stored.nextMicros > now.micros { broken.append("\(sequence) sent before its time") }
        let under = flying.values.flatMap(\.members)
        if under.contains(sequence) { broken.append("\(sequence) is under way twice") }
        if received[sequence] ?? 0 > excused[sequence] ?? 0 { broken.append("\(sequence) sent again") }
        for other in outbox[..<(Int(sequence) - 1)]
        where other.subject == entry.subject && other.state == .waiting
            && !recalled.contains(other.sequence)
        {
            broken.append("\(sequence) overtook \(other.sequence)")
        }
        if under.contains(where: { outbox[Int($0) - 1].subject == entry.subject }) {
            broken.append("two of a subject are under way")
        }
    }

    private mutating func mood(_ entry: OutboxEntry) -> AttemptResult {
        if let subject = Int(entry.subject), subject < weather.poisoned {
            return .answered(status: subject.isMultiple(of: 2) ? 500 : 400, retryAfter: nil, note: "")
        }
        if isCalm { return .answered(status: 200, retryAfter: nil, note: "") }
        if now < isDownUntil { return .failed(.connect, message: "") }
        guard Int.random(in: 0..<100, using: &random) < weather.failures else {
            return .answered(status: 200, retryAfter: nil, note: "")
        }
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<3: return .answered(status: 422, retryAfter: nil, note: "")
        case 3: return .answered(status: 413, retryAfter: nil, note: "")
        case 4..<10: return .answered(status: 500, retryAfter: nil, note: "")
        case 10..<13: return .answered(status: 429, retryAfter: .seconds(3), note: "")
        case 13: return .answered(status: 503, retryAfter: .seconds(1_000_000_000), note: "")
        case 14 where weather.gone: return .answered(status: 410, retryAfter: nil, note: "")
        case 15: return .failed(.privateAddress, message: "")
        case 16..<18: return .failed(.timeout, message: "")
        default:
            isDownUntil = now + .seconds(Int.random(in: 1...200_000, using: &random))
            return .failed(.connect, message: "")
        }
    }

    private mutating func deliver(_ sequence: Int64) {
        received[sequence, default: 0] += 1
        // Recording fails or the process dies before it: then the second time is excused.
        let allowed = 1 + (excused[sequence] ?? 0)
        if (received[sequence] ?? 0) > allowed { broken.append("\(sequence) arrived twice") }
    }
}

// MARK: What happens

extension CourierSimulation {
    /// Goes to the next thing that happens, and lets it happen.
    private mutating func advance() {
        let landing = flying.min { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
        let times = [landing?.value.due, disk?.due, state.wakesAt].compactMap { $0 }
        guard let time = times.min() else { return broken.append("sleeps for ever") }
        now = max(now, time)
        if let disk, disk.due <= now {
            self.disk = nil
            if !isCalm, weather.diskFails, Int.random(in: 0..<20, using: &random) == 0 {
                // It may have been written all the same.
                if Bool.random(using: &random) { _ = perform(disk.work) }
                state.diskFailed(now: now)
            } else {
                state.diskDone(perform(disk.work), now: now)
            }
        } else if let landing, landing.value.due <= now {
            flying[landing.key] = nil
            switch landing.value.result.verdict {
            case .pauseEndpoint, .wrongAddress: isDown = true
            case .sent, .refused, .retryEvent: isDown = false
            case .gone: break
            }
            if case .sent = landing.value.result.verdict { landing.value.members.forEach { deliver($0) } }
            for member in landing.value.members { together[member] = landing.value.members.count }
            if landing.value.members.count > 1, landing.value.result.verdict == .refused { splits += 1 }
            state.finished(landing.key, landing.value.result, now: now, using: &random)
        }
    }

    /// The disk does what it is asked.
    private mutating func perform(_ work: CourierState.DiskWork) -> CourierState.View? {
        for outcome in work.outcomes { record(outcome) }
        if work.stop != nil, !isCalm { isHalted = true }
        switch work.hasten {
        case .none: break
        case .some(let sequences): for sequence in sequences { outbox[Int(sequence) - 1].nextMicros = 0 }
        case .all: for index in outbox.indices { outbox[index].nextMicros = 0 }
        }
        return work.look.map(look)
    }

    private mutating func record(_ outcome: CourierState.Outcome) {
        let index = Int(outcome.sequence) - 1
        if fault == .forgetsOutcomes, outcome.state == .sent { return }
        guard outbox[index].state == .waiting || outcome.state == .sent else { return }
        if outbox[index].state == .sent { return }
        // What is not taken of several may be so because of another one.
        if let error = outcome.error, error.hasSuffix("HTTP 422") || error.hasSuffix("HTTP 413"),
            together[outcome.sequence] ?? 1 > 1
        {
            broken.append("\(outcome.sequence) stands for others: \(error)")
        }
        outbox[index].state = outcome.state
        outbox[index].attempts += 1
        outbox[index].nextMicros = outcome.resumesAt?.micros ?? 0
        let isExhausted = outcome.error?.hasPrefix("given up") == true
        // A disk that said that it failed may record once more what an operator called back meanwhile.
        if isExhausted, outbox[index].attempts < weather.policy.schedule.count,
            !recalled.contains(outcome.sequence)
        {
            broken.append("\(outcome.sequence) given up after \(outbox[index].attempts) attempts")
        }
    }

    /// What `Outbox.look` promises, in the plainest way.
    private func look(_ look: CourierState.Look) -> CourierState.View {
        var view = CourierState.View(isHalted: isHalted)
        view.gone = look.held.filter { outbox[Int($0) - 1].state != .waiting }
        var seen: Set<String> = []
        for entry in outbox where entry.state == .waiting {
            let isFirst = seen.insert(entry.subject).inserted || fault == .ignoresOrder
            if fault == .losesEvents, entry.sequence == 1 { continue }
            guard isFirst, !look.held.contains(entry.sequence) else { continue }
            if entry.nextMicros > now.micros, fault != .ignoresTimes {
                let due = Duration.microseconds(entry.nextMicros)
                view.nextDue = min(view.nextDue ?? due, due)
            } else if view.entries.count < look.limit {
                view.entries.append(entry)
            } else {
                view.more = true
            }
        }
        return view
    }

    private mutating func checkEnd() {
        for entry in outbox {
            let poisoned = Int(entry.subject).map { $0 < weather.poisoned } ?? false
            switch entry.state {
            case .sent where received[entry.sequence] ?? 0 == 0: broken.append("\(entry.sequence) was lost")
            case .refused where entry.attempts == 0: broken.append("\(entry.sequence) was never tried")
            case .sent where poisoned: broken.append("\(entry.sequence) cannot have arrived")
            default: break
            }
        }
    }
}

extension Duration {
    fileprivate var micros: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
