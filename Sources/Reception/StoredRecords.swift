import Foundation
import GRDB
import Purchases
import Webhooks

/// One event of a file that `tillwatch verify` was given.
package struct StoredRecord: Sendable {
    package enum Content: Sendable {
        /// With its headers where the store kept them.
        case event(body: [UInt8], headers: WebhookHeaders?)
        case tooLong
    }

    package var file: String
    /// The line, or in SQLite the sequence.
    package var number: Int
    package var content: Content

    package init(file: String, number: Int, content: Content) {
        self.file = file
        self.number = number
        self.content = content
    }
}

/// Reads stores of `tillwatch receive` and plain NDJSON of events, one after the other; blocks.
package enum StoredRecords {
    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - body: is given each record in order, one in memory at a time.
    /// - Throws: `StoreError` when the file cannot be read; what `body` throws.
    package static func read(path: String, _ body: (StoredRecord) throws -> Void) throws {
        if path == "-" {
            try lines(of: .standardInput, file: "standard input", body)
            return
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw StoreError(
                .unreadable, file: path, message: isFolder.boolValue ? "this is a folder" : "no such file",
                hint: "name a store of `tillwatch receive`, a file of events, or - for standard input")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw StoreError(
                .unreadable, file: path, message: "cannot open the file", hint: "check who may read it")
        }
        defer { try? handle.close() }
        if EventStores.isSQLite(path) {
            try rows(of: path, body)
        } else {
            try lines(of: handle, file: path, body)
        }
    }

    private static func lines(
        of handle: FileHandle, file: String, _ body: (StoredRecord) throws -> Void
    ) throws {
        var cutter = LineCutter(bytesMax: NDJSONEventStore.lineBytesMax)
        while let piece = try chunk(of: handle, file: file), !piece.isEmpty {
            for line in cutter.lines(adding: piece) { try give(line, file: file, body) }
        }
        if let rest = cutter.rest() { try give(rest, file: file, body) }
    }

    private static func chunk(of handle: FileHandle, file: String) throws(StoreError) -> [UInt8]? {
        do {
            return try handle.read(upToCount: 256 << 10).map { Array($0) }
        } catch {
            throw StoreError(
                .unreadable, file: file, message: "cannot read the file: \(error)", hint: "check the disk")
        }
    }

    private static func give(
        _ line: LineCutter.Line, file: String, _ body: (StoredRecord) throws -> Void
    ) throws {
        if line.isTooLong {
            try body(StoredRecord(file: file, number: line.number, content: .tooLong))
            return
        }
        let white: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        guard line.bytes.contains(where: { !white.contains($0) }) else { return }
        let content: StoredRecord.Content =
            if let stored = StoredEvent.read(line: line.bytes) {
                .event(body: Array(stored.body.utf8), headers: stored.headers)
            } else {
                .event(body: line.bytes, headers: nil)
            }
        try body(StoredRecord(file: file, number: line.number, content: content))
    }

    private static func content(of row: Row) -> StoredRecord.Content {
        let bytes = row[4] as Data? ?? Data()
        if bytes.count > NDJSONEventStore.lineBytesMax { return .tooLong }
        var headers: WebhookHeaders?
        if let id = row[1] as String?, let timestamp = row[2] as String?, let signature = row[3] as String? {
            headers = WebhookHeaders(id: id, timestamp: timestamp, signature: signature)
        }
        return .event(body: Array(bytes), headers: headers)
    }

    private static func rows(of path: String, _ body: (StoredRecord) throws -> Void) throws {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let database = try DatabaseQueue(path: path, configuration: configuration)
            try database.read { database in
                // Another program may have made the file: columns can hold any type, and nothing.
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT CAST(sequence AS INTEGER), CAST(id AS TEXT), CAST(webhook_timestamp AS TEXT),
                        CAST(webhook_signature AS TEXT), substr(CAST(body AS BLOB), 1, ?)
                        FROM received_events ORDER BY sequence
                        """, arguments: [NDJSONEventStore.lineBytesMax + 1])
                while let row = try rows.next() {
                    try body(StoredRecord(file: path, number: row[0] ?? 0, content: content(of: row)))
                }
            }
        } catch let error as DatabaseError {
            throw StoreError(
                .unreadable, file: path, message: "no store of events: \(SQLiteEventStore.text(error))",
                hint: "name a store that `tillwatch receive` made")
        }
    }
}
