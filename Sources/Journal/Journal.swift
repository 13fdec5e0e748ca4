import Foundation
import GRDB
import Purchases
import Synchronization

/// The journal of watched purchases with the ledger and the outbox: one SQLite file, one writer, any readers.
///
/// Every call blocks on the disk; none may be made from the cooperative pool, nor from inside a closure that was
/// handed to another call. What a call wrote is durable when it returns. A journal open for writing can be used
/// from several threads.
package final class Journal: Sendable {
    package enum Access: Sendable, Hashable {
        /// Makes the file where there is none; refused while another program writes it.
        case writing
        /// Reads a journal that exists, also while another program writes it.
        case reading
        /// Changes what is said of deliveries in a journal that exists, also while another program writes it.
        case operating
    }

    /// Writes an event as it is to be sent; it must be JSON that `AlertEvent` decodes from.
    package typealias Encoding = @Sendable (AlertEvent) throws -> [UInt8]

    /// Names the installation in every subject and event (5.5).
    package let installation: String
    /// The journal's file; nil in memory.
    package let path: String?
    let encode: Encoding
    let reader: any DatabaseReader
    /// Nil when open for reading only.
    let writer: (any DatabaseWriter)?
    let caches = Mutex(Caches())
    /// Who is written down in the audit log.
    package let actor: String
    /// The clock of what is written down there, and of deliveries.
    let now: @Sendable () -> EventTime
    let routes = Mutex<any EventRouting>(SingleRouting())
    private let lock: JournalLock?

    /// Opens a journal, and makes it where there is none.
    ///
    /// - Parameters:
    ///   - path: nil keeps everything in memory.
    ///   - installation: must be the one the journal was made with; nil takes that one, and makes a random name for
    ///     a new file (`local` in memory).
    ///   - actor: who does what is done, for the audit log; nil is the user of the system.
    ///   - now: the clock of what is written down.
    ///   - encode: what an event is kept and sent as.
    package static func open(
        path: String?, installation: String? = nil, access: Access = .writing, actor: String? = nil,
        now: @escaping @Sendable () -> EventTime = { Journal.systemTime },
        encode: @escaping Encoding = { try Journal.json($0) }
    ) throws(JournalError) -> Journal {
        let file = path.map(JournalFile.resolved)
        do {
            if let file, access == .reading {
                guard try JournalFile.probe(file, writing: false) else {
                    throw JournalError.foreign(at: file)
                }
                let reader = try JournalFile.openReader(file)
                return try Journal(
                    file, reader: reader, writer: nil, lock: nil, installation: installation,
                    actor: actor, now: now, encode: encode)
            }
            if let file, access == .operating {
                guard try JournalFile.probe(file, writing: false) else {
                    throw JournalError.foreign(at: file)
                }
                let queue = try JournalFile.openBeside(file)
                return try Journal(
                    file, reader: queue, writer: queue, lock: nil, installation: installation,
                    actor: actor, now: now, encode: encode)
            }
            if let file { _ = try JournalFile.probe(file, writing: true) }
            let lock = try file.map { path throws(JournalError) in try JournalLock(journal: path) }
            let writer = try JournalFile.openWriter(file)
            return try Journal(
                file, reader: writer, writer: writer, lock: lock, installation: installation, actor: actor,
                now: now, encode: encode)
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            throw JournalError(error, at: file)
        } catch {
            throw JournalError(.failed, "\(error)", at: file)
        }
    }

    private init(
        _ path: String?, reader: any DatabaseReader, writer: (any DatabaseWriter)?, lock: JournalLock?,
        installation: String?, actor: String?, now: @escaping @Sendable () -> EventTime,
        encode: @escaping Encoding
    ) throws {
        self.path = path
        self.reader = reader
        self.writer = writer
        self.lock = lock
        self.encode = encode
        self.now = now
        let actor = actor ?? AuditLog.systemUser()
        self.actor = actor
        if let writer { try writer.write { db in try AuditLog.begin(actor: actor, at: now(), db) } }
        var kept = try reader.read { db in try Setting.value("installation", db) }
        if kept == nil, let writer {
            let name = installation ?? (path == nil ? "local" : Setting.randomName())
            try writer.write { db in
                try Setting.keep("installation", name, db)
                try Setting.keep("created", "\(now())", db)
            }
            kept = name
        }
        guard let kept else { throw JournalError.foreign(at: path) }
        if let installation, ExactText(installation) != ExactText(kept) {
            throw JournalError(
                .installationDiffers,
                "the journal belongs to installation \"\(kept)\", not \"\(installation)\"", at: path,
                hint: "leave out the installation, or use a new journal file: it is part of every alert's id")
        }
        self.installation = kept
    }

    /// Stores positions that wait, closes the file and lets another writer have it. Optional: a journal that is
    /// not closed loses nothing that was committed.
    package func close() throws {
        try storeWaitingPositions()
        // All in one file where that can be had; a program that reads keeps the WAL, and nothing is lost in it.
        if lock != nil { try? writer?.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) } }
        try translating { try reader.close() }
        lock?.release()
    }

    /// Keeps a setting, or refuses when the journal has another value: what must stay the same for the journal's
    /// whole life, such as a fingerprint of the token key.
    ///
    /// - Parameter hint: what the user is told to do about a difference.
    package func require(_ name: String, is value: String, hint: String) throws {
        try writing { db in
            guard let kept = try Setting.value(name, db) else { return try Setting.keep(name, value, db) }
            guard kept == value else {
                throw JournalError(
                    .settingDiffers, "the journal was made with another \(name)", at: self.path, hint: hint)
            }
        }
    }

    /// A setting that was kept; nil where it was not.
    package func setting(_ name: String) throws -> String? {
        try reading { db in try Setting.value(name, db) }
    }

    /// The schema of the file, and the newest that this program knows.
    package func schemaVersions() throws -> (file: Int64, newest: Int64) {
        (try reading { db in try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }, Schema.version)
    }

    /// When the file was last written, as the audit log says, and the latest time of a line.
    package func latestTimes() throws -> (written: EventTime?, line: EventTime?) {
        try reading { db in
            func time(_ sql: String) throws -> EventTime? {
                try Int64.fetchOne(db, sql: sql).map { EventTime(microseconds: $0) }
            }
            let hasAudit = try Schema.hasAudit(db)
            return (
                hasAudit ? try time("SELECT max(recorded_micros) FROM audit") : nil,
                try time("SELECT max(time_micros) FROM line")
            )
        }
    }

    /// An event as one line of JSON with sorted keys.
    package static func json(_ event: AlertEvent) throws -> [UInt8] { [UInt8](try jsonData(event)) }
}

// MARK: Access to the database

extension Journal {
    /// The clock of this machine.
    package static var systemTime: EventTime {
        EventTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }

    static func jsonData(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    func decoded<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw JournalError(
                .damaged, "a journalled \(type) cannot be read: \(error)", at: path,
                hint: "use the version of tillwatch that wrote it")
        }
    }

    func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw JournalError.translated(error, at: path) }
    }

    func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try translating { try reader.read(body) }
    }

    /// One transaction; nothing of it is kept when `body` throws. One that only looks things up costs no disk access. It
    /// takes the write lock at once: what it looks up cannot change before it writes, whoever else operates.
    func writing<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try writing(withCaches: { db, _ in try body(db) })
    }

    /// The same with the caches, which are forgotten when it fails, but for the positions that waited.
    func writing<Value>(withCaches body: (Database, inout Caches) throws -> Value) throws -> Value {
        guard let writer else {
            throw JournalError(.readOnly, "the journal is open for reading only", at: path)
        }
        return try translating {
            try writer.writeWithoutTransaction { db in
                // Taken out, so that nothing is copied: the writer lets in one at a time.
                var working = Caches()
                caches.withLock { swap(&$0, &working) }
                var kept = Caches()
                kept.waitingPositions = working.waitingPositions
                defer { caches.withLock { swap(&$0, &kept) } }
                var result: Value?
                try db.inTransaction(.immediate) {
                    result = try body(db, &working)
                    return .commit
                }
                guard let result else { throw JournalError(.failed, "no result", at: path) }
                swap(&kept, &working)
                return result
            }
        }
    }
}

/// Settings that stay for the journal's life.
private enum Setting {
    static func value(_ name: String, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }

    static func keep(_ name: String, _ value: String, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO setting (name, value) VALUES (?, ?)", arguments: [name, value])
    }

    /// 16 hexadecimal digits.
    static func randomName() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
