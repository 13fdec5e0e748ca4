import ArgumentParser
import Foundation
import Journal

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Shows what is to be delivered.",
        discussion: """
            Example:
              tillwatch outbox list --journal tillwatch.journal
            """,
        subcommands: [List.self])

    enum State: String, ExpressibleByArgument, CaseIterable { case waiting, sent, refused }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists events with what became of their delivery.",
            discussion: """
                Examples:
                  tillwatch outbox list --journal tillwatch.journal
                  tillwatch outbox list --journal tillwatch.journal --state refused
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("Only events for this endpoint.", valueName: "name"))
        var endpoint: String?

        @Option(help: "Only events in this state: waiting, sent or refused.")
        var state: State?

        func run() async throws {
            let opened = try journal.open()
            let wanted = state.flatMap { OutboxEntry.State(rawValue: $0.rawValue) }
            let entries = try journal.reading { try opened.outbox(state: wanted, of: endpoint, limit: .max) }
            if output.printsTable {
                try Console.output(table(entries) + "\n")
                return
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            for entry in entries { try Console.output(encoder.encode(Row(entry)) + [0x0A]) }
        }

        private func table(_ entries: [OutboxEntry]) -> String {
            guard !entries.isEmpty else { return "the outbox is empty" }
            var table = TextTable([
                ("NUMBER", .right), ("ENDPOINT", .left), ("EVENT", .left), ("STATE", .left),
                ("ATTEMPTS", .right),
                ("LAST ERROR", .left),
            ])
            for entry in entries {
                table.add([
                    String(entry.sequence), entry.endpoint, entry.eventID, entry.state.rawValue,
                    String(entry.attempts),
                    entry.lastError ?? "",
                ])
            }
            return table.text
        }
    }

    private struct Row: Encodable {
        var number: Int64
        var endpoint: String
        var event: String
        var state: String
        var attempts: Int
        var error: String?

        init(_ entry: OutboxEntry) {
            number = entry.sequence
            endpoint = entry.endpoint
            event = entry.eventID
            state = entry.state.rawValue
            attempts = entry.attempts
            error = entry.lastError
        }
    }
}
