import ArgumentParser
import Documents
import Journal
import Pipeline
import Purchases

struct JournalRetainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retain",
        abstract: "Deletes what was kept for long enough, by kind of record; the audit log tells of it.",
        discussion: """
            Kinds: lines (by their own times, 550d), alerts whose lines are gone (by their
            last event, 730d), quarantine (90d), findings about feeds that have ended
            (365d), audit (3653d). A length of time is written as in `550d`; `never`
            keeps a kind for ever. With a configuration its `retain` says how long.

            Deleting lines older than T closes all moments before T + the longest `within`
            + `quiet`: their alerts stand and are never amended. T never goes back.
            No service may have the journal open meanwhile: it does this by itself, once a
            day, where its configuration has `retain`.

            Examples:
              tillwatch journal retain --journal tillwatch.journal --dry-run
              tillwatch journal retain --journal tillwatch.journal --lines 730d --audit never
              tillwatch journal retain --config tillwatch.yaml
            """)

    @Option(help: ArgumentHelp("The journal.", valueName: "file"))
    var journal: String?

    @Option(help: ArgumentHelp("The configuration that names the journal.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("How long lines are kept.", valueName: "time"))
    var lines: String?

    @Option(help: ArgumentHelp("How long alerts are kept.", valueName: "time"))
    var alerts: String?

    @Option(help: ArgumentHelp("How long quarantined and refused lines are kept.", valueName: "time"))
    var quarantine: String?

    @Option(help: ArgumentHelp("How long findings about feeds are kept.", valueName: "time"))
    var findings: String?

    @Option(help: ArgumentHelp("How long the audit log is kept.", valueName: "time"))
    var audit: String?

    @Option(help: ArgumentHelp("The time from which ages count; default: now.", valueName: "utc"))
    var asOf: String?

    @Flag(help: "Only say what would go.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Give the room back, as `journal compact` does.")
    var compact = true

    @OptionGroup var messages: MessageOptions

    private var written: [(RetainedKind, String)] {
        let all: [(RetainedKind, String?)] = [
            (.lines, lines), (.alerts, alerts), (.quarantine, quarantine), (.findings, findings),
            (.audit, audit),
        ]
        return all.compactMap { kind, text in text.map { (kind, $0) } }
    }

    func validate() throws {
        guard (journal == nil) != (config == nil) else {
            throw ValidationError("give either --journal or --config")
        }
        for (kind, text) in written where text != "never" && Self.span(text) == nil {
            throw ValidationError(
                "--\(kind.rawValue) takes a length of time of a day or more, as in `550d`, or never")
        }
        if let asOf, EventTime(rfc3339: asOf) == nil {
            throw ValidationError("--as-of takes a time in UTC, as in `2026-11-01T00:00:00Z`")
        }
    }

    func run() async throws {
        let loaded = try config.map(load)
        var plan = loaded?.retain ?? RetentionPlan.defaults
        for (kind, text) in written { plan.spans[kind] = Self.span(text) }
        let path = loaded?.journal ?? journal ?? ""
        let asked = asOf.flatMap(EventTime.init(rfc3339:))
        let (dryRun, compact, chosen) = (dryRun, compact, plan)
        let (report, room) = try await JournalOptions.working("tillwatch.retain") {
            // One that is not there is not made.
            try Journal.open(path: path, access: .reading).close()
            let opened = try Journal.open(path: path, access: dryRun ? .reading : .writing)
            if let routing = loaded?.routing, !dryRun { try opened.route(by: routing) }
            let packs = try JournalSetup.keptPacks(of: opened)
            let shadow = try JournalSetup.keptPacks(of: opened, .shadow)
            let retention = Retention(opened, chosen, now: asked ?? Journal.systemTime)
            let report =
                dryRun
                ? try retention.preview(packs: packs, shadow: shadow)
                : try retention.run(packs: packs, shadow: shadow, catalogue: "").report
            let room = dryRun || !compact || report.isNothing ? nil : try opened.compact()
            try opened.close()
            return (report, room)
        }
        try Console.output(text(report, room, path))
    }

    private func text(_ report: RetentionReport, _ room: Compaction?, _ path: String) -> String {
        var text = ""
        for kind in report.kinds {
            let rows = kind.rows.filter { $0.value > 0 }.sorted { $0.key < $1.key }
                .map { "\(grouped($0.value)) of \($0.key)" }
            text += "\(kind.kind.rawValue) before \(kind.before): "
            text += rows.isEmpty ? "nothing" : rows.joined(separator: ", ")
            text += dryRun ? " would go\n" : "\n"
        }
        for (pack, time) in report.closings.sorted(by: { $0.key < $1.key }) {
            text += "\(pack): moments before \(time) \(dryRun ? "would be" : "are") closed\n"
        }
        if let room {
            text +=
                "\(path): \(grouped(Int(room.bytesBefore))) bytes before, \(grouped(Int(room.bytesAfter))) after\n"
        }
        return text
    }

    private func load(_ config: String) throws -> RunConfig {
        let (loaded, found) = RunConfigReader.load(path: config)
        guard let loaded else {
            Console.show(found, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
        return loaded
    }

    /// Nil for what is no length of time, or for less than a day.
    private static func span(_ text: String) -> TimeSpan? {
        TimeSpan(written: text).flatMap { $0 < TimeSpan(seconds: 86_400) ? nil : $0 }
    }
}
