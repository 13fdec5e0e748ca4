import Foundation
import GRDB
import Purchases

extension Journal {
    /// The ledger as events, in order of (time, subject): each alert's newest content in its last event.
    package func standingEvents() throws -> [AlertEvent] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT event.body, standing.time_micros, standing.data
                    FROM standing JOIN subject ON subject.subject = standing.subject
                    JOIN event ON event.sequence = subject.event
                    ORDER BY standing.time_micros, standing.subject
                    """
            ).map { row in
                var event = try decoded(AlertEvent.self, row[0])
                event.time = EventTime(microseconds: row[1])
                event.data = try decoded(AlertData.self, row[2])
                return event
            }
        }
    }

    /// The events of all subjects that begin so, or of the subject of the event with this id, in order of subject and
    /// revision; empty when there are none.
    ///
    /// - Parameter name: the first digits of a subject, or `<subject>-<revision>`.
    package func events(named name: String) throws -> [AlertEvent] {
        let subject = String(name.prefix { $0 != "-" })
        guard subject.utf8.count <= 32, subject.utf8.allSatisfy(Self.isHexDigit) else { return [] }
        return try reading { db in
            try Row.fetchAll(
                db, sql: "SELECT body FROM event WHERE substr(subject, 1, ?) = ? ORDER BY subject, revision",
                arguments: [subject.utf8.count, subject]
            ).map { row in try decoded(AlertEvent.self, row[0]) }
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
