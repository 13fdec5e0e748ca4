import Foundation
import GRDB

/// All rows of a journal but when it was made, as text, read by SQL of its own.
struct CrashState: Hashable {
    /// Sorted rows by table.
    let rows: [String: [String]]
    /// What SQLite finds wrong with the file.
    let damages: [String]
    /// The bytes of each event by its id.
    let events: [String: [UInt8]]

    init(path: String) throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        (rows, damages, events) = try queue.read { db in
            var rows: [String: [String]] = [:]
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            for table in tables {
                let columns = try String.fetchAll(
                    db, sql: "SELECT 'quote(' || name || ')' FROM pragma_table_info(?)", arguments: [table])
                let filter = table == "setting" ? "WHERE name <> 'created'" : ""
                rows[table] = try String.fetchAll(
                    db, sql: "SELECT \(columns.joined(separator: " || '|' || ")) FROM \(table) \(filter)"
                ).sorted()
            }
            var events: [String: [UInt8]] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT subject || '-' || revision, body FROM event") {
                events[row[0]] = [UInt8](row[1] as Data)
            }
            let told = try String.fetchAll(db, sql: "PRAGMA integrity_check")
            return (rows, told == ["ok"] ? [] : told, events)
        }
    }

    /// The tables in which two states differ.
    func differences(from other: CrashState) -> [String] {
        Set(rows.keys).union(other.rows.keys).filter { rows[$0] != other.rows[$0] }.sorted().map { table in
            "\(table): \(rows[table]?.count ?? -1) rows, not \(other.rows[table]?.count ?? -1)"
        }
    }
}
