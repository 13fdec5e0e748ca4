import ArgumentParser
import Documents
import Journal

struct JournalRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Makes a journal of a backup, or of what can be read of a damaged one.",
        discussion: """
            The backup is checked first, by its .sha256 file too where that is there.
            Nothing is changed while a program writes the journal, nor where there is one,
            unless --force is given; it is kept then as FILE.replaced.

            Examples:
              tillwatch journal restore monday.journal --journal tillwatch.journal
              tillwatch journal restore damaged.journal --salvage \\
                --journal tillwatch.journal
            """)

    @Argument(help: ArgumentHelp("The backup, or the damaged journal.", valueName: "file"))
    var source: String

    @Option(help: ArgumentHelp("The journal to make.", valueName: "file"))
    var journal: String

    @Flag(help: "Replace the journal that is there.")
    var force = false

    @Flag(help: "Take over what can be read of a damaged file, and say what is lost.")
    var salvage = false

    func run() async throws {
        let (source, journal, force) = (source, journal, force)
        guard !salvage else {
            let report = try await JournalOptions.working("tillwatch.restore") {
                try JournalSalvage.run(source, to: journal, replacing: force)
            }
            return try show(report)
        }
        let report = try await JournalOptions.working("tillwatch.restore") {
            try JournalBackup.restore(source, to: journal, replacing: force)
        }
        try Console.output("\(journal): \(grouped(Int(report.bytes))) bytes, whole\n")
    }

    private func show(_ report: JournalSalvage.Report) throws {
        for table in report.tables where !table.isWhole {
            var lost: [String] = []
            if !table.gaps.isEmpty { lost.append("rows lost: \(table.gaps.joined(separator: ", "))") }
            if table.orphans > 0 { lost.append("\(table.orphans) left out with the rows that they name") }
            try Console.output(
                "table \(table.name): \(table.copied) rows copied; \(lost.joined(separator: "; "))\n")
        }
        let rows = report.tables.map(\.copied).reduce(0, +)
        let touched = report.tables.filter { !$0.isWhole }.count
        try Console.output(
            "\(journal): \(grouped(rows)) rows of \(report.tables.count) tables, \(touched) of them with losses\n"
        )
        if touched > 0 {
            Console.message(
                "next: `tillwatch journal verify --journal \(journal)`, then scan the inputs of the lost lines again"
            )
        }
    }
}
