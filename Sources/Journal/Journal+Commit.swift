import Foundation
import GRDB
import Purchases
import Synchronization

extension Journal {
    /// Commits one batch in one transaction: its new versions, what it quarantined, its position, and what `judge`
    /// makes of it as events, standing alerts and outbox rows.
    ///
    /// A batch that brings nothing new, and says nothing of its feed, writes nothing; its position waits for the next commit or `close`.
    ///
    /// - Parameter judge: given the new versions in order; not called when there are none. It must not call this
    ///   journal. When it or the disk fails nothing of the batch is kept, and what it changed elsewhere is the
    ///   caller's to throw away.
    /// - Throws: `JournalError`, or what `judge` throws.
    package func commit(
        batch: BatchInput, judge: ([JournalledLine]) throws -> [LedgerChange]
    ) throws -> CommitResult {
        try writing(withCaches: { db, caches in
            let acceptance = try self.accept(batch, &caches, db)
            let judged = acceptance.accepted.isEmpty ? [] : try judge(acceptance.accepted)
            let events = try self.amend(judged, recorded: batch.recorded, deliver: batch.deliver, db)
            let refused = batch.quarantined + acceptance.quarantined
            let isNew = try self.quarantine(refused, at: batch.recorded, &caches, db)
            if let position = batch.position {
                caches.waitingPositions[ExactText(position.source)] = KeptPosition(
                    position: position, mark: batch.mark)
            }
            if let health = batch.health { try self.keep(health, db) }
            if !acceptance.accepted.isEmpty || isNew || !events.isEmpty || batch.health != nil {
                try self.storePositions(&caches, db)
            }
            return CommitResult(acceptance, events: events)
        })
    }

    /// Compares each line with the versions of its key (2.3) and stores what is new.
    private func accept(
        _ batch: BatchInput, _ caches: inout Caches, _ db: Database
    ) throws -> Acceptance {
        var acceptance = Acceptance()
        let deleted = try caches.deleted(db)
        let lookup = try db.cachedStatement(sql: LineRow.versions)
        let insertion = try db.cachedStatement(sql: LineRow.insertion)
        for arrival in batch.arrived {
            let line = arrival.line
            lookup.setUncheckedArguments([Data(line.key.text.string.utf8)])
            var firstDay: LocalDay?
            var isKnown = false
            let versions = try StoredLine.fetchCursor(lookup)
            while let stored = try versions.next() {
                let version = try stored.line()
                if firstDay == nil { firstDay = version.local.day }
                isKnown = isKnown || version.hasContent(of: line)
            }
            if isKnown {
                acceptance.duplicates += 1
                continue
            }
            // A filter let it through, which may be wrong; only lines with a mark or a revision may come before the first.
            if arrival.isCorrection, arrival.needsJournalledKey, firstDay == nil {
                acceptance.screened += 1
                continue
            }
            if let before = deleted.before, line.time < before {
                acceptance.older += 1
                continue
            }
            if let reason = try refusal(of: arrival, batch, &caches, db) {
                acceptance.quarantined.append(QuarantinedLine(refused: arrival, reason: reason))
                continue
            }
            if let firstDay, firstDay != line.local.day, line.revision == nil, line.businessDay == nil {
                acceptance.quarantined.append(QuarantinedLine(reused: arrival, firstDay: firstDay))
                continue
            }
            if firstDay != nil { acceptance.corrections += 1 }
            if let closing = deleted.closing, line.time < closing { acceptance.closed += 1 }
            let sequence = try caches.nextSequence(db)
            insertion.setUncheckedArguments(
                try LineRow.arguments(
                    line, sequence: sequence, rows: caches.id(of: arrival.rows, db),
                    source: caches.id(ofSource: arrival.position.source, db), position: arrival.position))
            try insertion.execute()
            // A correction to a product that is not watched does not make it so.
            if !arrival.isCorrection, let product = line.product { try caches.keep(product: product, db) }
            acceptance.accepted.append(
                JournalledLine(line: line, rows: arrival.rows, sequence: sequence))
        }
        return acceptance
    }
}

// MARK: Positions

extension Journal {
    /// Where a source goes on, as of the last commit that wrote anything.
    package func position(of source: String) throws -> SourcePosition? {
        try keptPosition(of: source)?.position
    }

    /// The same with what the source looked like before it.
    package func keptPosition(of source: String) throws -> KeptPosition? {
        let row = try reading { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT position.line, byte_offset, mark FROM position JOIN source ON source.id = position.source
                    WHERE name = ?
                    """, arguments: [Data(source.utf8)])
        }
        return row.map { row in
            KeptPosition(
                position: SourcePosition(source: source, line: row[0], offset: row[1]),
                mark: (row[2] as Data?).map { [UInt8]($0) })
        }
    }

    private func storePositions(_ caches: inout Caches, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO position (source, line, byte_offset, mark) VALUES (?, ?, ?, ?)")
        for kept in caches.waitingPositions.values {
            let position = kept.position
            let source = try caches.id(ofSource: position.source, db)
            try statement.execute(arguments: [
                source, position.line, position.offset, kept.mark.map { Data($0) },
            ])
        }
        caches.waitingPositions = [:]
    }

    func storeWaitingPositions() throws {
        guard writer != nil, caches.withLock({ !$0.waitingPositions.isEmpty }) else { return }
        try writing(withCaches: { db, caches in try self.storePositions(&caches, db) })
    }
}
