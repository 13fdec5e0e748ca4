import ArgumentParser
import Documents
import Foundation
import Journal
import Purchases

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Shows and checks the log of what was done with a journal.",
        discussion: """
            Example:
              tillwatch audit verify --journal tillwatch.journal
            """,
        subcommands: [List.self, Verify.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists what was raised, amended, sent, accepted and loaded, when and by whom.",
            discussion: """
                Examples:
                  tillwatch audit list --journal tillwatch.journal
                  tillwatch audit list --journal tillwatch.journal --kind sent
                """)

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("Only entries of this kind.", valueName: "kind"))
        var kind: String?

        @Option(help: ArgumentHelp("Only entries about this alert or event.", valueName: "id"))
        var about: String?

        func run() async throws {
            let opened = try journal.open()
            let entries = try journal.reading { try opened.audit(limit: .max) }.filter { entry in
                (kind == nil || entry.kind == kind)
                    && (about.map { entry.detail.contains("\"event\":\"\($0)") } ?? true)
            }
            guard output.printsTable else {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                for entry in entries { try Console.output(encoder.encode(Row(entry)) + [0x0A]) }
                return
            }
            var table = TextTable([
                ("NUMBER", .right), ("WHEN", .left), ("WHO", .left), ("WHAT", .left), ("DETAIL", .left),
            ])
            for entry in entries {
                table.add([
                    String(entry.sequence), "\(entry.recorded)", visible(entry.actor), visible(entry.kind),
                    visible(entry.detail),
                ])
            }
            try Console.output((entries.isEmpty ? "the log has no such entry" : table.text) + "\n")
        }
    }

    private struct Row: Encodable {
        var number: Int64
        var recorded: String
        var recordedMicros: Int64
        var actor: String
        var kind: String
        /// As it is hashed: JSON in a text.
        var detail: String
        var previous: String
        var hash: String

        enum CodingKeys: String, CodingKey {
            case number, recorded, actor, kind, detail, previous, hash
            case recordedMicros = "recorded_micros"
        }

        init(_ entry: AuditEntry) {
            number = entry.sequence
            recorded = "\(entry.recorded)"
            recordedMicros = entry.recorded.microseconds
            actor = entry.actor
            kind = entry.kind
            detail = entry.detail
            previous = entry.previous
            hash = entry.hash
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Checks that no entry was changed, left out or put in between.",
            discussion: """
                Each entry holds the hash of the one before it; the first that does not is
                named. Every event of the journal has to have its entry. What was cut off at
                the end is only found by an anchor: a file, kept elsewhere, to which each
                verification adds the last entry's hash. Exit code 1 where something is wrong.

                Examples:
                  tillwatch audit verify --journal tillwatch.journal
                  tillwatch audit verify --journal tillwatch.journal --anchor /mnt/audit/anchor
                """)

        @OptionGroup var journal: JournalOptions

        @Option(
            help: ArgumentHelp(
                "Compare with the hashes in this file, and add the last one to it.", valueName: "file"))
        var anchor: String?

        func run() async throws {
            let opened = try journal.open()
            let anchors =
                try anchor.map { try AnchorFile(path: $0).read(installation: opened.installation) } ?? []
            let report = try await journal.working("tillwatch.audit") {
                try AuditVerification.run(opened, anchors: anchors)
            }
            if let fault = report.fault {
                throw Failure(
                    "AUDIT_BROKEN", fault, at: journal.journal,
                    help: "keep the file as it is, and compare it with a backup that verifies")
            }
            if let anchor, let head = report.head {
                try AnchorFile(path: anchor).add(
                    AuditAnchor(
                        installation: opened.installation, sequence: head.sequence, hash: head.hash))
            }
            let head = report.head.map { ", the last \($0.hash)" } ?? ""
            try Console.output("\(journal.journal): \(report.entries) entries, unbroken\(head)\n")
        }
    }
}

/// Hashes that are kept outside a journal, a line each; only added to.
private struct AnchorFile {
    let path: String

    func read(installation: String) throws -> [AuditAnchor] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure(
                "ANCHOR_INVALID", "the anchor cannot be read", at: path,
                help: "name the file that `audit verify --anchor` wrote", status: .unusable)
        }
        return try text.split(separator: "\n").enumerated().map { number, line in
            guard let anchor = AuditAnchor(line: String(line)), anchor.installation == installation else {
                throw Failure(
                    "ANCHOR_INVALID", "this line is no anchor of installation \(quoted(installation))",
                    at: "\(path):\(number + 1):1",
                    help: "name the file that `audit verify --anchor` wrote for this journal",
                    status: .unusable)
            }
            return anchor
        }
    }

    func add(_ anchor: AuditAnchor) throws {
        do {
            if !FileManager.default.fileExists(atPath: path) {
                try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            }
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            defer { try? file.close() }
            try file.seekToEnd()
            try file.write(contentsOf: Data("\(anchor.line)\n".utf8))
            try file.synchronize()
        } catch {
            throw Failure(writing: "the anchor", to: path, error)
        }
    }
}
