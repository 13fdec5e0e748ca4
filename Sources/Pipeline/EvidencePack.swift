import Crypto
import Foundation
import Journal
import Purchases
import Rules
import Webhooks

/// What a third party needs to recompute one alert, as files.
package enum EvidencePack {
    package struct File: Sendable, Hashable {
        package var name: String
        package var bytes: [UInt8]
    }

    private struct LineRow: Encodable {
        var sequence: Int64
        var line: Line
        var rows: [ProductRow]
    }

    private struct Versions: Encodable {
        var program: String
        var installation: String
        var pack: PackReference
        var packDigest: String?
        /// Files of the pack by the names that it gives them.
        var packFiles: [String: String]
        var lists: [ListReference]
        var catalogue: String
        var timezones: String
    }

    private struct AuditRow: Encodable {
        var sequence: Int64
        var recorded_micros: Int64
        var actor: String
        var kind: String
        var detail: String
        var previous: String
        var hash: String
    }

    /// The files of one alert; `SHA256SUMS` comes last and names the others.
    ///
    /// - Parameters:
    ///   - history: the alert's events in order; never empty.
    ///   - redaction: what is hidden of a confidential pack; such a pack is left out.
    ///   - program: the version that writes it.
    /// - Throws: `JournalError`.
    package static func files(
        of history: [AlertEvent], in journal: Journal, redaction: Redaction, program: String
    ) throws -> [File] {
        guard let last = history.last else { return [] }
        let shown = history.map { redaction.redacted($0) }
        var files = [File(name: "events.ndjson", bytes: shown.flatMap { EventEncoding.json($0) + [0x0A] })]
        files.append(try lines(of: history, journal))
        let isConfidential = shown != history
        let kept = try (journal.packs(.live) + journal.packs(.retired)).first {
            $0.id == last.data.pack.id && $0.version == last.data.pack.version
        }
        var names: [String: String] = [:]
        if let kept, !isConfidential { files += try pack(kept, &names) }
        files.append(
            File(
                name: "versions.json",
                bytes: try json(
                    Versions(
                        program: program, installation: journal.installation, pack: last.data.pack,
                        packDigest: kept?.digest, packFiles: names, lists: last.data.lists,
                        catalogue: last.data.catalogue.version, timezones: last.data.timezones.version))))
        files.append(try audit(journal))
        files.append(File(name: "README.md", bytes: Array(readme(last, isConfidential).utf8)))
        let sums = files.map { "\(hex(SHA256.hash(data: $0.bytes)))  \($0.name)\n" }.joined()
        return files + [File(name: "SHA256SUMS", bytes: Array(sums.utf8))]
    }

    /// All versions of the lines that any of the events shows.
    private static func lines(of history: [AlertEvent], _ journal: Journal) throws -> File {
        let keys = Set(history.flatMap { $0.data.purchases.map(\.key) + $0.data.covered })
        var bytes: [UInt8] = []
        try journal.replay { part in
            for line in part where keys.contains(line.line.key.text) {
                bytes += try json(LineRow(sequence: line.sequence, line: line.line, rows: line.rows))
            }
        }
        return File(name: "lines.ndjson", bytes: bytes)
    }

    private static func pack(_ kept: PackRecord, _ names: inout [String: String]) throws -> [File] {
        let content = try JSONDecoder().decode(PackFiles.self, from: Data(kept.files))
        var files = [File(name: "pack.yaml", bytes: content.bytes)]
        let named = content.lists.merging(content.values) { first, _ in first }
        for (number, file) in named.sorted(by: { $0.key < $1.key }).enumerated() {
            let end = file.key.split(separator: ".").last.map { ".\($0)" } ?? ""
            let name = "pack-file-\(number + 1)\(end.contains("/") ? "" : end)"
            names[file.key] = name
            files.append(File(name: name, bytes: file.value))
        }
        return files
    }

    /// The whole chain: without what came before, an entry's hash proves nothing.
    private static func audit(_ journal: Journal) throws -> File {
        var bytes: [UInt8] = []
        for entry in try journal.audit(limit: .max) {
            bytes += try json(
                AuditRow(
                    sequence: entry.sequence, recorded_micros: entry.recorded.microseconds,
                    actor: entry.actor, kind: entry.kind, detail: entry.detail, previous: entry.previous,
                    hash: entry.hash))
        }
        return File(name: "audit.ndjson", bytes: bytes)
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [0x0A]
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func readme(_ last: AlertEvent, _ isConfidential: Bool) -> String {
        let pack =
            isConfidential
            ? "The pack is confidential and not included; what its rules say is left out of the events too."
            : "`pack.yaml` is the pack that judged, the `pack-file-…` its lists and files of values; `versions.json` says\nunder which names the pack asks for them."
        return """
            # Alert \(last.subject)

            An indication by rules about purchases. It accuses nobody.

            | file | holds |
            |---|---|
            | `events.ndjson` | every event about the alert, a line each; the last one is what was told last |
            | `lines.ndjson` | the journalled lines of the purchases that the events show, with all versions and the catalogue's rows that accepted them; tokens are pseudonyms |
            | `versions.json` | of program, pack, lists, catalogue and time zones |
            | `audit.ndjson` | the whole audit log: what was raised, sent and done, when and by whom |
            | `SHA256SUMS` | for `sha256sum -c SHA256SUMS` |

            \(pack)

            ## To recompute it

            1. `sha256sum -c SHA256SUMS`.
            2. `tillwatch verify events.ndjson` computes every number of the events anew from the purchases that they show.
               By hand: an indicator's `value` is its `measure` over its `purchases`; it holds where that reaches `threshold`.
               The points of the indicators add up to `score`.
            3. Compare each purchase of the last event with its line in `lines.ndjson`: the same key, product, store and time; its
               quantity is the line's less what is stated as returned or voided.
            4. The audit log: for each line of `audit.ndjson` in order, SHA-256 over `tillwatch-audit-1`, `sequence`,
               `recorded_micros`, `actor`, `kind`, `previous` and `detail`, joined by line feeds, is `hash`, and `previous` is the
               `hash` before it (64 zeros for the first). Compare the last hash with an anchor, where you have one.

            """
    }
}
