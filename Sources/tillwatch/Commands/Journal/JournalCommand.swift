import ArgumentParser

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Looks after a journal.",
        discussion: """
            Example:
              tillwatch journal verify --journal tillwatch.journal
            """,
        subcommands: [
            JournalVerifyCommand.self, JournalBackupCommand.self, JournalRestoreCommand.self,
            JournalCompactCommand.self, JournalRetainCommand.self, JournalEraseCommand.self,
        ])
}
