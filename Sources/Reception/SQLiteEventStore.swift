import Foundation
import GRDB
import Purchases
import Synchronization
import Webhooks

/// Received events in SQLite: a row each, in order of arrival.
final class SQLiteEventStore: EventStore {
    private let path: String
    private let database: DatabaseQueue
    private let worker = SerialWorker(label: "tillwatch.received.sqlite")
    private let isClosed = Mutex(false)

    init(path: String) throws(StoreError) {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { database in
                // Readers may read while events arrive, and a power cut loses nothing.
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
            database = try DatabaseQueue(path: path, configuration: configuration)
            try database.write(Self.prepare)
        } catch {
            throw StoreError(
                .unwritable, file: path, message: "cannot open the store: \(Self.text(error))",
                hint:
                    "check that its folder exists, that this user may write there, and that it is no other file"
            )
        }
    }

    func keep(_ event: StoredEvent) async throws(StoreError) -> Keeping {
        try await worker.run { () throws(StoreError) -> Keeping in
            guard !self.isClosed.withLock({ $0 }) else {
                throw StoreError(
                    .closed, file: self.path, message: "the store is closed", hint: "start the receiver again"
                )
            }
            do {
                return try self.database.write { try Self.keep(event, $0) }
            } catch {
                throw StoreError(
                    .unwritable, file: self.path, message: "cannot write the event: \(Self.text(error))",
                    hint: "make room on the disk or mend it; the sender tries again")
            }
        }
    }

    func close() async {
        try? await worker.run {
            self.isClosed.withLock { $0 = true }
            // A checkpoint that cannot be done now is done by the next one who opens the file.
            try? self.database.close()
        }
    }

    private static func prepare(_ database: Database) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard mode == "wal" || mode == "memory", synchronous == 2 else {
            throw DatabaseError(message: "the file system keeps SQLite from writing durably")
        }
        try claim(database)
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS received_events (
                    sequence INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    received TEXT NOT NULL,
                    webhook_timestamp TEXT NOT NULL,
                    webhook_signature TEXT NOT NULL,
                    body TEXT NOT NULL
                ) STRICT
                """)
    }

    /// A database of another program, a journal for instance, is left alone.
    private static func claim(_ database: Database) throws {
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard owner != application else { return }
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
        guard owner == 0, tables == 0 else {
            throw DatabaseError(message: "it is a database of another program")
        }
        try database.execute(sql: "PRAGMA application_id = \(application)")
    }

    /// `TWev`, which `file` and others show.
    private static let application = 0x5457_6576

    private static func keep(_ event: StoredEvent, _ database: Database) throws -> Keeping {
        let known = try database.cachedStatement(
            sql: "SELECT CAST(body AS BLOB) FROM received_events WHERE id = ?")
        if let body = try Data.fetchOne(known, arguments: [event.headers.id]) {
            return body.elementsEqual(event.body.utf8) ? .duplicate : .conflict
        }
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO received_events (id, received, webhook_timestamp, webhook_signature, body)
                VALUES (?, ?, ?, ?, CAST(? AS TEXT))
                """)
        try insert.execute(arguments: [
            event.headers.id, event.received.description, event.headers.timestamp, event.headers.signature,
            Data(event.body.utf8),
        ])
        return .stored
    }

    /// What SQLite said, without statement and arguments: those hold the event.
    static func text(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return error.message ?? "SQLite error \(error.resultCode.rawValue)"
    }
}
