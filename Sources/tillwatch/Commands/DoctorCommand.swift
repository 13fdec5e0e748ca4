import ArgumentParser
import Documents
import Foundation
import Pipeline

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Says what is wrong with this installation, and how to mend it.",
        discussion: """
            One line for each check: ok, warn or fail, what is so, and what to do. Changes
            nothing, and may be asked while the service runs; ask as its user. Exit code 1
            where something fails.

            Examples:
              tillwatch doctor --config tillwatch.yaml
              tillwatch doctor --config tillwatch.yaml --connect --json
            """)

    @Option(help: ArgumentHelp("The configuration of the service.", valueName: "file"))
    var config: String

    @Flag(help: "Also connects to the endpoints, and looks at their certificates; sends nothing.")
    var connect = false

    @Flag(help: "Prints JSON for programs.")
    var json = false

    func run() async throws {
        let (path, connects) = (config, connect)
        let environment = ProcessInfo.processInfo.environment
        let findings = try await onOwnThread(named: "tillwatch.doctor") {
            Doctor(config: path, environment: environment, connects: connects).examine()
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try Console.output([UInt8](try encoder.encode(findings)) + [0x0A])
        } else {
            try Console.output(findings.map(line).joined())
        }
        if findings.contains(where: { $0.state == .fail }) {
            throw ExitCode(Failure.Status.failed.rawValue)
        }
    }

    private func line(_ finding: DoctorFinding) -> String {
        let state = finding.state.rawValue.padding(toLength: 4, withPad: " ", startingAt: 0)
        let help = finding.help.map { "; to do: \($0)" } ?? ""
        return visible("\(state)  \(finding.check): \(finding.message)\(help)") + "\n"
    }
}
