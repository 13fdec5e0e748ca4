import ArgumentParser
import Foundation
import Journal
import Purchases

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Shows what is to be delivered, and has it tried again or given up.",
        discussion: """
            What is changed here is noticed by a service that runs, within seconds.

            Examples:
              tillwatch outbox list --journal tillwatch.journal
              tillwatch outbox retry --journal tillwatch.journal --state refused
            """,
        subcommands: [List.self, Retry.self, Drop.self])

    enum State: String, ExpressibleByArgument, CaseIterable {
        case waiting, sent, refused, dropped

        var inOutbox: OutboxEntry.State {
            switch self {
            case .waiting: .waiting
            case .sent: .sent
            case .refused: .refused
            case .dropped: .dropped
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists events with what became of their delivery.",
            discussion: """
                Refused are those that the endpoint will not take, and those whose schedule is
                exhausted; the last error says which.

                Examples:
                  tillwatch outbox list --journal tillwatch.journal
                  tillwatch outbox list --journal tillwatch.journal --endpoint police --state refused
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("Only events for this endpoint.", valueName: "name"))
        var endpoint: String?

        @Option(help: "Only events in this state: waiting, sent, refused or dropped.")
        var state: State?

        @Option(help: ArgumentHelp("Only this event.", valueName: "id"))
        var event: String?

        func run() async throws {
            let opened = try journal.open()
            let entries = try journal.reading {
                try opened.outbox(state: state?.inOutbox, of: endpoint, limit: .max)
            }.filter { event == nil || $0.eventID == event }
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
                ("ATTEMPTS", .right), ("NEXT", .left), ("LAST ERROR", .left),
            ])
            for entry in entries {
                table.add([
                    String(entry.sequence), entry.endpoint, entry.eventID, entry.state.rawValue,
                    String(entry.attempts), entry.next.map { "\($0)" } ?? "", entry.lastError ?? "",
                ])
            }
            return table.text
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry",
            abstract: "Has events tried again at once, with their whole schedule before them.",
            discussion: """
                Without --state those that wait and those that were refused. They keep their
                ids: a recipient that has one already stores it once. To send again what
                was sent, see `tillwatch endpoint replay`.

                Examples:
                  tillwatch outbox retry --journal tillwatch.journal --endpoint police
                  tillwatch outbox retry --journal tillwatch.journal \\
                    --event 0f3a9c1e5b7d2846a1c3e5f70b9d8264-1
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var chosen: ChosenDeliveries

        @Option(
            help: "Only events in this state: waiting, refused or dropped.",
            transform: { try OutboxCommand.state($0, of: [.waiting, .refused, .dropped]) })
        var state: State?

        func run() async throws {
            let selection = try chosen.selection(
                state.map { [$0.inOutbox] } ?? [.waiting, .refused])
            let count = try journal.operating { try $0.retry(selection) }
            try chosen.told(count, "to be tried again", in: journal)
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drop",
            abstract: "Gives events up: they are not sent, and stay in the outbox as dropped.",
            discussion: """
                Without --state those that wait and those that were refused. An attempt that is
                under way may still arrive. `tillwatch outbox retry --state dropped` takes it
                back.

                Examples:
                  tillwatch outbox drop --journal tillwatch.journal \\
                    --event 0f3a9c1e5b7d2846a1c3e5f70b9d8264-1 --reason "told by phone"
                  tillwatch outbox drop --journal tillwatch.journal --endpoint old --all
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var chosen: ChosenDeliveries

        @Option(
            help: "Only events in this state: waiting or refused.",
            transform: { try OutboxCommand.state($0, of: [.waiting, .refused]) })
        var state: State?

        @Option(help: ArgumentHelp("Why; it is kept.", valueName: "text"))
        var reason: String?

        func run() async throws {
            let selection = try chosen.selection(
                state.map { [$0.inOutbox] } ?? [.waiting, .refused])
            let said = reason.map { "dropped: \($0)" } ?? "dropped"
            let count = try journal.operating { try $0.drop(selection, reason: said) }
            try chosen.told(count, "dropped", in: journal)
        }
    }

    static func state(_ text: String, of allowed: [State]) throws -> State {
        guard let state = State(rawValue: text), allowed.contains(state) else {
            throw ValidationError("--state takes \(allowed.map(\.rawValue).joined(separator: ", "))")
        }
        return state
    }

    private struct Row: Encodable {
        var number: Int64
        var endpoint: String
        var event: String
        var state: String
        var attempts: Int
        var next: EventTime?
        var error: String?

        init(_ entry: OutboxEntry) {
            number = entry.sequence
            endpoint = entry.endpoint
            event = entry.eventID
            state = entry.state.rawValue
            attempts = entry.attempts
            next = entry.next
            error = entry.lastError
        }
    }
}

/// Which deliveries a command is about; all of them only where that is said.
struct ChosenDeliveries: ParsableArguments {
    @Option(help: ArgumentHelp("Only events for this endpoint.", valueName: "name"))
    var endpoint: String?

    @Option(help: ArgumentHelp("Only this event; may be given several times.", valueName: "id"))
    var event: [String] = []

    @Flag(help: "All events of the state, where no event is named.")
    var all = false

    func validate() throws {
        guard endpoint != nil || !event.isEmpty || all else {
            throw ValidationError("name --endpoint or --event, or say --all")
        }
    }

    func selection(_ states: Set<OutboxEntry.State>) throws -> DeliverySelection {
        DeliverySelection(endpoint: endpoint, states: states, events: event)
    }

    /// Says how many; none is a failure where an event was named.
    func told(_ count: Int, _ what: String, in journal: JournalOptions) throws {
        guard count > 0 || event.isEmpty else {
            throw Failure(
                "DELIVERY_UNKNOWN", "no such event is in a state for that", at: journal.journal,
                help: "`tillwatch outbox list --journal \(journal.journal)` shows events and states")
        }
        try Console.output("\(count) event\(count == 1 ? "" : "s") \(what)\n")
    }
}

extension OutboxEntry {
    /// When it is tried again; nil when it does not wait, or is due.
    var next: EventTime? {
        state == .waiting && nextMicros > 0 ? EventTime(microseconds: nextMicros) : nil
    }
}
