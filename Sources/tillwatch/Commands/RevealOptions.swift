import ArgumentParser
import Documents
import Foundation
import Journal
import Pipeline
import Rules
import Webhooks

/// `--reveal-key`, the same for every command that shows what rules say.
struct RevealOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show what a confidential pack says: the file of its key. Once for each pack.", valueName: "file")
    )
    var revealKey: [String] = []

    /// - Throws: a `Failure` when a file cannot be read.
    func keys() throws -> RevealKeys {
        RevealKeys(
            try revealKey.map { path in
                do throws(DocumentFile.Problem) {
                    let bytes = try DocumentFile.read(path, sizeMax: 4096)
                    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
                    return String(decoding: line, as: UTF8.self).trimmingCharacters(
                        in: .whitespacesAndNewlines)
                } catch {
                    throw Failure(
                        "REVEAL_KEY_UNREADABLE", error.message, at: path,
                        help: "name the file that `tillwatch key new --reveal` wrote", status: .unusable)
                }
            })
    }

    /// What stays hidden of a journal's alerts.
    func redaction(of journal: Journal) throws -> Redaction {
        try Redaction(of: journal, revealing: keys())
    }
}

/// Refuses confidential packs, where there is no saying anything without showing what they say.
func refuseConfidential(_ packs: [Pack], _ reason: String) throws {
    guard let closed = packs.first(where: { $0.confidentiality != nil }) else { return }
    throw Failure(
        "PACK_CONFIDENTIAL", "the pack \(quoted(closed.id)) is confidential, and \(reason)",
        help: "give --reveal where everybody who sees this output may see what the pack says",
        status: .unusable)
}
