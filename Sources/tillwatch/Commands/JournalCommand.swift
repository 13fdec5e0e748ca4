import ArgumentParser
import Documents
import Journal
import Pipeline

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Looks after a journal.",
        discussion: """
            Example:
              tillwatch journal verify --journal tillwatch.journal
            """,
        subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract:
                "Computes the ledger anew from the journalled lines and compares it with the one that is kept.",
            discussion: """
                Uses the packs that the journal keeps. Exit code 1 where the two differ.

                Example:
                  tillwatch journal verify --journal tillwatch.journal
                """)

        @OptionGroup var journal: JournalOptions

        func run() async throws {
            let opened = try journal.open()
            let path = journal.journal
            let report = try await onOwnThread(named: "tillwatch.verify") {
                do {
                    return try LedgerVerification.run(opened)
                } catch let error as JournalError {
                    throw Failure(error)
                }
            }
            for difference in report.differences.prefix(20) { Console.message("  \(visible(difference))") }
            guard report.differences.isEmpty else {
                throw Failure(
                    "LEDGER_DIFFERS",
                    "\(report.differences.count) alerts differ from what \(report.lines) lines give",
                    at: path,
                    help: "keep the file as it is and scan the inputs with a new journal")
            }
            try Console.output(
                "\(path): \(report.lines) lines give the \(report.alerts) alerts that are kept\n")
        }
    }
}
