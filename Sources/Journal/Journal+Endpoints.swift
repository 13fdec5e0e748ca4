import Foundation
import GRDB
import Purchases
import Synchronization

extension Journal {
    /// Decides from now on by these routes who gets what is committed. What was committed before stays with those whom
    /// it was for: an endpoint that is new gets events from now on.
    package func route(by routing: any EventRouting) throws {
        try writing { db in
            for endpoint in Set(routing.endpoints).union(routing.feedEndpoints).sorted() {
                try know(endpoint, db)
            }
        }
        routes.withLock { $0 = routing }
    }

    /// Who gets what is committed now.
    package var routing: any EventRouting { routes.withLock { $0 } }

    /// The endpoints that events were ever for, by name.
    package func endpoints() throws -> [EndpointRecord] {
        try reading { db in
            guard try Schema.hasEndpoints(db) else { return [] }
            return try Row.fetchAll(
                db, sql: "SELECT name, state, reason, changed_micros FROM endpoint ORDER BY name"
            ).map { row in
                guard let state = EndpointRecord.State(rawValue: row[1]) else {
                    throw JournalError(.damaged, "unknown state of an endpoint", at: path)
                }
                return EndpointRecord(
                    name: row[0], state: state, reason: row[2], changed: EventTime(microseconds: row[3]))
            }
        }
    }

    /// Keeps how an endpoint is.
    package func keep(_ endpoint: EndpointRecord) throws {
        try writing { db in
            try db.execute(
                sql: """
                    INSERT INTO endpoint (name, state, reason, changed_micros) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (name) DO UPDATE SET state = ?2, reason = ?3, changed_micros = ?4
                    """,
                arguments: [
                    endpoint.name, endpoint.state.rawValue, endpoint.reason, endpoint.changed.microseconds,
                ])
            var detail = AuditDetail()
            detail.endpoint = endpoint.name
            detail.reason = endpoint.reason
            try note(endpoint.state.told, detail, db)
        }
    }

    /// How many events wait for each endpoint that any wait for.
    package func waitingByEndpoint() throws -> [String: Int] {
        try reading { db in
            guard try Schema.hasEndpoints(db) else { return [:] }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT endpoint, count(*) FROM (
                        SELECT endpoint FROM outbox WHERE state = 'waiting'
                        UNION ALL SELECT endpoint FROM feed_outbox WHERE state = 'waiting'
                    ) GROUP BY endpoint
                    """)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// Who was to get an earlier event of an alert, or one of an alert that its event replaces.
    package func endpointsThatHad(_ event: AlertEvent) throws -> Set<String> {
        try reading { db in
            guard try Schema.hasEndpoints(db) else { return [] }
            return try self.endpointsThatHad(event, db)
        }
    }

    private func endpointsThatHad(_ event: AlertEvent, _ db: Database) throws -> Set<String> {
        let statement = try db.cachedStatement(
            sql: """
                SELECT DISTINCT endpoint FROM event JOIN outbox ON outbox.sequence = event.sequence
                WHERE event.subject = ? AND event.revision < ?
                """)
        var had = try Set(String.fetchAll(statement, arguments: [event.subject, event.data.revision]))
        for replaced in event.data.replaces {
            // An id is its subject, a hyphen and a revision; whoever had any revision of it had the alert.
            guard let hyphen = replaced.lastIndex(of: "-") else { continue }
            had.formUnion(
                try String.fetchAll(statement, arguments: [String(replaced[..<hyphen]), Int64.max]))
        }
        return had
    }

    /// Puts an event into the outbox of everybody whom it is for.
    func deliver(_ event: AlertEvent, sequence: Int64, levels: [String], _ db: Database) throws {
        let recipients = try routing.endpoints(
            for: event, levels: levels, had: endpointsThatHad(event, db))
        let insertion = try db.cachedStatement(
            sql: "INSERT INTO outbox (endpoint, sequence, state, attempts) VALUES (?, ?, 'waiting', 0)")
        for endpoint in recipients {
            try know(endpoint, db)
            try insertion.execute(arguments: [endpoint, sequence])
        }
    }

    func know(_ endpoint: String, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO endpoint (name, state, changed_micros) VALUES (?, 'active', ?)
                ON CONFLICT (name) DO NOTHING
                """
        ).execute(arguments: [endpoint, now().microseconds])
    }
}

extension EndpointRecord.State {
    /// As the audit log tells of it.
    fileprivate var told: AuditEntry.Kind {
        switch self {
        case .active: .resumed
        case .paused: .paused
        case .stopped: .stopped
        }
    }
}
