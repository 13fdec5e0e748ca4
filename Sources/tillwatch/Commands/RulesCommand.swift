import ArgumentParser

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Begins, checks, tests, bundles and signs rule packs.",
        discussion: """
            Examples:
              tillwatch rules new my-shop
              tillwatch rules check rules/packs/*.yaml
              tillwatch rules test rules/packs
            """,
        subcommands: [
            RulesNewCommand.self, RulesCheckCommand.self, RulesTestCommand.self, Bundle.self, Sign.self,
            Verify.self,
        ])
}
