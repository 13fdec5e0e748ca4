import Foundation
import GRDB
import Purchases

extension Journal {
    /// Entries in order, at most `limit` with a number above `sequence`; none of a journal that is older than the log.
    package func audit(after sequence: Int64 = 0, limit: Int) throws -> [AuditEntry] {
        try reading { db in
            guard try Schema.hasAudit(db) else { return [] }
            return try Row.fetchAll(
                db, sql: "\(Self.entries) WHERE sequence > ? ORDER BY sequence LIMIT ?",
                arguments: [sequence, limit]
            ).map(Self.entry)
        }
    }

    /// Ids of events with their numbers, in order of commits.
    package func eventIDs(after sequence: Int64, limit: Int) throws -> [(sequence: Int64, id: String)] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT sequence, subject, revision FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?",
                arguments: [sequence, limit]
            ).map { ($0[0], "\($0[1] as String)-\($0[2] as Int64)") }
        }
    }

    private static let entries =
        "SELECT sequence, recorded_micros, actor, kind, detail, previous, hash FROM audit"

    private static func entry(_ row: Row) -> AuditEntry {
        AuditEntry(
            sequence: row[0], recorded: EventTime(microseconds: row[1]), actor: row[2], kind: row[3],
            detail: row[4],
            previous: row[5], hash: row[6])
    }

    /// Adds a link in the transaction of what it tells of.
    func note(_ kind: AuditEntry.Kind, _ detail: AuditDetail, _ db: Database) throws {
        try AuditLog.add(kind, detail, actor: actor, at: now(), db)
    }
}

/// The chain itself.
enum AuditLog {
    static func add(
        _ kind: AuditEntry.Kind, _ detail: AuditDetail, actor: String, at time: EventTime, _ db: Database
    ) throws {
        let last = try db.cachedStatement(
            sql: "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
        let row = try Row.fetchOne(last)
        var entry = AuditEntry(
            sequence: (row?[0] ?? 0) + 1, recorded: time, actor: actor, kind: kind.rawValue,
            detail: String(decoding: try Journal.jsonData(detail), as: UTF8.self),
            previous: row?[1] ?? AuditEntry.noHash, hash: "")
        entry.hash = entry.computedHash
        try db.cachedStatement(
            sql: """
                INSERT INTO audit (sequence, recorded_micros, actor, kind, detail, previous, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry.sequence, entry.recorded.microseconds, entry.actor, entry.kind, entry.detail,
            entry.previous,
            entry.hash,
        ])
    }

    /// The first link of a journal, with what it held before.
    static func begin(actor: String, at time: EventTime, _ db: Database) throws {
        guard try Int64.fetchOne(db, sql: "SELECT 1 FROM audit LIMIT 1") == nil else { return }
        var detail = AuditDetail()
        detail.lastEvent = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM event") ?? 0
        detail.rows = [
            "line": try Int.fetchOne(db, sql: "SELECT count(*) FROM line") ?? 0,
            "event": try Int.fetchOne(db, sql: "SELECT count(*) FROM event") ?? 0,
        ]
        try add(.begun, detail, actor: actor, at: time, db)
    }

    /// The name of the user who runs this process; its number where it has none. Control characters would make two
    /// entries read alike.
    static func systemUser() -> String {
        let name = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(getuid())"
        return String(name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init))
    }
}
