import ArgumentParser
import Documents
import Foundation
import Pipeline
import Purchases
import Reception
import Webhooks

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks received events: signatures, and every number that an alert lets one recompute.",
        discussion: """
            Reads what `tillwatch receive` stored, or events as `tillwatch scan` prints
            them. Exit code 1 where something does not hold.

            Examples:
              tillwatch verify alerts.ndjson --secret-file webhook.secret
              tillwatch scan … --format ndjson | tillwatch verify -
            """)

    @Argument(help: "Stores or files of events, or - for standard input.")
    var files: [String]

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Secrets that events may be signed with.", valueName: "file"))
    var secretFile: [String] = []

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let files = files
        let printsTable = output.printsTable
        do {
            let secrets = try secretFile.flatMap { try WebhookSecret.readAll(path: $0) }
            let totals = try await onOwnThread(named: "tillwatch.verify") {
                try Self.check(files, secrets: secrets, printsTable: printsTable)
            }
            if totals.wrong > 0 { throw ExitCode(Failure.Status.failed.rawValue) }
        } catch let error as SecretError {
            throw Failure(error)
        } catch let error as StoreError {
            throw Failure(error, status: .unusable)
        }
    }

    private static func check(
        _ files: [String], secrets: [WebhookSecret], printsTable: Bool
    ) throws -> Verification.Totals {
        var verification = Verification(secrets: secrets)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for file in files {
            try StoredRecords.read(path: file) { record in
                for finding in verification.check(record) {
                    if printsTable {
                        try Console.output(text(finding, record) + "\n")
                    } else {
                        try Console.output(encoder.encode(Row(finding, record)) + [0x0A])
                    }
                }
            }
        }
        Console.message(summary(verification))
        return verification.totals
    }

    private static func text(_ finding: Finding, _ record: StoredRecord) -> String {
        var text =
            "\(visible(record.file)):\(record.number): \(finding.severity.rawValue)[\(finding.code.rawValue)]"
        if let id = finding.eventID { text += " \(visible(id))" }
        text += ": \(visible(finding.message))"
        if let expected = finding.expected { text += "; expected \(visible(expected))" }
        if let found = finding.found { text += ", found \(visible(found))" }
        return text
    }

    private static func summary(_ verification: Verification) -> String {
        let totals = verification.totals
        var signatures = "\(totals.signaturesRight) signatures hold"
        if totals.signaturesWrong > 0 { signatures += ", \(totals.signaturesWrong) do not" }
        if totals.signaturesUnchecked > 0 { signatures += ", \(totals.signaturesUnchecked) unchecked" }
        var levels: [String: Int] = [:]
        for event in verification.standing { levels[event.data.level, default: 0] += 1 }
        let standing = levels.sorted { $0.key < $1.key }.map { "\($0.value) \(visible($0.key))" }
            .joined(separator: ", ")
        return """
            \(totals.events) events in \(totals.records) records; \(signatures)
            \(totals.wrong) findings, \(totals.unchecked) values that an event does not let one recompute
            alerts that stand: \(verification.standing.isEmpty ? "none" : standing)
            """
    }

    private struct Row: Encodable {
        var file: String
        var record: Int
        var event: String?
        var severity: String
        var code: String
        var message: String
        var expected: String?
        var found: String?

        init(_ finding: Finding, _ record: StoredRecord) {
            file = record.file
            self.record = record.number
            event = finding.eventID
            severity = finding.severity.rawValue
            code = finding.code.rawValue
            message = finding.message
            expected = finding.expected
            found = finding.found
        }
    }
}
