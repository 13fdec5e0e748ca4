import GRDB

/// How SQLite keeps what is committed, read back from a connection.
package struct Durability: Sendable, Hashable {
    /// 2 is `FULL`: a commit returns once it is on the disk.
    package let synchronous: Int64
    /// `wal`, or `memory` for a journal without a file.
    package let mode: String

    init(_ db: Database) throws {
        synchronous = try Int64.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
        mode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "none"
    }
}

extension Journal {
    /// How the connection that writes keeps commits now; nil for a journal that is open for reading only.
    package func durability() throws -> Durability? {
        guard writer != nil else { return nil }
        return try writing { db in try Durability(db) }
    }
}
