import ArgumentParser
import Catalogue
import Feeds
import Rules
import Webhooks

struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of a file format.",
        discussion: """
            Editors complete and check files from these.

            Example:
              tillwatch schema pack > pack.schema.json
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable { case pack, list, feed, alert }

    @Argument(help: "Which: pack, list, feed or alert.")
    var kind: Kind

    func run() async throws {
        let text =
            switch kind {
            case .pack: PackSchema.json
            case .list: ListSchema.json
            case .feed: FeedSchema.json
            case .alert: AlertSchema.json
            }
        try Console.output(text.hasSuffix("\n") ? text : text + "\n")
    }
}
