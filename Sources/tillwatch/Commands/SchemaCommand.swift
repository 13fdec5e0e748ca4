import ArgumentParser
import Bench
import Catalogue
import Feeds
import Pipeline
import Rules
import Screening
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

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case pack, test, list, feed, config, alert, trust, knowledge, language
        case feedEvent = "feed-event"
    }

    @Argument(help: "Which: pack, test, list, feed, config, alert, feed-event, trust, knowledge or language.")
    var kind: Kind

    func run() async throws {
        let text =
            switch kind {
            case .pack: PackSchema.json
            case .test: TestSchema.json
            case .list: ListSchema.json
            case .feed: FeedSchema.json
            case .config: RunConfigSchema.json
            case .alert: AlertSchema.json
            case .feedEvent: FeedEventSchema.json
            case .trust: TrustSchema.json
            case .knowledge: KnowledgeSchema.json
            case .language: LanguageSchema.json
            }
        try Console.output(text.hasSuffix("\n") ? text : text + "\n")
    }
}
