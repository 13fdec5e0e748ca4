import GRDB

/// How much room a journal took before and after it was compacted, its WAL included.
package struct Compaction: Sendable, Hashable {
    package var bytesBefore: Int64
    package var bytesAfter: Int64
}

extension Journal {
    /// Writes the file anew without what is free in it, and empties its WAL. Needs room for twice the file meanwhile.
    package func compact() throws -> Compaction {
        let before = bytes
        guard let writer else {
            throw JournalError(.readOnly, "the journal is open for reading only", at: path)
        }
        try translating {
            try writer.writeWithoutTransaction { db in
                _ = try db.checkpoint(.truncate)
                try db.execute(sql: "VACUUM")
                _ = try db.checkpoint(.truncate)
            }
        }
        try writing { db in try self.note(.compacted, AuditDetail(), db) }
        return Compaction(bytesBefore: before, bytesAfter: bytes)
    }

    /// Whether what is deleted is overwritten in the file, until this is called again; what the WAL still holds of it goes
    /// when that is turned off.
    package func overwriteDeleted(_ on: Bool) throws {
        guard let writer else { return }
        try translating {
            try writer.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA secure_delete = \(on ? "ON" : "OFF")")
                // A program that reads keeps the WAL; the next checkpoint that nobody hinders empties it.
                if !on, path != nil { _ = try? db.checkpoint(.truncate) }
            }
        }
    }

    private var bytes: Int64 {
        guard let path else { return 0 }
        return DurableFile.size(path) + DurableFile.size(path + "-wal")
    }
}
