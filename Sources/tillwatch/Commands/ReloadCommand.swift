import ArgumentParser
import Documents
import Pipeline

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Lets a running service load its packs and catalogue again.",
        discussion: """
            The files are checked whole first: what is wrong with them is said, with exit
            code 2, and the service goes on with what it has. A version that would judge
            alerts anew that were raised already is refused without --rejudge.

            Examples:
              tillwatch reload --config tillwatch.yaml
              tillwatch reload --config tillwatch.yaml --rejudge
            """)

    @Option(help: ArgumentHelp("The configuration of the running service.", valueName: "file"))
    var config: String

    @Flag(help: "Judge alerts anew that were raised already: amend and withdraw them.")
    var rejudge = false

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let (loaded, found) = RunConfigReader.load(path: config)
        guard let loaded else {
            Console.show(found, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        }
        let rejudge = rejudge
        let answer: ReloadAnswer
        do {
            answer = try await onOwnThread(named: "tillwatch.reload") {
                try ControlClient.reload(at: loaded.control, rejudge: rejudge)
            }
        } catch let error as ServiceError {
            throw Failure(error)
        }
        for message in answer.messages { Console.message(message) }
        switch answer.status {
        case .done: try Console.output(text(answer))
        case .refused:
            Console.message("not reloaded: the running versions go on")
            throw ExitCode(Failure.Status.unusable.rawValue)
        case .failed: throw ExitCode(Failure.Status.failed.rawValue)
        }
    }

    private func text(_ answer: ReloadAnswer) -> String {
        var lines = answer.packs.map { "live    \(visible($0))" }
        lines += answer.shadow.map { "shadow  \(visible($0))" }
        lines.append("catalogue \(answer.catalogue)")
        if answer.events > 0 {
            lines.append("\(answer.events) event\(answer.events == 1 ? "" : "s") of judging anew")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
