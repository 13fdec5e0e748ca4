import Foundation
import GRDB
import Purchases

/// A version of a rule pack as the journal keeps it.
package struct PackRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        /// Its alerts are the ledger.
        case live
        /// Judged and kept, and never sent.
        case shadow
        /// It judged this journal once; events of it remain.
        case retired
    }

    package var id: String
    package var version: String
    package var state: State
    /// Over the pack's and its lists' bytes.
    package var digest: String
    /// Names of its levels, the lowest first.
    package var levels: [String]
    /// All it was compiled from, in whatever form the caller reads again.
    package var files: [UInt8]

    package init(
        id: String, version: String, state: State = .live, digest: String, levels: [String], files: [UInt8]
    ) {
        self.id = id
        self.version = version
        self.state = state
        self.digest = digest
        self.levels = levels
        self.files = files
    }

    var name: PackName { PackName(id: id, version: version) }
}

/// What tells one version of a pack from all others.
struct PackName: Hashable {
    let id: String
    let version: String
}

extension Journal {
    /// Keeps the packs that judge this journal. Call it before the first commit, with all of them.
    ///
    /// A journal that holds lines keeps to the live packs it has; `adopt` changes them.
    ///
    /// - Throws: `packChanged` for an id and version with another digest (7.1), `packsDiffer` for other packs.
    package func register(_ packs: [PackRecord]) throws {
        try writing { db in
            let kept = try Self.packs(db, path: path)
            try check(packs, kept: kept)
            guard Self.liveNames(kept) != Self.liveNames(packs) else { return }
            let held = "SELECT 1 FROM line UNION ALL SELECT 1 FROM standing LIMIT 1"
            guard try Int64.fetchOne(db, sql: held) == nil else {
                let made = kept.filter { $0.state == .live }.map { "\($0.id) \($0.version)" }
                throw JournalError(
                    .packsDiffer,
                    "the journal was made with other packs: \(made.isEmpty ? "none" : made.joined(separator: ", "))",
                    at: path, hint: "use the packs the journal was made with, or a new journal file")
            }
            try db.execute(sql: "DELETE FROM pack")
            for pack in packs { try store(pack, db) }
            try noteLoaded(packs, db)
        }
    }

    private func noteLoaded(_ packs: [PackRecord], _ db: Database) throws {
        var detail = AuditDetail()
        detail.packs = packs.map {
            AuditDetail.Version(id: $0.id, version: $0.version, digest: $0.digest, state: $0.state.rawValue)
        }
        try note(.loaded, detail, db)
    }

    /// Refuses a live pack whose id and version the journal knows with other content (7.1).
    package func check(_ packs: [PackRecord]) throws {
        let kept = try reading { db in try Self.packs(db, path: path) }
        try check(packs, kept: kept)
    }

    private func check(_ packs: [PackRecord], kept: [PackRecord]) throws {
        for pack in packs where pack.state == .live {
            let same = kept.first { $0.name == pack.name && $0.state != .shadow }
            guard let same, same.digest != pack.digest else { continue }
            throw JournalError(
                .packChanged, "pack \(pack.id) \(pack.version) is not the one the journal was made with",
                at: path, hint: "give the changed pack another version")
        }
    }

    /// Judges by these packs from now on, in one transaction with what that changes: their events, standing alerts and
    /// outbox rows.
    ///
    /// Live versions that are not among them are kept as retired; shadow packs that are not are dropped.
    ///
    /// - Parameters:
    ///   - packs: all that judge afterwards, live and shadow.
    ///   - changes: between the ledgers before and after.
    ///   - closings: the times before which moments of the packs are closed.
    /// - Returns: the events, in the order in which they were committed.
    /// - Throws: `JournalError`; nothing is kept then.
    package func adopt(
        _ packs: [PackRecord], changes: [LedgerChange], closings: [String: EventTime] = [:],
        recorded: EventTime, deliver: Bool
    ) throws -> [AlertEvent] {
        try writing { db in
            try check(packs, kept: Self.packs(db, path: path))
            try db.execute(sql: "DELETE FROM pack WHERE state = 'shadow'")
            try db.execute(sql: "UPDATE pack SET state = 'retired'")
            for pack in packs { try store(pack, db) }
            try noteLoaded(packs, db)
            try db.execute(
                sql: "DELETE FROM shadow WHERE pack NOT IN (SELECT id FROM pack WHERE state = 'shadow')")
            try close(closings, db)
            return try amend(changes, recorded: recorded, deliver: deliver, db)
        }
    }

    private static func liveNames(_ packs: [PackRecord]) -> Set<PackName> {
        Set(packs.lazy.filter { $0.state == .live }.map(\.name))
    }

    private func store(_ pack: PackRecord, _ db: Database) throws {
        if pack.state == .live {
            try db.execute(
                sql: "DELETE FROM pack WHERE id = ? AND version = ? AND state = 'retired'",
                arguments: [pack.id, pack.version])
        }
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO pack (id, version, state, digest, levels, files) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                pack.id, pack.version, pack.state.rawValue, pack.digest, try Journal.jsonData(pack.levels),
                Data(pack.files),
            ])
    }

    /// The packs in one state, in order of id and version.
    package func packs(_ state: PackRecord.State = .live) throws -> [PackRecord] {
        try reading { db in try Self.packs(db, path: path) }.filter { $0.state == state }
    }

    /// The digests of all packs that the journal keeps, in whatever state.
    package func packDigests() throws -> [String] {
        try reading { db in
            try String.fetchAll(db, sql: "SELECT digest FROM pack ORDER BY id, version, digest")
        }
    }

    private static func packs(_ db: Database, path: String?) throws -> [PackRecord] {
        // A reader also takes a file that no writer has brought up to this version yet.
        let state = try Schema.hasVersions(db) ? "state" : "'live'"
        return try Row.fetchAll(
            db, sql: "SELECT id, version, digest, levels, files, \(state) FROM pack ORDER BY id, version"
        ).map { row in
            guard let state = PackRecord.State(rawValue: row[5]) else {
                throw JournalError(.damaged, "unknown state of a pack", at: path)
            }
            return PackRecord(
                id: row[0], version: row[1], state: state, digest: row[2],
                levels: try LevelRanks.names(row[3]),
                files: [UInt8](row[4] as Data))
        }
    }
}

/// How the levels of the packs' versions are ordered: each by its place in its own version, the lowest first.
struct LevelRanks {
    private let names: [PackName: [String]]
    private let path: String?

    init(_ db: Database, path: String?) throws {
        self.path = path
        var names: [PackName: [String]] = [:]
        let filter = try Schema.hasVersions(db) ? "WHERE state <> 'shadow'" : ""
        for row in try Row.fetchAll(db, sql: "SELECT id, version, levels FROM pack \(filter)") {
            names[PackName(id: row[0], version: row[1])] = try Self.names(row[2])
        }
        self.names = names
    }

    static func names(_ data: Data) throws -> [String] { try JSONDecoder().decode([String].self, from: data) }

    /// The lowest first; empty for a version that is not known.
    func levels(of pack: PackReference) -> [String] {
        names[PackName(id: pack.id, version: pack.version)] ?? []
    }

    func rank(pack: PackReference, level: String) throws -> Int {
        let name = PackName(id: pack.id, version: pack.version)
        guard let rank = names[name]?.firstIndex(of: level) else {
            throw JournalError(
                .packUnknown,
                "an alert of pack \(pack.id) \(pack.version) at level \(level), which is not registered",
                at: path,
                hint: "use the packs the journal was made with, or a new journal file")
        }
        return rank
    }
}
