import ArgumentParser
import Documents
import Foundation
import Rules

struct RulesNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Writes a commented pack to start from, with a list and tests.",
        discussion: """
            Asks nothing, and writes over nothing. NAME.yaml is the pack,
            NAME.list.yaml its list of substances, NAME.test.yaml its tests, and
            pack.schema.json what an editor completes from.

            Examples:
              tillwatch rules new my-shop
              tillwatch rules new --out packs my-shop
            """)

    @Argument(help: "The id of the pack, and the name of its files.")
    var name: String

    @Option(
        help: ArgumentHelp("Where to write; the folder is made.", valueName: "dir"), completion: .directory)
    var out: String = "."

    func run() async throws {
        // Who names a file means its pack.
        let id = name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
        guard let files = StarterPack.files(id) else {
            throw Failure(
                "PACK_NAME", "\(quoted(name)) is no name of a pack",
                help: "use letters, digits, `-`, `_` and `.`, at most 64 of them", status: .unusable)
        }
        let folder = URL(fileURLWithPath: out, isDirectory: true)
        for file in files where !file.isShared {
            let path = folder.appendingPathComponent(file.name).path
            if FileManager.default.fileExists(atPath: path) {
                throw Failure(
                    "FILE_EXISTS", "the file is there already", at: path,
                    help: "give the pack another name, or write elsewhere with --out", status: .unusable)
            }
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for file in files {
                let place = folder.appendingPathComponent(file.name)
                if file.isShared, FileManager.default.fileExists(atPath: place.path) { continue }
                try Data(file.text.utf8).write(to: place, options: [.withoutOverwriting])
                try Console.output(place.relativePath + "\n")
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(writing: "the pack", to: out, error)
        }
    }
}
