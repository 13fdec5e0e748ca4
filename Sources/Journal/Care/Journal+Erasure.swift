import Foundation
import GRDB
import Purchases

/// What is to be erased of a buyer.
package struct ErasureWrite: Sendable {
    /// The tokens by which the buyer is known.
    package var tokens: Set<Token>
    /// Lines by their numbers, and their keys.
    package var lines: [Int64]
    package var keys: Set<ExactText>
    /// Alerts about this buyer, whose end nobody is told.
    package var subjects: Set<String>
    package var shadowSubjects: Set<String>
    /// What becomes of other alerts without those lines.
    package var changes: [LedgerChange]

    package init(
        tokens: Set<Token>, lines: [Int64], keys: Set<ExactText>, subjects: Set<String>,
        shadowSubjects: Set<String>, changes: [LedgerChange]
    ) {
        self.tokens = tokens
        self.lines = lines
        self.keys = keys
        self.subjects = subjects
        self.shadowSubjects = shadowSubjects
        self.changes = changes
    }
}

/// How much was erased.
package struct ErasureCounts: Sendable, Hashable {
    package var lines = 0
    /// Events from which purchases or the buyer were taken out.
    package var events = 0
    /// Alerts about the buyer that stood.
    package var alerts = 0
    /// Lines that were refused or quarantined.
    package var refused = 0
    package var quarantined = 0
    /// Other alerts that were amended.
    package var amended = 0
    /// Tokens that were known of deleted lines.
    package var seen = 0

    package init() {}
}

extension Journal {
    /// Takes lines and tokens out of everything that the journal keeps, in one transaction with what that makes of other
    /// alerts; the audit log says that it was done, how much, and no more. The bytes are gone from the file too.
    ///
    /// Events stay under their ids, without purchases and buyer, since the log tells of them.
    ///
    /// - Throws: `JournalError`: `.eraseWaiting` where events about the buyer wait to be delivered.
    package func erase(_ write: ErasureWrite, recorded: EventTime) throws -> ErasureCounts {
        let counts = try writing { db in
            var counts = ErasureCounts()
            for sequence in write.lines {
                try db.execute(sql: "DELETE FROM line WHERE sequence = ?", arguments: [sequence])
            }
            counts.lines = write.lines.count
            try eraseEvents(write, &counts, db)
            for subject in write.subjects {
                try db.execute(sql: "DELETE FROM standing WHERE subject = ?", arguments: [subject])
                counts.alerts += db.changesCount
                try db.execute(sql: "UPDATE subject SET stands = 0 WHERE subject = ?", arguments: [subject])
            }
            try eraseStanding(write, db)
            counts.seen = try eraseSeen(write.tokens, db)
            for subject in write.shadowSubjects {
                try db.execute(sql: "DELETE FROM shadow WHERE subject = ?", arguments: [subject])
            }
            counts.refused = try eraseRows(of: "refusal", "arrival", naming: write.tokens, db)
            counts.quarantined = try eraseRows(of: "quarantine", "record", naming: write.tokens, db)
            counts.amended = try amend(write.changes, recorded: recorded, deliver: true, db).count
            var detail = AuditDetail()
            detail.token = Set(write.tokens.map(\.kind.string)).sorted().joined(separator: ", ")
            detail.rows = [
                "line": counts.lines, "event": counts.events, "standing": counts.alerts,
                "refusal": counts.refused, "quarantine": counts.quarantined, "amended": counts.amended,
                "seen_token": counts.seen,
            ]
            try note(.erased, detail, db)
            return counts
        }
        // Rows that are deleted stay in the file and its WAL until both are written anew.
        _ = try compact()
        return counts
    }

    private func eraseEvents(_ write: ErasureWrite, _ counts: inout ErasureCounts, _ db: Database) throws {
        var last: Int64 = 0
        while let row = try Row.fetchOne(
            db, sql: "SELECT sequence, body FROM event WHERE sequence > ? ORDER BY sequence LIMIT 1",
            arguments: [last])
        {
            last = row[0]
            let event = try decoded(AlertEvent.self, row[1])
            guard let erased = event.without(write.keys, write.tokens) else { continue }
            let waits = try Int64.fetchOne(
                db, sql: "SELECT 1 FROM outbox WHERE sequence = ? AND state = 'waiting'", arguments: [last])
            guard waits == nil else {
                throw JournalError(
                    .eraseWaiting, "event \(event.id) about this buyer still waits to be delivered", at: path,
                    hint: "let the service deliver it, or drop it from the outbox, and erase again")
            }
            try db.execute(
                sql: "UPDATE event SET body = ? WHERE sequence = ?",
                arguments: [Data(try encode(erased)), last])
            counts.events += 1
        }
    }

    /// Takes the purchases out of alerts at closed moments, which nothing else amends.
    private func eraseStanding(_ write: ErasureWrite, _ db: Database) throws {
        for row in try Row.fetchAll(db, sql: "SELECT subject, data FROM standing") {
            let data = try decoded(AlertData.self, row[1])
            guard let erased = data.without(write.keys, write.tokens) else { continue }
            try db.execute(
                sql: "UPDATE standing SET data = ? WHERE subject = ?",
                arguments: [try Journal.jsonData(erased), row[0] as String])
        }
    }

    private func eraseSeen(_ tokens: Set<Token>, _ db: Database) throws -> Int {
        var count = 0
        for token in tokens {
            let name: StatementArguments = [Data(token.kind.string.utf8), Data(token.value.string.utf8)]
            let found = try Int64.fetchOne(
                db, sql: "SELECT id FROM seen_token WHERE kind = ? AND value = ?", arguments: name)
            guard let id = found else { continue }
            try db.execute(sql: "DELETE FROM seen_pair WHERE first = ?1 OR second = ?1", arguments: [id])
            try db.execute(sql: "DELETE FROM seen_token WHERE id = ?", arguments: [id])
            count += 1
        }
        return count
    }

    /// Deletes rows whose JSON names one of the pseudonyms.
    private func eraseRows(
        of table: String, _ column: String, naming tokens: Set<Token>, _ db: Database
    ) throws -> Int {
        let values = tokens.map { Data($0.value.string.utf8) }
        var rows: [Int64] = []
        let cursor = try Row.fetchCursor(db, sql: "SELECT id, \(column) FROM \(table)")
        while let row = try cursor.next() {
            let content: Data = row[1]
            if values.contains(where: { content.range(of: $0) != nil }) { rows.append(row[0]) }
        }
        for row in rows { try db.execute(sql: "DELETE FROM \(table) WHERE id = ?", arguments: [row]) }
        return rows.count
    }
}

extension AlertEvent {
    /// Without some purchases and, where it is the one with such a token, the buyer; nil when it has none of them.
    fileprivate func without(_ keys: Set<ExactText>, _ tokens: Set<Token>) -> AlertEvent? {
        var event = self
        guard let data = data.without(keys, tokens) else { return nil }
        event.data = data
        return event
    }
}

extension AlertData {
    fileprivate func without(_ keys: Set<ExactText>, _ tokens: Set<Token>) -> AlertData? {
        var data = self
        data.purchases.removeAll { keys.contains($0.key) }
        data.covered.removeAll { keys.contains($0) }
        for place in data.indicators.indices {
            data.indicators[place].purchases.removeAll { keys.contains($0) }
        }
        if let cause = data.cause, keys.contains(cause) { data.cause = nil }
        if let buyer = data.buyer, !tokens.isDisjoint(with: buyer.tokens) {
            data.buyer = BuyerReference(key: "erased", tokens: [], links: [])
        }
        return data == self ? nil : data
    }
}
