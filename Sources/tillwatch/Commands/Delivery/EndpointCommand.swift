import ArgumentParser
import Documents
import Foundation
import Journal
import Purchases

struct EndpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endpoint",
        abstract: "Shows, tests, pauses and resumes endpoints, and sends them a time again.",
        discussion: """
            What is changed here is noticed by a service that runs, within seconds.

            Examples:
              tillwatch endpoint list --journal tillwatch.journal
              tillwatch endpoint test police --config tillwatch.yaml
            """,
        subcommands: [List.self, Test.self, Pause.self, Resume.self, Replay.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the endpoints that events were ever for, and how they are.",
            discussion: """
                Example:
                  tillwatch endpoint list --journal tillwatch.journal
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let opened = try journal.open()
            let (endpoints, waiting) = try journal.reading {
                (try opened.endpoints(), try opened.waitingByEndpoint())
            }
            if output.printsTable {
                var table = TextTable([
                    ("ENDPOINT", .left), ("STATE", .left), ("WAITING", .right), ("SINCE", .left),
                    ("REASON", .left),
                ])
                for endpoint in endpoints {
                    table.add([
                        endpoint.name, endpoint.state.rawValue, String(waiting[endpoint.name] ?? 0),
                        "\(endpoint.changed)", endpoint.reason ?? "",
                    ])
                }
                try Console.output((endpoints.isEmpty ? "no endpoint yet" : table.text) + "\n")
                return
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            for endpoint in endpoints {
                let row = Row(
                    endpoint: endpoint.name, state: endpoint.state.rawValue,
                    waiting: waiting[endpoint.name] ?? 0,
                    since: endpoint.changed, reason: endpoint.reason)
                try Console.output(encoder.encode(row) + [0x0A])
            }
        }

        private struct Row: Encodable {
            var endpoint: String
            var state: String
            var waiting: Int
            var since: EventTime
            var reason: String?
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: "Sends an endpoint nothing until it is resumed; events wait for it.",
            discussion: """
                Example:
                  tillwatch endpoint pause police --journal tillwatch.journal \\
                    --reason "their machine moves on Friday"
                """)

        @Argument(help: "The endpoint's name.") var name: String
        @OptionGroup var journal: JournalOptions

        @Option(help: ArgumentHelp("Why; it is kept until the endpoint is resumed.", valueName: "text"))
        var reason: String?

        func run() async throws {
            try EndpointCommand.keep(name, .paused, reason ?? "paused by an operator", journal)
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume",
            abstract: "Lets an endpoint go on that was paused, or that stopped itself with a 410.",
            discussion: """
                Example:
                  tillwatch endpoint resume police --journal tillwatch.journal
                """)

        @Argument(help: "The endpoint's name.") var name: String
        @OptionGroup var journal: JournalOptions

        func run() async throws { try EndpointCommand.keep(name, .active, nil, journal) }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replay",
            abstract: "Sends an endpoint again what was recorded for it in a span of time.",
            discussion: """
                Every event keeps its id, so that a recipient that has it stores it once. What
                was never for the endpoint is not sent to it.

                Example:
                  tillwatch endpoint replay police --journal tillwatch.journal \\
                    --from 2026-05-01T00:00:00Z --to 2026-05-08T00:00:00Z
                """)

        @Argument(help: "The endpoint's name.") var name: String
        @OptionGroup var journal: JournalOptions

        @Option(help: ArgumentHelp("Events recorded at this time or later.", valueName: "time"))
        var from: String

        @Option(help: ArgumentHelp("Events recorded before this time.", valueName: "time"))
        var to: String

        func validate() throws {
            guard let from = EventTime(rfc3339: from), let to = EventTime(rfc3339: to) else {
                throw ValidationError("--from and --to take times in UTC, as in 2026-05-01T00:00:00Z")
            }
            guard from < to else { throw ValidationError("--from must be before --to") }
        }

        func run() async throws {
            let selection = DeliverySelection(
                endpoint: name, from: EventTime(rfc3339: from), to: EventTime(rfc3339: to))
            let name = name
            let count = try journal.operating { opened in
                try EndpointCommand.known(name, opened, journal)
                return try opened.retry(selection)
            }
            try Console.output(
                "\(count) event\(count == 1 ? "" : "s") to be sent again to \(visible(name))\n")
        }
    }

    private static func keep(
        _ name: String, _ state: EndpointRecord.State, _ reason: String?, _ journal: JournalOptions
    ) throws {
        let now = EventTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        try journal.operating { opened in
            try known(name, opened, journal)
            try opened.keep(EndpointRecord(name: name, state: state, reason: reason, changed: now))
        }
        try Console.output("\(visible(name)) is \(state.rawValue)\n")
    }

    @discardableResult
    private static func known(
        _ name: String, _ opened: Journal, _ journal: JournalOptions
    ) throws -> EndpointRecord {
        guard let endpoint = try opened.endpoint(named: name) else {
            throw Failure(
                "ENDPOINT_UNKNOWN", "no event was ever for an endpoint \(quoted(name))", at: journal.journal,
                help: "`tillwatch endpoint list --journal \(journal.journal)` lists those that there are",
                status: .unusable)
        }
        return endpoint
    }
}
