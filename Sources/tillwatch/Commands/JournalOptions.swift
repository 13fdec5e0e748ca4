import ArgumentParser
import Documents
import Journal
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

    /// Turns the journal's errors into the command's.
    func reading<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
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
