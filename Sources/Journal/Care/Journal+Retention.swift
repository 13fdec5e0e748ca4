import Foundation
import GRDB
import Purchases

/// The kinds of record that are deleted by their age.
package enum RetainedKind: String, Sendable, Hashable, CaseIterable {
    /// Journalled lines, by their own times.
    case lines
    /// Alerts at closed moments with all of their events and deliveries, by when the last event was committed.
    case alerts
    /// Quarantined and refused lines, by when they came.
    case quarantine
    /// Findings about feeds that have ended, with their events.
    case findings
    /// Entries of the audit log.
    case audit
}

/// Receipts that are deleted in one transaction.
package struct ForgottenReceipts: Sendable {
    /// Everything of these receipts by its number.
    package var lines: [Int64]
    /// How they were seen by who is joined with whom.
    package var seen: [SeenReceipt]
    /// What is older is not taken in any more.
    package var before: EventTime

    package init(lines: [Int64] = [], seen: [SeenReceipt] = [], before: EventTime) {
        self.lines = lines
        self.seen = seen
        self.before = before
    }
}

extension Journal {
    /// What outlives lines that were deleted.
    package func retained() throws -> Retained {
        try reading { db in
            guard try Schema.hasRetention(db) else { return Retained() }
            var retained = Retained(before: try self.deleted(.lines, db), closings: try closings(db))
            var tokens: [Int64: Token] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT id, kind, value, receipts, earliest_micros, earliest_key FROM seen_token")
            while let row = try rows.next() {
                let token = Token(kind: Self.text(row[1]), value: Self.text(row[2]))
                tokens[row[0]] = token
                retained.tokens.append(
                    Retained.SeenToken(
                        token: token, receipts: row[3], earliest: EventTime(microseconds: row[4]),
                        key: Self.text(row[5])))
            }
            let pairs = try Row.fetchCursor(db, sql: "SELECT first, second FROM seen_pair")
            while let row = try pairs.next() {
                guard let first = tokens[row[0]], let second = tokens[row[1]] else { continue }
                retained.pairs.append(Retained.SeenPair(first, second))
            }
            return retained
        }
    }

    /// Up to when records of a kind were deleted; nil while none ever were.
    package func deleted(_ kind: RetainedKind) throws -> EventTime? {
        try reading { db in try Schema.hasRetention(db) ? self.deleted(kind, db) : nil }
    }

    private func deleted(_ kind: RetainedKind, _ db: Database) throws -> EventTime? {
        try Int64.fetchOne(
            db, sql: "SELECT before_micros FROM retention WHERE kind = ?", arguments: [kind.rawValue]
        ).map { EventTime(microseconds: $0) }
    }

    private static func text(_ data: Data) -> ExactText { ExactText(String(decoding: data, as: UTF8.self)) }

    func closings(_ db: Database) throws -> [String: EventTime] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT pack, before_micros FROM closing"))
        return Dictionary(
            rows.map { ($0[0], EventTime(microseconds: $0[1])) }, uniquingKeysWith: { first, _ in first })
    }

    /// Moves closings forward.
    func close(_ closings: [String: EventTime], _ db: Database) throws {
        for (pack, time) in closings {
            try db.execute(
                sql: """
                    INSERT INTO closing (pack, before_micros) VALUES (?1, ?2)
                    ON CONFLICT (pack) DO UPDATE SET before_micros = max(before_micros, ?2)
                    """, arguments: [pack, time.microseconds])
        }
    }

    /// Notes up to when records of a kind are deleted, in the transaction that does it.
    ///
    /// - Returns: whether that is later than before.
    func move(_ kind: RetainedKind, to time: EventTime, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                INSERT INTO retention (kind, before_micros) VALUES (?1, ?2)
                ON CONFLICT (kind) DO UPDATE SET before_micros = ?2 WHERE before_micros < ?2
                """, arguments: [kind.rawValue, time.microseconds])
        return db.changesCount > 0
    }

    func note(_ kind: RetainedKind, _ rows: [String: Int], before: EventTime, _ db: Database) throws {
        var detail = AuditDetail()
        detail.kind = kind.rawValue
        detail.olderThan = "\(before)"
        detail.rows = rows
        try note(.retained, detail, db)
    }
}

// MARK: Lines

extension Journal {
    /// Deletes receipts with all of their lines, keeps how their tokens were seen, and closes moments, in one transaction
    /// that the audit log tells of.
    ///
    /// - Parameter reaches: for each pack how long after `before` its moments are closed.
    /// - Throws: `JournalError`.
    package func forget(_ step: ForgottenReceipts, reaches: [String: TimeSpan]) throws {
        try writing(withCaches: { db, caches in
            let statement = try db.cachedStatement(sql: "DELETE FROM line WHERE sequence = ?")
            for line in step.lines { try statement.execute(arguments: [line]) }
            for receipt in step.seen { try self.keep(receipt, db) }
            let moved = try self.move(.lines, to: step.before, db)
            try self.close(reaches.mapValues { step.before + $0 }, db)
            if moved || !step.lines.isEmpty {
                try self.note(.lines, ["line": step.lines.count], before: step.before, db)
            }
            caches.forgetDeleted()
        })
    }

    private func keep(_ receipt: SeenReceipt, _ db: Database) throws {
        let upsert = try db.cachedStatement(
            sql: """
                INSERT INTO seen_token (kind, value, receipts, earliest_micros, earliest_key) VALUES (?1, ?2, 1, ?3, ?4)
                ON CONFLICT (kind, value) DO UPDATE SET receipts = 2,
                    earliest_key = CASE WHEN (?3, ?4) < (earliest_micros, earliest_key) THEN ?4 ELSE earliest_key END,
                    earliest_micros = min(?3, earliest_micros)
                RETURNING id
                """)
        let pair = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO seen_pair (first, second) VALUES (?, ?)")
        var ids: [Int64] = []
        for token in receipt.tokens {
            let id = try Int64.fetchOne(
                upsert,
                arguments: [
                    Data(token.kind.string.utf8), Data(token.value.string.utf8),
                    receipt.earliest.microseconds,
                    Data(receipt.key.string.utf8),
                ])
            for other in ids { if let id { try pair.execute(arguments: [other, id]) } }
            if let id { ids.append(id) }
        }
    }

    /// Drops what is not in `kept` of the tokens and pairs, what no line needs any more, and stores what becomes of the
    /// alerts, in one transaction.
    ///
    /// - Returns: the events, in the order in which they were committed.
    package func settle(
        keeping kept: Retained, changes: [LedgerChange], recorded: EventTime, deliver: Bool
    ) throws -> [AlertEvent] {
        try writing(withCaches: { db, caches in
            try self.prune(keeping: kept, db)
            try db.execute(
                sql:
                    "DELETE FROM product WHERE product NOT IN (SELECT product FROM line WHERE product IS NOT NULL)"
            )
            try db.execute(
                sql: "DELETE FROM catalogue_rows WHERE id NOT IN (SELECT catalogue_rows FROM line)")
            caches.forgetDeleted()
            return try self.amend(changes, recorded: recorded, deliver: deliver, db)
        })
    }

    private func prune(keeping kept: Retained, _ db: Database) throws {
        var ids: [Token: Int64] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT kind, value, id FROM seen_token") {
            ids[Token(kind: Self.text(row[0]), value: Self.text(row[1]))] = row[2]
        }
        let pairs = Set(
            kept.pairs.compactMap { pair -> [Int64]? in
                guard let first = ids[pair.first], let second = ids[pair.second] else { return nil }
                return [min(first, second), max(first, second)]
            })
        for row in try Row.fetchAll(db, sql: "SELECT first, second FROM seen_pair") {
            let (first, second): (Int64, Int64) = (row[0], row[1])
            guard !pairs.contains([min(first, second), max(first, second)]) else { continue }
            try db.execute(
                sql: "DELETE FROM seen_pair WHERE first = ? AND second = ?", arguments: [first, second])
        }
        let tokens = Set(kept.tokens.compactMap { ids[$0.token] })
        for id in ids.values where !tokens.contains(id) {
            try db.execute(sql: "DELETE FROM seen_token WHERE id = ?", arguments: [id])
        }
    }
}
