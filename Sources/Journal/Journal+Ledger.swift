import Foundation
import GRDB
import Purchases

/// An event with its place in the order of commits.
package struct CommittedEvent: Sendable, Hashable {
    package var sequence: Int64
    package var event: AlertEvent

    package init(sequence: Int64, event: AlertEvent) {
        self.sequence = sequence
        self.event = event
    }
}

/// All that the journal knows of one subject.
package struct AlertHistory: Sendable, Hashable {
    /// Nil when it was withdrawn or taken over.
    package var standing: StandingAlert?
    /// In order; never empty.
    package var events: [CommittedEvent]

    package init(standing: StandingAlert?, events: [CommittedEvent]) {
        self.standing = standing
        self.events = events
    }
}

extension Journal {
    /// The ledger in order of (time, subject). Each alert has the revision, `replaces`, reason and cause of its last
    /// event, and its newest content.
    package func standing() throws -> [StandingAlert] {
        try reading { db in
            try Row.fetchAll(db, sql: "SELECT subject, time_micros, data FROM standing ORDER BY 2, 1").map(
                alert)
        }
    }

    /// Events in order of commits, at most `limit` with a sequence above `sequence`.
    package func events(after sequence: Int64 = 0, limit: Int) throws -> [CommittedEvent] {
        try reading { db in
            try Row.fetchAll(
                db, sql: "SELECT sequence, body FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?",
                arguments: [sequence, limit]
            ).map(event)
        }
    }

    /// One alert with its history; nil when there never was such an alert.
    package func alert(subject: String) throws -> AlertHistory? {
        try reading { db in
            let events = try Row.fetchAll(
                db, sql: "SELECT sequence, body FROM event WHERE subject = ? ORDER BY revision",
                arguments: [subject]
            ).map(event)
            guard !events.isEmpty else { return nil }
            let standing = try Row.fetchOne(
                db, sql: "SELECT subject, time_micros, data FROM standing WHERE subject = ?",
                arguments: [subject])
            return AlertHistory(standing: try standing.map(alert), events: events)
        }
    }

    private func alert(_ row: Row) throws -> StandingAlert {
        StandingAlert(
            subject: row[0], time: EventTime(microseconds: row[1]), data: try decoded(AlertData.self, row[2]))
    }

    private func event(_ row: Row) throws -> CommittedEvent {
        CommittedEvent(sequence: row[0], event: try decoded(AlertEvent.self, row[1]))
    }
}

// MARK: Amending

extension Journal {
    /// Stores what the changes come to; returns the events.
    func amend(
        _ all: [LedgerChange], recorded: EventTime, deliver: Bool, _ db: Database
    ) throws -> [AlertEvent] {
        try keepShadows(all.filter(\.isShadow), recorded: recorded, db)
        let changes = try open(all.filter { !$0.isShadow }, db)
        guard !changes.isEmpty else { return [] }
        let ranks = try LevelRanks(db, path: path)
        let amended = try Amendments.events(
            for: changes, known: { try self.state(of: $0, db) }, levelRank: ranks.rank,
            installation: installation, recorded: recorded)
        let packs = Dictionary(
            changes.map { ($0.subject, $0.packID) }, uniquingKeysWith: { first, _ in first })
        var sequences: [String: Int64] = [:]
        for event in amended.events {
            let sequence = try store(event, pack: packs[event.subject] ?? "", db)
            sequences[event.subject] = sequence
            try note(event, db)
            if deliver {
                try self.deliver(event, sequence: sequence, levels: ranks.levels(of: event.data.pack), db)
            }
        }
        for state in amended.states { try store(state, event: sequences[state.subject], db) }
        for subject in amended.fallen {
            try db.cachedStatement(sql: "DELETE FROM standing WHERE subject = ?").execute(arguments: [subject]
            )
        }
        for alert in amended.standing { try store(alert, pack: packs[alert.subject] ?? "", db) }
        return amended.events
    }

    /// Without those of alerts that stand at closed moments: these are never amended (7.3).
    private func open(_ changes: [LedgerChange], _ db: Database) throws -> [LedgerChange] {
        let closings = try self.closings(db)
        guard !closings.isEmpty else { return changes }
        let standing = try db.cachedStatement(sql: "SELECT time_micros FROM standing WHERE subject = ?")
        return try changes.filter { change in
            guard let closing = closings[change.packID],
                let time = try Int64.fetchOne(standing, arguments: [change.subject])
            else { return true }
            return time >= closing.microseconds
        }
    }

    private func note(_ event: AlertEvent, _ db: Database) throws {
        let data = event.data
        var detail = AuditDetail()
        detail.event = event.id
        detail.pack = AuditDetail.Version(id: data.pack.id, version: data.pack.version)
        detail.level = data.level
        detail.lists = data.lists.map { AuditDetail.Version(id: $0.id, version: $0.version) }
        detail.catalogue = data.catalogue.version
        detail.timezones = data.timezones.version
        detail.reason = data.reason?.rawValue
        let kind: AuditEntry.Kind =
            switch event.type {
            case .raised: .raised
            case .updated: .updated
            case .withdrawn: .withdrawn
            }
        try note(kind, detail, db)
    }

    private func state(of subject: String, _ db: Database) throws -> SubjectState? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT stands, body, pack FROM subject JOIN event ON event.sequence = subject.event
                WHERE subject.subject = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [subject]) else { return nil }
        let last = try decoded(AlertEvent.self, row[1])
        return SubjectState(
            subject: subject, packID: row[2], revision: last.data.revision, change: last.type,
            stands: row[0], time: last.time, data: last.data)
    }

    private func store(_ event: AlertEvent, pack: String, _ db: Database) throws -> Int64 {
        try db.cachedStatement(
            sql: "INSERT INTO event (subject, revision, pack, recorded_micros, body) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [
            event.subject, event.data.revision, pack, event.recordedtime.microseconds,
            Data(try encode(event)),
        ])
        return db.lastInsertedRowID
    }

    /// - Parameter event: the sequence of its new event; nil when it was taken over.
    private func store(_ state: SubjectState, event: Int64?, _ db: Database) throws {
        if let event {
            try db.cachedStatement(
                sql: """
                    INSERT INTO subject (subject, event, stands) VALUES (?1, ?2, ?3)
                    ON CONFLICT (subject) DO UPDATE SET event = ?2, stands = ?3
                    """
            ).execute(arguments: [state.subject, event, state.stands])
        } else {
            try db.cachedStatement(sql: "UPDATE subject SET stands = ? WHERE subject = ?")
                .execute(arguments: [state.stands, state.subject])
        }
    }

    private func store(_ alert: StandingAlert, pack: String, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO standing (subject, time_micros, pack, level, data) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (subject) DO UPDATE SET time_micros = ?2, pack = ?3, level = ?4, data = ?5
                """
        ).execute(arguments: [
            alert.subject, alert.time.microseconds, pack, alert.data.level, try Journal.jsonData(alert.data),
        ])
    }
}
