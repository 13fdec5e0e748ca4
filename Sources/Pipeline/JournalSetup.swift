import Crypto
import Documents
import Foundation
import Journal
import Rules
import Webhooks

/// Opens a journal for a run, and holds the run to what the journal was made with.
package enum JournalSetup {
    private static let keyCheck = "token key"

    /// The journal, with the packs registered in it where it is new.
    ///
    /// - Parameters:
    ///   - path: nil keeps it in memory.
    ///   - installation: nil takes the one that is kept, or makes one.
    ///   - tokenKey: a key other than the one that the journal was made with is refused.
    /// - Throws: `JournalError`.
    package static func open(
        path: String?, installation: String?, setup: Setup, tokenKey: [UInt8]
    ) throws -> Journal {
        let journal = try Journal.open(
            path: path, installation: installation, encode: { EventEncoding.json($0) })
        let records = try records(of: setup)
        // A journal that holds lines changes its packs only with what that makes of its alerts (`PackChange`).
        if try journal.holdsLines() {
            try journal.check(records)
        } else {
            let kept = try (keptPacks(of: journal) + keptPacks(of: journal, .shadow))
            if let refusal = PackSuccession.refusal(of: setup.packs, after: kept, at: journal.path) {
                throw refusal
            }
            try journal.register(records)
        }
        try journal.require(
            keyCheck, is: check(tokenKey),
            hint: "use the key that it was made with; with another key the same buyer would be somebody else")
        return journal
    }

    /// Whether a journal was made with a key; nil where it does not say.
    static func isMade(_ journal: Journal, with key: [UInt8]) throws -> Bool? {
        try journal.setting(keyCheck).map { $0 == check(key) }
    }

    /// The packs that a journal keeps in one state, compiled again.
    package static func keptPacks(of journal: Journal, _ state: PackRecord.State = .live) throws -> [Pack] {
        try journal.packs(state).map { try compiled($0, journal) }
    }

    static func compiled(_ kept: PackRecord, _ journal: Journal) throws -> Pack {
        let files = try JSONDecoder().decode(PackFiles.self, from: Data(kept.files))
        let compiled = PackReader.compile(files)
        guard let pack = compiled.pack else {
            let first = compiled.diagnostics.first.map { ": \($0.message)" } ?? ""
            throw JournalError(
                .packUnknown,
                "the kept pack \(kept.id) \(kept.version) cannot be compiled by this program\(first)",
                at: journal.path, hint: "use the version of the program that made the journal")
        }
        return pack
    }

    /// The packs of a setup as the journal keeps them, live ones first.
    static func records(of setup: Setup) throws -> [PackRecord] {
        try zip(setup.packs, setup.packFiles).map { try record($0, $1, .live) }
            + zip(setup.shadow ?? [], setup.shadowFiles).map { try record($0, $1, .shadow) }
    }

    private static func record(
        _ pack: Pack, _ files: PackFiles, _ state: PackRecord.State
    ) throws -> PackRecord {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return PackRecord(
            id: pack.id, version: pack.version, state: state, digest: pack.digest,
            levels: pack.levels.map(\.name), files: Array(try encoder.encode(files)))
    }

    /// What shows that two keys are the same without showing either.
    private static func check(_ key: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("tillwatch token key check".utf8), using: SymmetricKey(data: key))
        return code.prefix(8).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
