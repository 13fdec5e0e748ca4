import ArgumentParser

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Finds out how an export is written, what becomes of it, and how the feeds are.",
        discussion: """
            infer writes a feed file for an export that nobody described; check shows what
            a feed file makes of an export, line by line and as a whole; status shows how
            the feeds of the service are. Nothing leaves this machine.

            Examples:
              tillwatch feed infer sales.csv --out feed.yaml
              tillwatch feed check sales.csv --feed feed.yaml
              tillwatch feed status --journal tillwatch.journal
            """,
        subcommands: [FeedInferCommand.self, FeedCheckCommand.self, FeedStatusCommand.self])
}
