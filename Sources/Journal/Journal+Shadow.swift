import Foundation
import GRDB
import Purchases

extension Journal {
    /// What stands of the shadow packs' ledgers, in order of (time, subject). These alerts have no events: their revision
    /// is 0.
    package func shadowStanding() throws -> [StandingAlert] { try shadowRecords().map(\.alert) }

    /// The same with when each became what it is.
    package func shadowRecords() throws -> [(alert: StandingAlert, recorded: EventTime)] {
        try reading { db in
            guard try Schema.hasVersions(db) else { return [] }
            return try Row.fetchAll(
                db, sql: "SELECT subject, time_micros, data, recorded_micros FROM shadow ORDER BY 2, 1"
            ).map { row in
                let alert = StandingAlert(
                    subject: row[0], time: EventTime(microseconds: row[1]),
                    data: try decoded(AlertData.self, row[2]))
                return (alert, EventTime(microseconds: row[3]))
            }
        }
    }

    /// The same in the shape of events, which there are none of: their revision is 0.
    package func shadowEvents() throws -> [AlertEvent] {
        try shadowRecords().map { alert, recorded in
            AlertEvent(
                installation: installation, type: .raised, subject: alert.subject, time: alert.time,
                recordedtime: recorded, data: alert.data)
        }
    }

    /// Keeps what became of shadow alerts.
    func keepShadows(_ changes: [LedgerChange], recorded: EventTime, _ db: Database) throws {
        for change in changes {
            guard let after = change.after else {
                try db.cachedStatement(sql: "DELETE FROM shadow WHERE subject = ?")
                    .execute(arguments: [change.subject])
                continue
            }
            try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO shadow (subject, time_micros, pack, level, recorded_micros, data)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                after.subject, after.time.microseconds, change.packID, after.data.level,
                recorded.microseconds,
                try Journal.jsonData(after.data),
            ])
        }
    }
}
