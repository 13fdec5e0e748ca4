import ArgumentParser
import Documents
import Journal
import Pipeline
import Purchases

/// `--journal FILE` of the commands that only look.
struct JournalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The journal that `tillwatch scan --journal` keeps.", valueName: "file"))
    var journal: String

    init() {}

    /// That of a configuration.
    init(path: String) { journal = path }

    /// The journal, opened for reading; a scan may write to it meanwhile.
    func open() throws -> Journal {
        try reading { try Journal.open(path: journal, access: .reading) }
    }

    /// The journal, opened for what operators change about deliveries; a service may write to it meanwhile.
    func operating<Value>(_ body: (Journal) throws -> Value) throws -> Value {
        try reading {
            let opened = try Journal.open(path: journal, access: .operating)
            let value = try body(opened)
            try opened.close()
            return value
        }
    }

    /// Turns the journal's errors into the command's.
    func reading<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as JournalError {
            throw Failure(error)
        }
    }

    /// Does long work off the cooperative pool; the journal's errors become the command's.
    func working<Value: Sendable>(
        _ thread: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await Self.working(thread, body)
    }

    static func working<Value: Sendable>(
        _ thread: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do {
            return try await onOwnThread(named: thread, body)
        } catch let error as JournalError {
            throw Failure(error)
        }
    }

    /// The events of the one alert that a name stands for, in order of revision; never empty.
    ///
    /// - Parameter name: the first digits of a subject, or the id of an event.
    func history(named name: String, in opened: Journal) throws -> [AlertEvent] {
        let history = try opened.events(named: name)
        guard !history.isEmpty else {
            throw Failure(
                "ALERT_UNKNOWN", "the journal has no alert \(quoted(name))", at: journal,
                help: "`tillwatch alerts list --journal \(journal)` lists those that stand")
        }
        let subjects = Set(history.map(\.subject))
        guard subjects.count == 1 else {
            throw Failure(
                "ALERT_AMBIGUOUS", "\(subjects.count) alerts begin with \(quoted(name))", at: journal,
                help: "give more digits: \(subjects.sorted().prefix(4).joined(separator: ", "))",
                status: .unusable)
        }
        return history
    }
}
