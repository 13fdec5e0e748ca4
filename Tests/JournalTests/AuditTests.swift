import Foundation
import GRDB
import Journal
import Purchases
import TestSupport
import Testing

/// The audit log: what is told goes in with the thing itself, is only added to, and every change of it is found.
@Suite struct AuditTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func open() throws -> Journal {
        try Journal.open(path: folder.file(), installation: "inst", actor: "ana", now: { recorded })
    }

    /// A journal with a few of most kinds of entries.
    private func lived() throws -> Journal {
        let journal = try open()
        try journal.register([samplePack])
        _ = try journal.commit(batch: batch([sampleLine()], deliver: true)) { _ in
            [change(nil, sampleAlert("s")), change(nil, sampleAlert("t", purchases: [samplePurchase("b")]))]
        }
        let outbox = EndpointOutbox.alerts(journal)
        try outbox.record([
            DeliveryOutcome(sequence: 1, state: .waiting, error: "busy"),
            DeliveryOutcome(sequence: 2, state: .refused, error: "410"),
        ])
        try outbox.record([DeliveryOutcome(sequence: 1, state: .sent)])
        // A late answer changes nothing, and is not told.
        try outbox.record([DeliveryOutcome(sequence: 1, state: .refused, error: "late")])
        _ = try journal.commit(batch: batch([sampleLine("2")], deliver: true)) { _ in
            [
                change(sampleAlert("s"), sampleAlert("s", score: 40)),
                change(sampleAlert("t", purchases: [samplePurchase("b")]), nil, .void),
            ]
        }
        return journal
    }

    @Test func whatIsDoneIsTold() throws {
        let journal = try lived()
        let entries = try journal.audit(limit: 99)
        #expect(
            entries.map(\.kind) == [
                "begun", "loaded", "raised", "raised", "refused", "sent", "updated", "withdrawn",
            ])
        #expect(entries.allSatisfy { $0.actor == "ana" && $0.recorded == recorded })
        #expect(
            entries[2].detail
                == #"{"catalogue":"c1","event":"s-1","level":"notice","lists":[{"id":"eu","version":"1"}],"pack":{"id":"baseline","version":"1"},"timezones":"2026a"}"#
        )
        #expect(entries[4].detail == #"{"endpoint":"default","error":"410","event":"t-1"}"#)
        #expect(entries[5].detail == #"{"endpoint":"default","event":"s-1"}"#)
        #expect(try AuditVerification.run(journal).fault == nil)
    }

    @Test func whatIsUndoneIsNotTold() throws {
        struct Refused: Error {}
        let journal = try lived()
        let before = try journal.audit(limit: 99)
        #expect(throws: JournalError.self) {
            try journal.commit(batch: batch([sampleLine("3")])) { _ in
                [
                    change(nil, sampleAlert("u", purchases: [samplePurchase("u")])),
                    change(nil, sampleAlert("v", level: "none")),
                ]
            }
        }
        #expect(try journal.audit(limit: 99) == before)
    }

    @Test func itIsOnlyAddedTo() throws {
        try lived().close()
        let queue = try DatabaseQueue(path: folder.file())
        for sql in [
            "UPDATE audit SET actor = 'x'", "DELETE FROM audit WHERE sequence = 3", "DELETE FROM audit",
        ] {
            let error = #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
            #expect(error?.message == "the audit log is only added to")
        }
    }

    /// Whoever takes the triggers away can change rows; not one change is unseen.
    @Test(arguments: [
        ("UPDATE audit SET actor = 'bob' WHERE sequence = 4", "entry 4 was changed"),
        ("UPDATE audit SET detail = replace(detail, 's-1', 's-2') WHERE sequence = 6", "entry 6 was changed"),
        ("UPDATE audit SET recorded_micros = recorded_micros + 1 WHERE sequence = 1", "entry 1 was changed"),
        ("UPDATE audit SET kind = 'refused' WHERE sequence = 6", "entry 6 was changed"),
        ("DELETE FROM audit WHERE sequence = 3", "entry 3 is missing"),
        ("DELETE FROM audit WHERE sequence = 1", "entry 1 is missing"),
        ("UPDATE audit SET previous = hash WHERE sequence = 5", "entry 5 does not follow from entry 4"),
        ("DELETE FROM audit WHERE sequence > 6", "the log does not tell of event s-2"),
        ("DELETE FROM audit", "the log does not tell of event s-1"),
    ])
    func everyChangeIsFound(sql: String, fault: String) throws {
        try lived().close()
        try tamper(sql)
        let reader = try Journal.open(path: folder.file(), access: .reading)
        #expect(try AuditVerification.run(reader).fault == fault)
    }

    private func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: folder.file())
        defer { try? queue.close() }
        try queue.write { db in
            try db.execute(sql: "DROP TRIGGER audit_stays")
            try db.execute(sql: "DROP TRIGGER audit_keeps")
            try db.execute(sql: sql)
        }
    }

    /// A log that was cut off, or written anew from some point on, is found by what was written down elsewhere.
    @Test func anAnchorFindsWhatTheChainCannot() throws {
        let journal = try lived()
        let entries = try journal.audit(limit: 99)
        let head = try #require(entries.last)
        let anchor = AuditAnchor(installation: "inst", sequence: head.sequence, hash: head.hash)
        #expect(AuditAnchor(line: anchor.line) == anchor)
        #expect(AuditAnchor(line: "tillwatch-audit-1 inst x y") == nil)
        try journal.close()
        try tamper(
            """
            DELETE FROM audit WHERE sequence > 6; DELETE FROM standing; DELETE FROM subject; DELETE FROM outbox;
            DELETE FROM event WHERE sequence > 2
            """)
        let reader = try Journal.open(path: folder.file(), access: .reading)
        #expect(try AuditVerification.run(reader).fault == nil)
        #expect(
            try AuditVerification.run(reader, anchors: [anchor]).fault
                == "the log ends at entry 6; the anchor tells of entry 8")
        let other = AuditAnchor(installation: "inst", sequence: 5, hash: head.hash)
        #expect(
            try AuditVerification.run(reader, anchors: [other]).fault
                == "entry 5 is not the one that the anchor tells of")
    }

    @Test func anOlderJournalBeginsItsLog() throws {
        let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Support/schema-1.sql")
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: folder.file(), configuration: configuration)
        try queue.write { db in try db.execute(sql: String(contentsOf: dump, encoding: .utf8)) }
        try queue.close()
        let reader = try Journal.open(path: folder.file(), access: .reading)
        #expect(try reader.audit(limit: 9).isEmpty)
        try reader.close()
        let journal = try Journal.open(path: folder.file())
        let entries = try journal.audit(limit: 9)
        #expect(entries.map(\.kind) == ["begun"])
        #expect(entries.first?.detail == #"{"lastEvent":1,"rows":{"event":1,"line":2}}"#)
        #expect(try AuditVerification.run(journal).fault == nil)
    }
}
