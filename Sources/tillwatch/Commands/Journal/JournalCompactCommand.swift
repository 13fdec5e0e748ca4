import ArgumentParser
import Journal

struct JournalCompactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Gives back what is free in a journal's file, and empties its WAL.",
        discussion: """
            No service may have the journal open meanwhile: stop it first. Needs room for
            twice the file.

            Example:
              tillwatch journal compact --journal tillwatch.journal
            """)

    @OptionGroup var journal: JournalOptions

    func run() async throws {
        let path = journal.journal
        let done = try await journal.working("tillwatch.compact") {
            // One that is not there is not made.
            try Journal.open(path: path, access: .reading).close()
            let opened = try Journal.open(path: path)
            let done = try opened.compact()
            try opened.close()
            return done
        }
        try Console.output(
            "\(path): \(grouped(Int(done.bytesBefore))) bytes before, \(grouped(Int(done.bytesAfter))) after\n"
        )
    }
}
