import Foundation
import GRDB
import Purchases

/// A rule pack as the journal keeps it.
package struct PackRecord: Sendable, Hashable {
    package var id: String
    package var version: String
    /// Over the pack's and its lists' bytes.
    package var digest: String
    /// Names of its levels, the lowest first.
    package var levels: [String]
    /// All it was compiled from, in whatever form the caller reads again.
    package var files: [UInt8]

    package init(id: String, version: String, digest: String, levels: [String], files: [UInt8]) {
        self.id = id
        self.version = version
        self.digest = digest
        self.levels = levels
        self.files = files
    }
}

extension Journal {
    /// Keeps the packs that judge this journal. Call it before the first commit, with all of them.
    ///
    /// A journal that holds lines keeps to the packs it was made with.
    ///
    /// - Throws: `packChanged` for an id and version with another digest (7.1), `packsDiffer` for other packs.
    package func register(_ packs: [PackRecord]) throws {
        try writing { db in
            let kept = try Self.packs(db, path: path)
            for pack in packs {
                let same = kept.first { $0.id == pack.id && $0.version == pack.version }
                guard let same, same.digest != pack.digest else { continue }
                throw JournalError(
                    .packChanged, "pack \(pack.id) \(pack.version) is not the one the journal was made with",
                    at: path, hint: "give the changed pack another version, and use a new journal file")
            }
            if Set(kept.map { [$0.id, $0.version] }) == Set(packs.map { [$0.id, $0.version] }) { return }
            guard try Int64.fetchOne(db, sql: "SELECT 1 FROM line LIMIT 1") == nil else {
                let made = kept.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
                throw JournalError(
                    .packsDiffer, "the journal was made with other packs: \(made.isEmpty ? "none" : made)",
                    at: path, hint: "use the packs the journal was made with, or a new journal file")
            }
            try db.execute(sql: "DELETE FROM pack")
            for pack in packs {
                try db.execute(
                    sql: "INSERT INTO pack (id, version, digest, levels, files) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        pack.id, pack.version, pack.digest, try Journal.jsonData(pack.levels),
                        Data(pack.files),
                    ])
            }
        }
    }

    /// In order of their ids.
    package func packs() throws -> [PackRecord] { try reading { db in try Self.packs(db, path: path) } }

    private static func packs(_ db: Database, path: String?) throws -> [PackRecord] {
        try Row.fetchAll(db, sql: "SELECT id, version, digest, levels, files FROM pack ORDER BY id").map {
            row in
            PackRecord(
                id: row[0], version: row[1], digest: row[2], levels: try LevelRanks.names(row[3]),
                files: [UInt8](row[4] as Data))
        }
    }
}

/// How the levels of the registered packs are ordered.
struct LevelRanks {
    private let names: [String: [String]]
    private let path: String?

    init(_ db: Database, path: String?) throws {
        self.path = path
        var names: [String: [String]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT id, levels FROM pack") {
            names[row[0]] = try Self.names(row[1])
        }
        self.names = names
    }

    static func names(_ data: Data) throws -> [String] { try JSONDecoder().decode([String].self, from: data) }

    func rank(packID: String, level: String) throws -> Int {
        guard let rank = names[packID]?.firstIndex(of: level) else {
            throw JournalError(
                .packUnknown, "an alert of pack \(packID) at level \(level), which is not registered",
                at: path,
                hint: "use the packs the journal was made with, or a new journal file")
        }
        return rank
    }
}
