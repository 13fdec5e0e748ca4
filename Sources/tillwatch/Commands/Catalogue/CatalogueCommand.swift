import ArgumentParser

struct CatalogueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Finds the products that hold listed substances, and checks them.",
        discussion: """
            From an article master to a catalogue: screen proposes, review decides, build
            writes the catalogue, check says what is missing. All of it stays on this
            machine.

            Examples:
              tillwatch catalogue screen articles.csv --lists rules/lists/*.yaml
              tillwatch catalogue check --catalogue catalogue.csv \\
                --rules rules/packs/eu-baseline.yaml
            """,
        subcommands: [
            CatalogueScreenCommand.self, CatalogueReviewCommand.self, CatalogueBuildCommand.self,
            CatalogueCheckCommand.self,
        ])
}
