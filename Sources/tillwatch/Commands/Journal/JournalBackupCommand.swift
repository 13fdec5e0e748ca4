import ArgumentParser
import Journal

struct JournalBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a journal, also while a service writes it, and checks the copy.",
        discussion: """
            The copy is what was committed at one moment. Its SHA-256 is printed, and
            written beside it as `sha256sum` does.

            Example:
              tillwatch journal backup --journal tillwatch.journal monday.journal
            """)

    @OptionGroup var journal: JournalOptions

    @Argument(help: ArgumentHelp("The file to make; one that is there is refused.", valueName: "file"))
    var backup: String

    func run() async throws {
        let (path, backup) = (journal.journal, backup)
        let report = try await journal.working("tillwatch.backup") {
            try JournalBackup.make(of: path, at: backup)
        }
        try Console.output(
            "\(backup): \(grouped(Int(report.bytes))) bytes, whole, sha256 \(report.digest)\n")
    }
}
