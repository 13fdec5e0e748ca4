import ArgumentParser

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Finds out how an export is written, and shows what becomes of it.",
        discussion: """
            infer writes a feed file for an export that nobody described; check shows what
            a feed file makes of an export, line by line and as a whole. Nothing is kept,
            and nothing leaves this machine.

            Examples:
              tillwatch feed infer sales.csv --out feed.yaml
              tillwatch feed check sales.csv --feed feed.yaml
            """,
        subcommands: [FeedInferCommand.self, FeedCheckCommand.self])
}
