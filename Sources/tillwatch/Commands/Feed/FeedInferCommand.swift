import ArgumentParser
import Documents
import Feeds
import Foundation
import Inference
import Pipeline

struct FeedInferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Writes a feed file for an export that nobody described.",
        discussion: """
            Looks at the beginning of the export: format, encoding, delimiter, decimal
            mark, times, and which column is what, by its name in nine languages and by
            its values. Each guess has its reason as a comment; what has to be looked at
            has `# ?` before it. No value of the export is written but codes of kinds.

            Examples:
              tillwatch feed infer sales.csv --out feed.yaml
              zcat sales.csv.gz | tillwatch feed infer - > feed.yaml
            """)

    /// Bytes of the export that are looked at.
    private static let sampleBytes = 4 << 20

    @Argument(help: ArgumentHelp("The export, or - for standard input.", valueName: "file"))
    var input: String

    @Option(
        help: ArgumentHelp(
            "Where to write the feed file; a file that is there is not overwritten.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var out: String?

    @Option(help: ArgumentHelp("What the feed is called: the first part of every key.", valueName: "id"))
    var id: String = "shop"

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        if let out, FileManager.default.fileExists(atPath: out) {
            throw Failure(
                "FILE_EXISTS", "the file is there already", at: out,
                help: "name another with --out, or take it away first", status: .unusable)
        }
        let draft = try await onOwnThread(named: "tillwatch.infer") { [input, id] in
            try Self.draft(input, id: id)
        }
        let name =
            input == InputName.standardInput
            ? "standard input" : URL(fileURLWithPath: input).lastPathComponent
        let text = draft.yaml(of: visible(name))
        if let out {
            do {
                try Data(text.utf8).write(to: URL(fileURLWithPath: out), options: [.withoutOverwriting])
            } catch {
                throw Failure(writing: "the feed file", to: out, error)
            }
        } else {
            try Console.output(text)
        }
        let doubts = draft.doubts
        Console.message(
            doubts == 0
                ? "guessed without doubt; try it with `tillwatch feed check`"
                : "\(doubts) guess\(doubts == 1 ? "" : "es") to look at, each marked `# ?`; then try it with `tillwatch feed check`"
        )
    }

    private static func draft(_ input: String, id: String) throws -> FeedDraft {
        do {
            let sample = try InputSample.read(input, atMost: sampleBytes)
            return try FeedInference.draft(sample.bytes, isWhole: sample.isWhole, id: id)
        } catch let error as FeedError {
            throw Failure(error)
        } catch let refusal as FeedInference.Refusal {
            throw Failure("NOT_INFERRED", refusal.message, at: input, help: refusal.help, status: .unusable)
        }
    }
}
