import Foundation
import GRDB

/// How journal files are found, told from others, and opened.
enum JournalFile {
    /// The file itself, absolute, symbolic links followed, so that two names of one file share its lock.
    static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// Refuses what can never be a journal, without changing anything.
    ///
    /// - Returns: false when there is no such file, or one that is still empty.
    static func probe(_ path: String, writing: Bool) throws(JournalError) -> Bool {
        do {
            return try probed(path, writing: writing)
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            throw JournalError(error, at: path)
        } catch {
            throw JournalError(.failed, "\(error)", at: path)
        }
    }

    private static func probed(_ path: String, writing: Bool) throws -> Bool {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            try checkFolder(of: path, writing: writing)
            return false
        }
        if isDirectory.boolValue {
            throw JournalError(
                .isDirectory, "a folder, not a file", at: path, hint: "name a file inside it")
        }
        if writing, !FileManager.default.isWritableFile(atPath: path) {
            throw JournalError(
                .readOnly, "you may not write this file", at: path,
                hint: "check the permissions of the file and of its folder")
        }
        do {
            return try isJournal(path, readonly: true)
        } catch let error as DatabaseError
            where writing && error.extendedResultCode == .SQLITE_READONLY_ROLLBACK
        {
            // A run that was killed while it made the file left a change half done, which only a writer can take back.
            return try isJournal(path, readonly: false)
        }
    }

    private static func checkFolder(of path: String, writing: Bool) throws(JournalError) {
        guard writing else {
            throw JournalError(
                .missing, "there is no such journal", at: path,
                hint: "a journal is made by `tillwatch scan --journal FILE`")
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue
        else {
            throw JournalError(
                .cannotOpen, "there is no folder \(folder)", at: path, hint: "make the folder first")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw JournalError(
                .readOnly, "you may not write in \(folder)", at: path,
                hint: "check the permissions of the folder")
        }
    }

    private static func isJournal(_ path: String, readonly: Bool) throws -> Bool {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { db in try isJournal(db, path: path) }
    }

    private static func isJournal(_ db: Database, path: String) throws -> Bool {
        let application = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if application == Schema.applicationID {
            guard version <= Schema.version else {
                throw JournalError(
                    .newerSchema,
                    "the journal has schema \(version); this program knows up to \(Schema.version)",
                    at: path, hint: "use the newer version of tillwatch that made it")
            }
            return true
        }
        // The migrator's own table may be all there is when the program that made the file was killed.
        let tables =
            try Int64.fetchOne(
                db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name NOT LIKE 'grdb\\_%' ESCAPE '\\'")
            ?? 0
        guard application == 0, version == 0, tables == 0 else { throw JournalError.foreign(at: path) }
        return false
    }

    /// Opens for writing, alone or beside readers; nil opens a journal in memory.
    static func openWriter(_ path: String?) throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        let writer: any DatabaseWriter
        if let path {
            writer = try DatabasePool(path: path, configuration: configuration)
        } else {
            writer = try DatabaseQueue(configuration: configuration)
        }
        try writer.writeWithoutTransaction { db in
            // Opening in WAL mode set NORMAL, which may lose the last commits when the power fails.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            try checkDurable(db, path: path)
        }
        try Schema.migrator.migrate(writer)
        return writer
    }

    static func openReader(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Opens for short changes beside the one that writes: no file is made, and none brought up to this schema.
    static func openBeside(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let version = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard version == Schema.version else {
                throw JournalError(
                    .olderSchema,
                    "the journal has schema \(version), and is not brought up to \(Schema.version) yet",
                    at: path,
                    hint: "`tillwatch run` or `scan --journal` of this version does that when it starts")
            }
            try checkDurable(db, path: path)
        }
        return queue
    }

    /// Reads back what was asked for: SQLite ignores a pragma that it does not take.
    private static func checkDurable(_ db: Database, path: String?) throws {
        let durability = try Durability(db)
        guard durability.synchronous == 2, durability.mode == (path == nil ? "memory" : "wal") else {
            throw JournalError(
                .notDurable,
                "SQLite does not keep commits durably here (synchronous \(durability.synchronous), mode \(durability.mode))",
                at: path, hint: "put the journal on a local disk")
        }
    }
}
