import Foundation
import GRDB

/// Whole copies of a journal: made while it is in use, and put in its place.
package enum JournalBackup {
    package struct Report: Sendable, Hashable {
        /// The file that was made.
        package var path: String
        package var bytes: Int64
        /// SHA-256 of the file, in hexadecimal.
        package var digest: String
    }

    /// Copies what is committed at one moment into a new file, checks the copy, and writes its digest beside it, as
    /// `sha256sum` does (`FILE.sha256`). Whoever writes the journal is not kept waiting.
    ///
    /// - Throws: `JournalError`; no file of that name is there then.
    package static func make(of journal: String, at backup: String) throws -> Report {
        let source = JournalFile.resolved(journal)
        let path = JournalFile.resolved(backup)
        guard try JournalFile.probe(source, writing: false) else { throw JournalError.foreign(at: source) }
        guard !DurableFile.exists(path) else { throw exists(path, "give the backup another name") }
        let part = path + ".part"
        defer { try? FileManager.default.removeItem(atPath: part) }
        try copy(source, to: part)
        let digest = try DurableFile.sha256(part)
        let name = URL(fileURLWithPath: path).lastPathComponent
        try write("\(digest)  \(name)\n", to: path + ".sha256")
        try DurableFile.move(part, to: path)
        return Report(path: path, bytes: DurableFile.size(path), digest: digest)
    }

    /// Makes a journal of a backup. What stood in its place is kept as `FILE.replaced`.
    ///
    /// - Parameter replacing: whether a journal that is there may be replaced.
    /// - Throws: `JournalError`: `.locked` while a program writes the journal, `.exists` where one is there, `.damaged`
    ///   where the backup is not what its digest says, or not whole. Nothing has changed then.
    package static func restore(_ backup: String, to journal: String, replacing: Bool) throws -> Report {
        let source = JournalFile.resolved(backup)
        guard try JournalFile.probe(source, writing: false) else { throw JournalError.foreign(at: source) }
        try checkDigest(source)
        return try place(at: JournalFile.resolved(journal), replacing: replacing) { part in
            try copy(source, to: part)
        }
    }

    /// Puts what `make` makes in the place of a journal that nobody writes.
    static func place(
        at path: String, replacing: Bool, make: (_ part: String) throws -> Void
    ) throws -> Report {
        if !DurableFile.exists(path) { _ = try JournalFile.probe(path, writing: true) }
        let lock = try JournalLock(journal: path)
        defer { lock.release() }
        guard replacing || !DurableFile.exists(path) else {
            throw exists(path, "give --force to replace it; it is then kept as \(path).replaced")
        }
        let part = path + "-restoring"
        try? FileManager.default.removeItem(atPath: part)
        defer { try? FileManager.default.removeItem(atPath: part) }
        try make(part)
        let digest = try DurableFile.sha256(part)
        // A WAL that stays behind would be taken for the new file's.
        for end in ["-wal", "-shm", ""] where DurableFile.exists(path + end) {
            try? FileManager.default.removeItem(atPath: path + ".replaced" + end)
            try DurableFile.move(path + end, to: path + ".replaced" + end)
        }
        try DurableFile.move(part, to: path)
        return Report(path: path, bytes: DurableFile.size(path), digest: digest)
    }

    /// A whole copy in one file, of one moment, that was checked.
    private static func copy(_ source: String, to path: String) throws {
        do {
            try? FileManager.default.removeItem(atPath: path)
            let queue = try JournalFile.openReader(source)
            defer { try? queue.close() }
            try queue.inDatabase { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        } catch let error as DatabaseError {
            throw JournalError(error, at: error.resultCode == .SQLITE_FULL ? path : source)
        }
        let damages = try JournalCheck.damages(at: path)
        guard damages.isEmpty else {
            throw JournalError(
                .damaged, "the journal is damaged: \(damages[0])", at: source,
                hint: "`tillwatch journal restore --salvage` takes over what can be read of it")
        }
    }

    /// Compares a backup with the digest beside it, where there is one.
    private static func checkDigest(_ path: String) throws {
        guard let text = try? String(contentsOfFile: path + ".sha256", encoding: .utf8) else { return }
        let told = text.prefix { $0 != " " }
        guard try DurableFile.sha256(path) == told else {
            throw JournalError(
                .damaged, "the backup is not the file that \(path).sha256 tells of", at: path,
                hint: "take another backup; where this one was changed on purpose, remove the .sha256 file")
        }
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw JournalError(
                .diskFailed, "cannot write \(path): \(error.localizedDescription)", at: path,
                hint: "check the disk and the permissions, then run again")
        }
        try DurableFile.sync(path)
    }

    private static func exists(_ path: String, _ hint: String) -> JournalError {
        JournalError(.exists, "there is such a file already", at: path, hint: hint)
    }
}
