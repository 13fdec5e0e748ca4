import ArgumentParser
import Detection
import Documents
import Foundation
import Journal
import Pipeline
import Purchases
import Rules
import Webhooks

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says in plain words why there is an alert, or why there is none.",
        discussion: """
            With an alert: every number of it, and how it came about, event by event,
            each with the line that caused it. With --why-not a buyer, a receipt or a
            line: for every rule how near it came, which purchases match and which part
            of `where` the others fail, what was excused and what was missing.

            Examples:
              tillwatch explain 3f0c0a52 --journal tillwatch.journal
              tillwatch explain --why-not shop/S1/2/4711 \\
                --journal tillwatch.journal --rule bulk
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson, json }

    @Argument(help: "The alert's subject (its first digits will do), or the id of one of its events.")
    var alert: String?

    @Option(
        help: ArgumentHelp(
            "Why there is no alert about this: a buyer's key or a token's pseudonym (or first digits), a receipt's key or a line's.",
            valueName: "name"))
    var whyNot: String?

    @Option(help: ArgumentHelp("With --why-not: only this rule.", valueName: "id"))
    var rule: String?

    @OptionGroup var journal: JournalOptions

    @OptionGroup var reveal: RevealOptions

    @Option(help: "How it is printed: text for people (default), json or ndjson for programs.")
    var format: Format = .text

    func validate() throws {
        guard (alert == nil) != (whyNot == nil) else {
            throw ValidationError("name an alert, or give --why-not NAME")
        }
        if rule != nil, whyNot == nil { throw ValidationError("--rule needs --why-not NAME") }
    }

    func run() async throws {
        let opened = try journal.open()
        let text = try await onOwnThread(named: "tillwatch.explain") {
            try journal.reading {
                if let whyNot { return try self.answer(whyNot, opened) }
                return try story(opened)
            }
        }
        try Console.output(text)
    }

    // MARK: An alert

    private func story(_ opened: Journal) throws -> String {
        let history = try journal.history(named: alert ?? "", in: opened)
        let redaction = try reveal.redaction(of: opened)
        let story = try AlertStory(of: history, in: opened, shown: { redaction.redacted($0) })
        guard let story else { return "" }
        switch format {
        case .json: return try Self.json([story], pretty: true)
        case .ndjson: return try Self.json(story.events, pretty: false)
        case .text:
            let data = story.alert.data
            let isShown = redaction.shows(data.pack, to: nil)
            let packs = isShown ? try JournalSetup.keptPacks(of: opened) : []
            let threshold = LevelOrder(packs).threshold(data.pack, level: data.level)
            return AlertStoryText(story: story, threshold: threshold > 0 ? threshold : nil).text + "\n"
        }
    }

    // MARK: No alert

    private func answer(_ name: String, _ opened: Journal) throws -> String {
        let (all, detector) = try Explanation.detector(of: opened)
        let keys = try reveal.keys()
        let packs = all.filter { $0.confidentiality.map(keys.open) ?? true }
        for pack in all where !packs.contains(where: { $0.id == pack.id && $0.version == pack.version }) {
            Console.message(
                "the pack \(quoted(pack.id)) \(pack.version) is confidential: give --reveal-key FILE to see how near its rules came"
            )
        }
        if let rule, !packs.contains(where: { $0.rules.contains { $0.id == rule } }) {
            let known = packs.flatMap { $0.rules.map(\.id) }
            throw Failure(
                "RULE_UNKNOWN", "no pack of the journal has a rule \(quoted(rule))", at: "--rule",
                help: suggestion(for: rule, among: known), status: .unusable)
        }
        var answers = try found(detector.whyNot(name, rule: rule), name).filter { answer in
            packs.contains { $0.id == answer.pack && $0.version == answer.version }
        }
        if let rule {
            answers = answers.filter { $0.rules.contains { $0.rule == rule } }
        }
        switch format {
        case .json: return try Self.json(answers, pretty: true)
        case .ndjson: return try Self.json(answers, pretty: false)
        case .text:
            return answers.map { answer in
                let quiet =
                    packs.first { $0.id == answer.pack && $0.version == answer.version }?.quiet.microseconds
                    ?? 0
                return WhyNotText(answer: answer, name: name, quiet: "\(quiet / 86_400_000_000) d").text
                    + "\n"
            }.joined(separator: "\n")
        }
    }

    private func found(_ answer: Detector.WhyNotAnswer, _ name: String) throws -> [WhyNot] {
        switch answer {
        case .found(let answers): return answers
        case .unknown:
            throw Failure(
                "NAME_UNKNOWN",
                "the journal knows no buyer, token, receipt or line \(quoted(name))", at: journal.journal,
                help:
                    "only lines of listed products are journalled; keys are written feed/store/till/receipt, tokens by their pseudonyms, as `tillwatch alerts show` prints them"
            )
        case .ambiguous(let keys):
            throw Failure(
                "NAME_AMBIGUOUS", "\(keys.count) buyers have a key or token that begins with \(quoted(name))",
                at: journal.journal,
                help: "give more digits: \(keys.prefix(4).joined(separator: ", "))", status: .unusable)
        }
    }

    private static func json(_ values: [some Encodable], pretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty
            ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        if pretty, values.count == 1 {
            return String(decoding: try encoder.encode(values[0]), as: UTF8.self) + "\n"
        }
        if pretty { return String(decoding: try encoder.encode(values), as: UTF8.self) + "\n" }
        return try values.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
    }
}
