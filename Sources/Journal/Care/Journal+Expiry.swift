import Foundation
import GRDB
import Purchases

/// How many rows of one kind of record went, or would go.
package struct ExpiredCounts: Sendable, Hashable {
    /// By table.
    package var rows: [String: Int] = [:]

    package init() {}

    package var isNothing: Bool { rows.values.allSatisfy { $0 == 0 } }

    mutating func add(_ table: String, _ count: Int) { rows[table, default: 0] += count }
}

extension Journal {
    /// Deletes what was quarantined or refused before a time, in transactions of at most `chunk` rows that the audit log
    /// tells of.
    ///
    /// A line that an operator accepted and that is not journalled yet stays. What was quarantined by a program that did not
    /// write down when counts from now on.
    package func expireQuarantine(before: EventTime, dryRun: Bool, chunk: Int = 2_000) throws -> ExpiredCounts
    {
        if !dryRun {
            try writing { db in
                try db.execute(
                    sql: "UPDATE quarantine SET recorded_micros = ? WHERE recorded_micros IS NULL",
                    arguments: [now().microseconds])
            }
        }
        let conditions = [
            "quarantine": "recorded_micros < ?1",
            "refusal": """
            arrived_micros < ?1 AND (accepted_micros IS NULL OR EXISTS (
                SELECT 1 FROM line WHERE line.key = refusal.key))
            """,
        ]
        return try expire(.quarantine, before: before, dryRun: dryRun) { db in
            var counts = ExpiredCounts()
            for (table, condition) in conditions {
                let found =
                    "SELECT id FROM \(table) WHERE \(condition) ORDER BY id"
                    + (dryRun ? "" : " LIMIT \(chunk)")
                let ids = try Int64.fetchAll(db, sql: found, arguments: [before.microseconds])
                counts.add(table, ids.count)
                guard !dryRun else { continue }
                for id in ids { try db.execute(sql: "DELETE FROM \(table) WHERE id = ?", arguments: [id]) }
            }
            return counts
        }
    }

    /// Deletes findings about feeds that ended before a time and wait for no delivery, with their events.
    package func expireFindings(before: EventTime, dryRun: Bool, chunk: Int = 2_000) throws -> ExpiredCounts {
        try expire(.findings, before: before, dryRun: dryRun) { db in
            let ids = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM feed_finding WHERE ending IS NOT NULL AND closed_micros < ?
                    AND NOT EXISTS (
                        SELECT 1 FROM feed_event JOIN feed_outbox ON feed_outbox.sequence = feed_event.sequence
                        WHERE feed_event.finding = feed_finding.id AND feed_outbox.state = 'waiting')
                    ORDER BY id
                    """ + (dryRun ? "" : " LIMIT \(chunk)"), arguments: [before.microseconds])
            var counts = ExpiredCounts()
            counts.add("feed_finding", ids.count)
            for id in ids {
                let events = try Int64.fetchAll(
                    db, sql: "SELECT sequence FROM feed_event WHERE finding = ?", arguments: [id])
                counts.add("feed_event", events.count)
                guard !dryRun else { continue }
                for event in events {
                    try db.execute(sql: "DELETE FROM feed_outbox WHERE sequence = ?", arguments: [event])
                    try db.execute(sql: "DELETE FROM feed_event WHERE sequence = ?", arguments: [event])
                }
                try db.execute(sql: "DELETE FROM feed_finding WHERE id = ?", arguments: [id])
            }
            return counts
        }
    }

    /// Deletes alerts at closed moments whose last event was committed before a time and of which nothing waits to be
    /// delivered, with their events and deliveries.
    package func expireAlerts(before: EventTime, dryRun: Bool, chunk: Int = 500) throws -> ExpiredCounts {
        var last = ""
        return try expire(.alerts, before: before, dryRun: dryRun) { db in
            let closings = try self.closings(db)
            guard !closings.isEmpty else { return ExpiredCounts() }
            var counts = ExpiredCounts()
            while counts.isNothing || dryRun {
                let rows = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT subject.subject, pack, body, recorded_micros FROM subject
                        JOIN event ON event.sequence = subject.event
                        WHERE subject.subject > ? ORDER BY subject.subject LIMIT \(chunk)
                        """, arguments: [last])
                guard let end = rows.last else { return counts }
                last = end[0]
                for row in rows where (row[3] as Int64) < before.microseconds {
                    let event = try self.decoded(AlertEvent.self, row[2])
                    guard let closing = closings[row[1]], event.time < closing else { continue }
                    try self.expire(alert: row[0], dryRun: dryRun, &counts, db)
                }
            }
            return counts
        }
    }

    private func expire(alert: String, dryRun: Bool, _ counts: inout ExpiredCounts, _ db: Database) throws {
        let waits = """
            SELECT 1 FROM event JOIN outbox ON outbox.sequence = event.sequence
            WHERE event.subject = ? AND outbox.state = 'waiting' LIMIT 1
            """
        guard try Int64.fetchOne(db, sql: waits, arguments: [alert]) == nil else { return }
        let stands = try Int64.fetchOne(
            db, sql: "SELECT time_micros FROM standing WHERE subject = ?", arguments: [alert])
        let events = try Int64.fetchAll(
            db, sql: "SELECT sequence FROM event WHERE subject = ?", arguments: [alert])
        counts.add("standing", stands == nil ? 0 : 1)
        counts.add("event", events.count)
        guard !dryRun else { return }
        try db.execute(sql: "DELETE FROM standing WHERE subject = ?", arguments: [alert])
        try db.execute(sql: "DELETE FROM subject WHERE subject = ?", arguments: [alert])
        for event in events {
            try db.execute(sql: "DELETE FROM outbox WHERE sequence = ?", arguments: [event])
            counts.add("outbox", db.changesCount)
            try db.execute(sql: "DELETE FROM event WHERE sequence = ?", arguments: [event])
        }
    }

    /// One transaction after the other until nothing is found; where nothing is changed, one look.
    private func expire(
        _ kind: RetainedKind, before: EventTime, dryRun: Bool, _ body: (Database) throws -> ExpiredCounts
    ) throws -> ExpiredCounts {
        guard !dryRun else { return try reading(body) }
        var counts = ExpiredCounts()
        while true {
            let found = try writing { db in
                let found = try body(db)
                guard !found.isNothing else { return found }
                _ = try self.move(kind, to: before, db)
                try self.note(kind, found.rows, before: before, db)
                return found
            }
            guard !found.isNothing else { return counts }
            counts.rows.merge(found.rows, uniquingKeysWith: +)
        }
    }
}

// MARK: The audit log

extension Journal {
    /// Cuts off the entries of the audit log that were written before a time, but for the last; what follows them says where
    /// it was cut, so that the chain still holds.
    package func expireAudit(before: EventTime, dryRun: Bool) throws -> ExpiredCounts {
        var counts = ExpiredCounts()
        let find = { (db: Database) throws -> (through: Int64, hash: String, count: Int)? in
            // Clocks go back: all up to the first entry that stays.
            let first = try Int64.fetchOne(
                db, sql: "SELECT min(sequence) FROM audit WHERE recorded_micros >= ?",
                arguments: [before.microseconds])
            let last = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM audit") ?? 0
            let through = (first ?? last) - 1
            guard
                let hash = try String.fetchOne(
                    db, sql: "SELECT hash FROM audit WHERE sequence = ?", arguments: [through])
            else { return nil }
            let count = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM audit WHERE sequence <= ?", arguments: [through])
            return (through, hash, count ?? 0)
        }
        guard !dryRun else {
            counts.add("audit", try reading(find)?.count ?? 0)
            return counts
        }
        try writing { db in
            guard let found = try find(db) else { return }
            _ = try self.move(.audit, to: before, db)
            try db.execute(
                sql: "UPDATE retention SET through = ? WHERE kind = 'audit'", arguments: [found.through])
            var detail = AuditDetail()
            detail.kind = RetainedKind.audit.rawValue
            detail.olderThan = "\(before)"
            detail.rows = ["audit": found.count]
            (detail.through, detail.hash) = (found.through, found.hash)
            detail.lastEvent = try self.lastEventTold(through: found.through, db)
            try db.execute(sql: "DELETE FROM audit WHERE sequence <= ?", arguments: [found.through])
            try self.note(.retained, detail, db)
            counts.add("audit", found.count)
        }
        return counts
    }

    /// The number of the last event that is there and that no entry after one tells of.
    private func lastEventTold(through: Int64, _ db: Database) throws -> Int64 {
        let entries = try Row.fetchCursor(
            db,
            sql: """
                SELECT json_extract(detail, '$.event') FROM audit
                WHERE sequence > ? AND kind IN ('raised', 'updated', 'withdrawn') ORDER BY sequence
                """, arguments: [through])
        let lookup = try db.cachedStatement(
            sql: "SELECT sequence FROM event WHERE subject || '-' || revision = ? AND subject = ?")
        while let row = try entries.next() {
            guard let id = row[0] as String? else { continue }
            let subject = String(id.prefix { $0 != "-" })
            if let first = try Int64.fetchOne(lookup, arguments: [id, subject]) { return first - 1 }
        }
        return try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM event") ?? 0
    }
}
