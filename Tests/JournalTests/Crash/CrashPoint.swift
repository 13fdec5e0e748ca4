import Journal

/// One fault at one call of the script: all that repeats it.
struct CrashPoint: CustomStringConvertible {
    var fault: CrashVolume.Fault
    /// Which call it strikes, counted from 1.
    var call: Int
    /// Of a loss of power.
    var survival: CrashVolume.Survival = .nothing
    /// Of an error: whether the program goes on with the journal that it has open.
    var goesOn = false
    var seed: UInt64 = 0

    var description: String {
        "\(fault) at call \(call), \(survival) survives, goes on: \(goesOn), seed \(seed)"
    }
}

/// Runs the script over a disk that fails at one point, and says what is wrong with what is there afterwards.
struct CrashDriver {
    private let script = CrashScript()
    /// The journal's rows after so many steps; of none after no step.
    private let states: [CrashState?]
    private let received: Set<String>
    /// Faults that are planted, for the test of the test.
    var ignoredSyncs: CrashVolume.Kinds = []
    var sendsTooEarly = false

    /// Runs the script on a sound disk.
    ///
    /// - Parameter calls: is set to how many calls change anything, and how many read.
    init(calls: inout (writes: Int, reads: Int)) throws {
        let volume = try CrashVolume()
        volume.plan(.diskFull, first: .max, seed: 0)
        var life = Life(volume: volume)
        var states: [CrashState?] = [nil]
        for step in script.steps {
            try life.take(step)
            states.append(try CrashState(path: volume.journalPath))
        }
        try life.close()
        calls.writes = volume.calls
        self.states = states
        received = Set(life.receiver.bodies.keys)
        // Counted apart, since a look at the state reads too.
        volume.plan(.readError, first: .max, seed: 0)
        let other = try CrashVolume()
        other.plan(.readError, first: .max, seed: 0)
        var again = Life(volume: other)
        for step in script.steps { try again.take(step) }
        try again.close()
        calls.reads = other.calls
    }

    /// - Returns: what is wrong; nil when nothing is, or the script had fewer calls.
    func fault(at point: CrashPoint) throws -> String? {
        let volume = try CrashVolume()
        volume.ignoreSyncs(of: ignoredSyncs)
        volume.plan(
            point.fault, first: point.call,
            count: point.fault == .diskFull || point.fault == .shortWrite ? .max : 1,
            seed: point.seed)
        var life = Life(volume: volume)
        life.receiver.sendsTooEarly = sendsTooEarly
        while life.done < script.steps.count {
            do {
                try life.take(script.steps[life.done])
            } catch {
                guard volume.hasStruck else { throw error }
                if let fault = unexpected(error, point) { return fault }
                if let fault = try recover(&life, point) { return fault }
            }
        }
        // What failed and was repeated has to survive too.
        volume.plan(.powerLoss, first: 1, seed: point.seed)
        try? life.close()
        return try reboot(&life, .nothing) ?? atEnd(life)
    }

    /// Brings the disk back, looks at what is there, and goes on after the steps that are.
    private func recover(_ life: inout Life, _ point: CrashPoint) throws -> String? {
        if point.fault == .powerLoss { return try reboot(&life, point.survival) }
        life.volume.endFault()
        if !point.goesOn { try? life.close() }
        return try settle(&life)
    }

    private func reboot(_ life: inout Life, _ survival: CrashVolume.Survival) throws -> String? {
        life.drop()
        guard life.volume.openFiles == 0 else { return "\(life.volume.openFiles) files are still open" }
        try life.volume.powerOn(survival)
        return try settle(&life)
    }

    private func settle(_ life: inout Life) throws -> String? {
        do { try life.open() } catch { return "cannot be opened again: \(error)" }
        let state = try CrashState(path: life.volume.journalPath)
        guard state.damages.isEmpty else { return "damaged: \(state.damages)" }
        if let fault = forgotten(life.receiver, by: state) { return fault }
        if life.done == 0, state != states[1] { return nil }
        let possible = [life.done + 1, life.done].filter { $0 < states.count }
        guard let steps = possible.first(where: { states[$0] == state }) else {
            let differences = states[life.done].map { state.differences(from: $0) } ?? []
            return "not the state after \(life.done) steps, nor the next: \(differences)"
        }
        life.done = steps
        return nil
    }

    /// Whoever was sent an event must find it in the journal, under the id and with the bytes that it has.
    private func forgotten(_ receiver: CrashReceiver, by state: CrashState) -> String? {
        guard receiver.changed.isEmpty else { return "sent with two contents: \(receiver.changed)" }
        let lost = receiver.bodies.filter { state.events[$0] != $1 }.keys.sorted()
        return lost.isEmpty ? nil : "sent, and not what is in the journal: \(lost)"
    }

    private func atEnd(_ life: Life) -> String? {
        let ids = Set(life.receiver.bodies.keys)
        guard ids != received else { return nil }
        return "the recipient has not what it should: \(ids.symmetricDifference(received).sorted())"
    }

    /// A fault is told as what it is, and never as something wrong with the journal.
    private func unexpected(_ error: any Error, _ point: CrashPoint) -> String? {
        guard let error = error as? JournalError else { return nil }
        // SQLite leaves a new file out of WAL mode where the change fails, and such a file is refused. One that cannot be
        // made for want of room is one that cannot be opened.
        var expected: Set<JournalError.Code> = [.cannotOpen, .notDurable]
        switch point.fault {
        case .diskFull, .shortWrite: expected.insert(.diskFull)
        case .powerLoss, .ioError, .readError: expected.insert(.diskFailed)
        }
        return expected.contains(error.code) ? nil : "told as \(error)"
    }
}

/// A journal while a script runs.
private struct Life {
    let volume: CrashVolume
    var receiver = CrashReceiver()
    /// Steps that were acknowledged.
    var done = 0
    private var journal: Journal?

    init(volume: CrashVolume) { self.volume = volume }

    mutating func open() throws {
        if journal == nil { journal = try Journal.open(path: volume.journalPath, installation: "inst") }
    }

    mutating func close() throws {
        defer { journal = nil }
        try journal?.close()
    }

    /// The process is gone.
    mutating func drop() { journal = nil }

    mutating func take(_ step: CrashScript.Step) throws {
        try open()
        guard let journal else { return }
        try step(journal, &receiver)
        if receiver.wantsReopening {
            receiver.wantsReopening = false
            try close()
            try open()
        }
        done += 1
    }
}
