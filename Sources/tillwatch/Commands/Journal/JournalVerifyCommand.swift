import ArgumentParser
import Documents
import Journal
import Pipeline

struct JournalVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Looks for damage, and computes the ledger anew to compare it with the one that is kept.",
        discussion: """
            First the file: each table's pages, rows and indexes. Then the ledger, from
            the journalled lines and the packs that the journal keeps. Exit code 1 where
            something is damaged or the ledgers differ.

            Example:
              tillwatch journal verify --journal tillwatch.journal
            """)

    @OptionGroup var journal: JournalOptions

    func run() async throws {
        let path = journal.journal
        let damages = try await journal.working("tillwatch.verify") { try JournalCheck.damages(at: path) }
        for damage in damages.prefix(20) { Console.message("  \(visible(damage))") }
        guard damages.isEmpty else {
            throw Failure(
                "JOURNAL_DAMAGED", "the file is damaged in \(damages.count) places", at: path,
                help:
                    "restore a backup; `tillwatch journal restore --salvage \(path) --journal NEW` takes over what can be read"
            )
        }
        let opened = try journal.open()
        let report = try await journal.working("tillwatch.verify") { try LedgerVerification.run(opened) }
        for difference in report.differences.prefix(20) { Console.message("  \(visible(difference))") }
        guard report.differences.isEmpty else {
            throw Failure(
                "LEDGER_DIFFERS",
                "\(report.differences.count) alerts differ from what \(report.lines) lines give", at: path,
                help: "keep the file as it is and scan the inputs with a new journal")
        }
        try Console.output(
            "\(path): \(report.lines) lines give the \(report.alerts) alerts that are kept\n")
    }
}
