import ArgumentParser
import CProcess
import Foundation

/// The program: one file a command, below `Commands`.
@main
struct Tillwatch: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "tillwatch",
        abstract: "Screens sales for listed chemical precursors and delivers signed, explained alerts.",
        discussion: """
            Examples:
              tillwatch rules check rules/packs/eu-baseline.yaml
              tillwatch scan --rules rules/packs/eu-baseline.yaml \\
                --catalogue catalogue.csv --feed feed.yaml sales-*.csv
              tillwatch scan --help

            Exit codes: 0 done; 1 it failed while running; 2 unusable arguments,
            configuration, rules, catalogue or feed file; 3 an alert stands of the
            level that --fail-on names; 130 interrupted.
            """,
        version: version,
        subcommands: [
            ScanCommand.self, RunCommand.self, ReloadCommand.self, RulesCommand.self, AlertsCommand.self,
            ExplainCommand.self, OutboxCommand.self, EndpointCommand.self, RoutesCommand.self,
            QuarantineCommand.self, JournalCommand.self, AuditCommand.self,
            BacktestCommand.self, CatalogueCommand.self, FeedCommand.self,
            ReceiveCommand.self, VerifyCommand.self, KeyCommand.self, DoctorCommand.self, SchemaCommand.self,
        ])

    /// Parses and runs; every way out goes through `Ending`: the exit codes are those of `docs/FORMATS.md` 2.
    static func main() async {
        // Secrets, keys and tokens pass through this memory.
        tillwatch_overwrite_freed_memory()
        if ProcessInfo.processInfo.environment["TILLWATCH_CORE_DUMPS"] != "1" {
            tillwatch_keep_memory_private()
        }
        // A reader that went away is an error of the write, not a signal that kills the courier's work in hand.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try await asyncParseAsRoot(nil)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Ending.leave(with: error)
        }
    }
}
