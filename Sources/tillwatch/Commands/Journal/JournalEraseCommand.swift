import ArgumentParser
import Documents
import Journal
import Pipeline
import Purchases

struct JournalEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erases one buyer: purchases, events' contents, and alerts; the audit log stays whole.",
        discussion: """
            Names the buyer by a token's pseudonym, as alerts show it, or by an alert, whose
            buyer's tokens then all count. Receipts with such a token go with all of their
            lines. No service may have the journal open meanwhile, and no event about the
            buyer may wait to be delivered. Backups and inputs are yours to erase: lines
            that are read again come back.

            Examples:
              tillwatch journal erase --journal tillwatch.journal \\
                --token loyalty:1c73ae54d7bfd878 --dry-run
              tillwatch journal erase --journal tillwatch.journal --subject 3f0c0a52
            """)

    @OptionGroup var journal: JournalOptions

    @Option(help: ArgumentHelp("A token of the buyer; may be given again.", valueName: "kind:pseudonym"))
    var token: [String] = []

    @Option(help: ArgumentHelp("An alert about the buyer: the first digits will do.", valueName: "alert"))
    var subject: String?

    @Flag(help: "Only say what would be erased.")
    var dryRun = false

    func validate() throws {
        guard token.isEmpty == (subject != nil) else {
            throw ValidationError("give either --token or --subject")
        }
        guard token.allSatisfy({ named($0) != nil }) else {
            throw ValidationError("--token takes KIND:PSEUDONYM")
        }
    }

    func run() async throws {
        let opened = try journal.open()
        let tokens = try tokens(opened)
        try opened.close()
        let (path, dryRun) = (journal.journal, dryRun)
        let counts = try await journal.working("tillwatch.erase") {
            let opened = try Journal.open(path: path, access: dryRun ? .reading : .writing)
            let counts = try Erasure.run(opened, tokens: tokens, dryRun: dryRun)
            try opened.close()
            return counts
        }
        guard counts.lines + counts.alerts + counts.seen > 0 else {
            throw Failure(
                "BUYER_UNKNOWN", "no line of the journal has such a token", at: path,
                help: "give the pseudonym as `tillwatch alerts show` prints it, in full")
        }
        var text = "\(path): \(counts.lines) lines, \(counts.alerts) alerts"
        if dryRun {
            text += " would be erased, and \(counts.amended) other alerts amended"
        } else {
            text +=
                " and what \(counts.events) events told erased, \(counts.refused) refused and \(counts.quarantined) quarantined lines too; \(counts.amended) other alerts amended"
        }
        try Console.output(text + "\n")
    }

    private func named(_ text: String) -> Token? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
            text.index(after: colon) < text.endIndex
        else { return nil }
        return Token(
            kind: ExactText(String(text[..<colon])),
            value: ExactText(String(text[text.index(after: colon)...])))
    }

    private func tokens(_ opened: Journal) throws -> Set<Token> {
        guard let subject else { return Set(token.compactMap(named)) }
        let events = try journal.reading { try journal.history(named: subject, in: opened) }
        let tokens = Set(events.flatMap { $0.data.buyer?.tokens ?? [] })
        guard !tokens.isEmpty else {
            throw Failure(
                "BUYER_UNKNOWN", "the alert is about no buyer with a token", at: journal.journal,
                help: "name a token with --token", status: .unusable)
        }
        return tokens
    }
}
