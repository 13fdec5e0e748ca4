import ArgumentParser
import Documents
import Foundation
import Journal
import Purchases

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Shows lines that were not taken in, and takes in those refused for their time.",
        discussion: """
            Example:
              tillwatch quarantine list --journal tillwatch.journal
            """,
        subcommands: [List.self, Accept.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists quarantined lines; those with a number can be accepted.",
            discussion: """
                Example:
                  tillwatch quarantine list --journal tillwatch.journal
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let opened = try journal.open()
            let (lines, refused) = try journal.reading { (try opened.quarantined(), try opened.refused()) }
            let numbers = Dictionary(
                refused.map { (Place($0.position, $0.reason), $0) }, uniquingKeysWith: { first, _ in first })
            let rows = lines.map { Row($0, numbers[Place($0.position, $0.reason)]) }
            if output.printsTable {
                try Console.output(table(rows) + "\n")
                return
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            for row in rows { try Console.output(encoder.encode(row) + [0x0A]) }
        }

        private func table(_ rows: [Row]) -> String {
            guard !rows.isEmpty else { return "nothing is quarantined" }
            var table = TextTable([
                ("NUMBER", .right), ("REASON", .left), ("SOURCE", .left), ("LINE", .right), ("STATE", .left),
                ("DETAIL", .left),
            ])
            for row in rows {
                table.add([
                    row.number.map(String.init) ?? "", row.reason, row.source, String(row.line), row.state,
                    row.detail,
                ])
            }
            return table.text
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept",
            abstract: "Accepts lines that were refused for their time; the next run judges them.",
            discussion: """
                No service may have the journal open meanwhile: stop it first.

                Example:
                  tillwatch quarantine accept 3 4 --journal tillwatch.journal
                """)

        @Argument(help: "The numbers that `tillwatch quarantine list` shows.")
        var numbers: [Int64]

        @OptionGroup var journal: JournalOptions

        func run() async throws {
            let opened = try journal.reading { try Journal.open(path: journal.journal, access: .writing) }
            let now = EventTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
            let accepted = try journal.reading {
                let accepted = try opened.accept(refused: numbers, at: now)
                try opened.close()
                return accepted
            }
            let missing = Set(numbers).subtracting(accepted).sorted().map(String.init)
            guard missing.isEmpty else {
                throw Failure(
                    "QUARANTINE_UNKNOWN", "no refused line has the number \(missing.joined(separator: ", "))",
                    at: journal.journal,
                    help:
                        "`tillwatch quarantine list --journal \(journal.journal)` lists those that can be accepted",
                    status: .unusable)
            }
        }
    }

    private struct Place: Hashable {
        var position: SourcePosition
        var reason: QuarantineReason

        init(_ position: SourcePosition, _ reason: QuarantineReason) {
            self.position = position
            self.reason = reason
        }
    }

    private struct Row: Encodable {
        var number: Int64?
        var reason: String
        var source: String
        var line: Int
        var state: String
        var detail: String

        init(_ quarantined: QuarantinedLine, _ refused: RefusedLine?) {
            number = refused?.id
            reason = quarantined.reason.rawValue
            source = quarantined.position.source
            line = quarantined.position.line
            state = refused == nil ? "" : refused?.accepted == nil ? "refused" : "accepted"
            detail = quarantined.detail
        }
    }
}
