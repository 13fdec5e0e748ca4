import ArgumentParser
import Documents
import Foundation
import Journal
import Pipeline
import Purchases
import Rules
import Webhooks

struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Shows who gets which alerts.",
        discussion: """
            Example:
              tillwatch routes test 3f0c0a52 --config tillwatch.yaml
            """,
        subcommands: [Test.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Says who would get an alert and why. Sends nothing.",
            discussion: """
                The configuration is read as it stands; a running service may have an older one.

                Examples:
                  tillwatch routes test 3f0c0a52 --config tillwatch.yaml
                  tillwatch routes test event.json --config tillwatch.yaml
                """)

        @Argument(
            help:
                "The alert's subject (its first digits will do) or the id of an event in the journal, or a file with an event's JSON."
        )
        var alert: String

        @Option(help: ArgumentHelp("The configuration of `tillwatch run`.", valueName: "file"))
        var config: String

        @OptionGroup var output: OutputOptions

        func run() async throws {
            let decisions: [EndpointRouting.Decision]
            do {
                decisions = try decide()
            } catch let report as DiagnosticReport {
                Console.show(report.diagnostics, color: output.colorsMessages)
                throw ExitCode(Failure.Status.unusable.rawValue)
            } catch let error as JournalError {
                throw Failure(error)
            }
            guard output.printsTable else {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                for decision in decisions {
                    try Console.output(
                        encoder.encode(
                            Row(
                                endpoint: decision.endpoint, gets: decision.gets, reason: decision.reason))
                            + [0x0A])
                }
                return
            }
            var table = TextTable([("ENDPOINT", .left), ("GETS IT", .left), ("WHY", .left)])
            for decision in decisions {
                table.add([decision.endpoint, decision.gets ? "yes" : "no", visible(decision.reason)])
            }
            try Console.output(table.text + "\n")
        }

        private struct Row: Encodable {
            var endpoint: String
            var gets: Bool
            var reason: String
        }

        private func decide() throws -> [EndpointRouting.Decision] {
            let (loaded, found) = RunConfigReader.load(path: config)
            guard let loaded else { throw DiagnosticReport(found) }
            let (packs, problems) = try loaded.packsOfRoutes()
            Console.show(found + problems, color: output.colorsMessages)
            guard !problems.contains(where: { $0.severity == .error }) else {
                throw ExitCode(Failure.Status.unusable.rawValue)
            }
            let routing = loaded.alertRouting
            if FileManager.default.fileExists(atPath: alert) {
                let event = try event(inFile: alert)
                return routing.decisions(on: event, levels: levels(of: event, packs, nil), had: [])
            }
            let options = JournalOptions(path: loaded.journal)
            let journal = try options.open()
            let history = try options.reading { try options.history(named: alert, in: journal) }
            guard let event = history.first(where: { $0.id == alert }) ?? history.last else { return [] }
            return routing.decisions(
                on: event, levels: levels(of: event, packs, try journal.packs() + journal.packs(.retired)),
                had: try journal.endpointsThatHad(event))
        }

        private func event(inFile path: String) throws -> AlertEvent {
            do {
                return try EventEncoding.decode(DocumentFile.read(path, sizeMax: 4 << 20))
            } catch let error as EventDecodingError {
                throw Failure(
                    "EVENT_INVALID", "this is no alert event: \(error)", at: path,
                    help: "give one event as `tillwatch scan --format ndjson` prints it", status: .unusable)
            } catch let problem as DocumentFile.Problem {
                throw Failure(
                    "EVENT_INVALID", "the file cannot be read: \(problem.message)", at: path,
                    status: .unusable)
            }
        }

        /// Those of the version that judged it, as the journal keeps it, else of the pack that is configured.
        private func levels(
            of event: AlertEvent, _ packs: [Pack], _ kept: [PackRecord]?
        ) -> [String] {
            let pack = event.data.pack
            let known = kept?.first { $0.id == pack.id && $0.version == pack.version }
            if let known { return known.levels }
            let same = packs.last { $0.id == pack.id && $0.version == pack.version }
            return (same ?? packs.last { $0.id == pack.id })?.levels.map(\.name) ?? []
        }
    }
}
