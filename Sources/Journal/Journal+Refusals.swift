import Foundation
import GRDB
import Purchases

/// A line that was refused for its time, as it is kept until an operator accepts it.
package struct RefusedLine: Sendable, Hashable {
    package var id: Int64
    package var reason: QuarantineReason
    /// When it was first read.
    package var arrived: EventTime
    package var line: Line
    package var position: SourcePosition
    /// When an operator accepted it; it is journalled by the next run.
    package var accepted: EventTime?
}

extension Journal {
    /// The decision that was made about a line when it was first read; nil where none was.
    func refusal(
        of arrival: ArrivedLine, _ batch: BatchInput, _ caches: inout Caches, _ db: Database
    ) throws -> QuarantineReason? {
        let line = arrival.line
        let reason = batch.window?.reason(line.time, arrived: batch.recorded)
        let mayBeKnown = try caches.mayHaveRefused(db)
        guard reason != nil || mayBeKnown else { return nil }
        let key: StatementArguments = [
            Data(line.key.text.string.utf8), Data(line.content.string.utf8),
        ]
        let known = try db.cachedStatement(
            sql: "SELECT reason, accepted_micros FROM refusal WHERE key = ? AND content = ?")
        if mayBeKnown, let row = try Row.fetchOne(known, arguments: key) {
            if (row[1] as Int64?) != nil { return nil }
            return QuarantineReason(rawValue: row[0]) ?? .tooOld
        }
        guard let reason else { return nil }
        let kept = try Journal.jsonData(Kept(line: line, rows: arrival.rows, position: arrival.position))
        let insertion = try db.cachedStatement(
            sql: "INSERT INTO refusal (key, content, reason, arrived_micros, arrival) VALUES (?, ?, ?, ?, ?)")
        caches.noteRefusal()
        try insertion.execute(arguments: key + [reason.rawValue, batch.recorded.microseconds, kept])
        return reason
    }

    /// The lines that were refused for their time and are not journalled, in the order in which they were first read.
    package func refused() throws -> [RefusedLine] {
        try reading { db in
            // A journal of an older version that is open for reading has none.
            guard try db.tableExists("refusal") else { return [] }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, reason, arrived_micros, arrival, accepted_micros FROM refusal
                    WHERE NOT EXISTS (SELECT 1 FROM line WHERE line.key = refusal.key AND refusal.accepted_micros IS NOT NULL)
                    ORDER BY id
                    """)
            return try rows.map { row in
                let kept = try decoded(Kept.self, row[3])
                return RefusedLine(
                    id: row[0], reason: QuarantineReason(rawValue: row[1]) ?? .tooOld,
                    arrived: EventTime(microseconds: row[2]), line: kept.line, position: kept.position,
                    accepted: (row[4] as Int64?).map { EventTime(microseconds: $0) })
            }
        }
    }

    /// Accepts refused lines: the next run that opens the journal journals and judges them.
    ///
    /// - Returns: the ids that there are, in order; accepting one twice changes nothing.
    package func accept(refused ids: [Int64], at time: EventTime) throws -> [Int64] {
        try writing { db in
            var found: [Int64] = []
            for id in Set(ids).sorted()
            where try Int64.fetchOne(db, sql: "SELECT 1 FROM refusal WHERE id = ?", arguments: [id]) != nil {
                try db.execute(
                    sql: "UPDATE refusal SET accepted_micros = coalesce(accepted_micros, ?) WHERE id = ?",
                    arguments: [time.microseconds, id])
                var detail = AuditDetail()
                detail.rows = ["refusal": Int(id)]
                try note(.accepted, detail, db)
                found.append(id)
            }
            return found
        }
    }

    /// The lines that operators accepted, in the order in which they were first read, those journalled since among them: their
    /// content is known then and changes nothing.
    package func acceptedByHand() throws -> [ArrivedLine] {
        try reading { db in
            let rows = try Data.fetchAll(
                db, sql: "SELECT arrival FROM refusal WHERE accepted_micros IS NOT NULL ORDER BY id")
            return try rows.map { data in
                let kept = try decoded(Kept.self, data)
                return ArrivedLine(line: kept.line, position: kept.position, rows: kept.rows)
            }
        }
    }
}

/// What is kept of a refused line, enough to journal it later.
private struct Kept: Codable {
    var line: Line
    var rows: [ProductRow]
    var position: SourcePosition
}

extension QuarantinedLine {
    /// A line that is stamped too far from its arrival.
    init(refused arrival: ArrivedLine, reason: QuarantineReason) {
        self.init(
            reason: reason,
            detail: reason == .tooFarAhead
                ? "the line is stamped further ahead of its arrival than `max_skew`; `tillwatch quarantine accept` takes it in"
                : "the line is stamped further before its arrival than `max_age`; `tillwatch quarantine accept` takes it in",
            position: arrival.position, fields: arrival.line.mappedFields)
    }
}
