import ArgumentParser
import Documents
import Foundation
import Rules

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Checks rule packs.",
        discussion: """
            Example:
              tillwatch rules check rules/packs/*.yaml
            """,
        subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Says everything that is wrong with rule packs, in one go.",
            discussion: """
                Every message names the place, the line and what to do. With --catalogue
                the catalogue is checked against the packs' lists too.

                Examples:
                  tillwatch rules check rules/packs/*.yaml
                  tillwatch rules check pack.yaml --catalogue catalogue.csv
                """)

        @Argument(help: "Rule packs.")
        var packs: [String]

        @Option(help: ArgumentHelp("A catalogue to check against the packs' lists.", valueName: "file"))
        var catalogue: String?

        @OptionGroup var messages: MessageOptions

        func run() async throws {
            let check = PackCheck.read(packs: packs, catalogue: catalogue)
            Console.show(check.diagnostics, color: messages.colorsMessages)
            let errors = check.diagnostics.count { $0.severity == .error }
            let warnings = check.diagnostics.count - errors
            let files = packs.count + (catalogue == nil ? 0 : 1)
            Console.message(
                "\(files) file\(files == 1 ? "" : "s") checked: \(errors) error\(errors == 1 ? "" : "s"),"
                    + " \(warnings) warning\(warnings == 1 ? "" : "s")")
            if errors > 0 { throw ExitCode(Failure.Status.unusable.rawValue) }
        }
    }
}
