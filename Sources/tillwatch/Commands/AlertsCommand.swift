import ArgumentParser
import Documents
import Journal
import Purchases
import Webhooks

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "Shows the alerts of a journal.",
        discussion: """
            Example:
              tillwatch alerts list --journal tillwatch.journal
            """,
        subcommands: [List.self, Show.self, AlertsExportCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists the alerts that stand.",
            discussion: """
                Examples:
                  tillwatch alerts list --journal tillwatch.journal
                  tillwatch alerts list --journal tillwatch.journal --level report
                  tillwatch alerts list --journal tillwatch.journal --shadow
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var reveal: RevealOptions

        @Option(help: ArgumentHelp("Only alerts of this level.", valueName: "level"))
        var level: String?

        @Option(help: ArgumentHelp("Only alerts of this pack.", valueName: "id"))
        var pack: String?

        @Flag(help: "Those of shadow packs, which are judged and never sent.")
        var shadow = false

        func run() async throws {
            let opened = try journal.open()
            let redaction = try journal.reading { try reveal.redaction(of: opened) }
            let events = try journal.reading { try shadow ? opened.shadowEvents() : opened.standingEvents() }
                .filter { event in
                    (level == nil || event.data.level == level) && (pack == nil || event.data.pack.id == pack)
                }.map { redaction.redacted($0) }
            if output.printsTable {
                try Console.output(alertTable(events) + "\n")
            } else {
                try Console.output(events.flatMap { EventEncoding.json($0) + [0x0A] })
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Shows one alert with every number and purchase, and its history.",
            discussion: """
                Example:
                  tillwatch alerts show 3f0c0a52 --journal tillwatch.journal
                """)

        @Argument(help: "The alert's subject (its first digits will do), or the id of one of its events.")
        var alert: String

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var reveal: RevealOptions

        func run() async throws {
            let opened = try journal.open()
            let redaction = try journal.reading { try reveal.redaction(of: opened) }
            let history = try journal.reading { try journal.history(named: alert, in: opened) }
                .map { redaction.redacted($0) }
            guard let last = history.last else { return }
            let kept = try journal.reading { try opened.alert(subject: last.subject) }
            var standing = kept?.standing
            if let data = standing?.data { standing?.data = redaction.redacted(data) }
            try show(history, last: last, standing: standing)
        }

        private func show(_ history: [AlertEvent], last: AlertEvent, standing: StandingAlert?) throws {
            guard output.printsTable else {
                try Console.output(history.flatMap { EventEncoding.json($0) + [0x0A] })
                return
            }
            let alert = standing ?? StandingAlert(subject: last.subject, time: last.time, data: last.data)
            let state =
                standing != nil
                ? "stands" : last.type == .withdrawn ? "withdrawn" : "taken over by another alert"
            var lines = [AlertText(alert: alert, state: state).text, "", "History"]
            for event in history {
                var line =
                    "  \(event.recordedtime)  \(event.id)  \(event.type.word), \(event.data.level) \(event.data.score)"
                if let reason = event.data.reason { line += ", \(reason.rawValue)" }
                if let cause = event.data.cause { line += " by \(visible(cause.string))" }
                lines.append(line)
            }
            try Console.output(lines.joined(separator: "\n") + "\n")
        }
    }
}

extension AlertEvent.Change {
    /// The last part of the event type.
    var word: String {
        switch self {
        case .raised: "raised"
        case .updated: "updated"
        case .withdrawn: "withdrawn"
        }
    }
}
