import ArgumentParser
import Foundation
import Health
import Journal
import Purchases

struct FeedStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows how the feeds are, and what is wrong with them.",
        discussion: """
            Reads what `tillwatch run` keeps where its configuration has `health:`; the
            service may run meanwhile. Times and hours are in UTC.

            Ends with 0 where all is well, and with 1 where a finding is open.

            Examples:
              tillwatch feed status --journal tillwatch.journal
              tillwatch feed status --journal tillwatch.journal --tills --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @OptionGroup var journal: JournalOptions

    @Flag(help: "Shows each till beside sources and stores.")
    var tills = false

    @Option(help: "How it is printed: table for people, json for programs.")
    var format: Format = .table

    func run() async throws {
        let opened = try journal.open()
        let (states, findings) = try journal.reading {
            (try opened.healthStates(), try opened.openFindings())
        }
        let now = EventTime(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
        let health = FeedHealth(settings: HealthSettings(), states: states, now: now)
        let rows = health.rows(now: now).filter { tills || $0.till == nil }
        switch format {
        case .table: try Console.output(FeedStatusText(rows, findings, now: now).text)
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try Console.output([UInt8](try encoder.encode(Record(rows, findings))) + [0x0A])
        }
        if !findings.isEmpty { throw ExitCode(Failure.Status.failed.rawValue) }
    }

    private struct Record: Encodable {
        struct Finding: Encodable {
            var id: String
            var kind: HealthFinding.Kind
            var source: String
            var store: ExactText?
            var till: ExactText?
            var opened: EventTime
            var since: EventTime?
            var detail: String
        }

        var isWatched: Bool
        var findings: [Finding]
        var feeds: [HealthRow]

        enum CodingKeys: String, CodingKey {
            case isWatched = "watched"
            case findings, feeds
        }

        init(_ rows: [HealthRow], _ findings: [KeptFinding]) {
            isWatched = !rows.isEmpty
            feeds = rows
            self.findings = findings.map { kept in
                let (finding, subject) = (kept.finding, kept.finding.subject)
                return Finding(
                    id: kept.id, kind: subject.kind, source: subject.source, store: subject.store,
                    till: subject.till, opened: finding.opened, since: finding.since, detail: finding.detail)
            }
        }
    }
}
