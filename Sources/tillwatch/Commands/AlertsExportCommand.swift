import ArgumentParser
import Documents
import Foundation
import Journal
import Pipeline

struct AlertsExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes one alert into a folder, with all that a third party needs to recompute it.",
        discussion: """
            Events, the journalled lines behind them, the pack with its lists, versions and
            the audit log, with a README that says how to recompute each, and checksums. A
            confidential pack is left out, unless its key is given.

            Example:
              tillwatch alerts export 3f0c0a52 --journal tillwatch.journal --out evidence
            """)

    @Argument(help: "The alert's subject (its first digits will do), or the id of one of its events.")
    var alert: String

    @OptionGroup var journal: JournalOptions
    @OptionGroup var reveal: RevealOptions

    @Option(help: ArgumentHelp("The folder to make; one that is there is refused.", valueName: "folder"))
    var out: String

    func run() async throws {
        let opened = try journal.open()
        let redaction = try journal.reading { try reveal.redaction(of: opened) }
        let history = try journal.reading { try journal.history(named: alert, in: opened) }
        let files = try await journal.working("tillwatch.export") {
            try EvidencePack.files(
                of: history, in: opened, redaction: redaction, program: Tillwatch.version)
        }
        let folder = URL(fileURLWithPath: out)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            for file in files {
                try Data(file.bytes).write(
                    to: folder.appending(path: file.name), options: .withoutOverwriting)
            }
        } catch {
            throw Failure(writing: "the folder", to: out, error)
        }
        try Console.output("\(out): \(files.count) files, checked by `sha256sum -c SHA256SUMS`\n")
    }
}
