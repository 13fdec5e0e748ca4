import ArgumentParser
import Journal

/// `--journal FILE` of the commands that only look.
struct JournalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The journal that `tillwatch scan --journal` keeps.", valueName: "file"))
    var journal: String

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
}
