import Foundation
import GRDB
import Purchases
import Reception
import Testing
import Webhooks

@Suite struct VerificationTests {
    private func verify(_ path: String, secrets: [WebhookSecret] = [Message.secret]) throws
        -> (findings: [Finding], verification: Verification)
    {
        var verification = Verification(secrets: secrets)
        var findings: [Finding] = []
        try StoredRecords.read(path: path) { findings += verification.check($0) }
        return (findings, verification)
    }

    private func store(_ events: [AlertEvent], _ path: String) async throws {
        let store = try EventStores.open(path: path)
        for event in events { #expect(try await store.keep(Message(event).stored) == .stored) }
        await store.close()
    }

    @Test(arguments: EventStoreTests.names) func storesVerify(name: String) async throws {
        let folder = try Folder()
        try await store([Samples.buyer(), Samples.store()], folder.file(name))
        let (findings, verification) = try verify(folder.file(name))
        #expect(!findings.contains { $0.severity == .wrong }, "\(findings)")
        #expect(verification.totals.records == 2)
        #expect(verification.totals.events == 2)
        #expect(verification.totals.signaturesRight == 2)
        #expect(verification.standing.map(\.subject) == [Samples.store().subject, Samples.buyer().subject])
    }

    @Test func withdrawnEventsEmptyTheLedger() async throws {
        let folder = try Folder()
        try await store([Samples.withdrawn(), Samples.buyer()], folder.file("a.ndjson"))
        #expect(try verify(folder.file("a.ndjson")).verification.standing.isEmpty)
    }

    @Test func plainEventsVerifyWithoutSignatures() throws {
        let folder = try Folder()
        let lines = [
            EventEncoding.json(Samples.buyer()), Array(" \r".utf8), EventEncoding.json(Samples.store()),
        ]
        try Data(lines.joined(separator: [UInt8(ascii: "\n")])).write(
            to: URL(fileURLWithPath: folder.file("events.ndjson")))
        let (findings, verification) = try verify(folder.file("events.ndjson"))
        #expect(!findings.contains { $0.severity == .wrong }, "\(findings)")
        #expect(verification.totals.events == 2)
        #expect(verification.totals.signaturesUnchecked == 2)
    }

    @Test func aChangedStoreIsFound() async throws {
        let folder = try Folder()
        let path = folder.file("a.ndjson")
        try await store([Samples.buyer()], path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changes: [(String, String, Finding.Code)] = [
            (#"\"score\":100"#, #"\"score\":101"#, .signatureWrong),
            (#"\"score\":100"#, #"\"score\":101"#, .score),
            (#"\"level\":\"report\""#, #"\"level\":\"none\""#, .signatureWrong),
            (#""webhook-timestamp":"1"#, #""webhook-timestamp":"2"#, .signatureWrong),
            (#""webhook-id":"e"#, #""webhook-id":"f"#, .headerID),
            (#""headers""#, #""header""#, .notAnEvent),
            (#"\"specversion\""#, #"\"version\""#, .notAnEvent),
        ]
        for (old, new, code) in changes {
            let changed = text.replacingOccurrences(of: old, with: new)
            #expect(changed != text, "\(old)")
            try changed.write(toFile: path, atomically: true, encoding: .utf8)
            let findings = try verify(path).findings
            #expect(findings.contains { $0.code == code && $0.severity == .wrong }, "\(new): \(findings)")
        }
    }

    @Test func anotherSecretIsFoundAndNoSecretIsSaid() async throws {
        let folder = try Folder()
        try await store([Samples.store()], folder.file("a.ndjson"))
        #expect(
            try verify(folder.file("a.ndjson"), secrets: [.random()]).findings.map(\.code) == [
                .signatureWrong
            ])
        let without = try verify(folder.file("a.ndjson"), secrets: [])
        #expect(without.findings.isEmpty)
        #expect(without.verification.totals.signaturesUnchecked == 1)
    }

    @Test func copiesMustAgree() throws {
        var verification = Verification(secrets: [])
        func check(_ event: AlertEvent) -> [Finding.Code] {
            verification.check(
                StoredRecord(
                    file: "f", number: 1, content: .event(body: EventEncoding.json(event), headers: nil))
            ).filter { $0.severity == .wrong }.map(\.code)
        }
        var other = Samples.buyer()
        other.data.level = "none"
        #expect(check(Samples.buyer()).isEmpty)
        #expect(check(Samples.buyer()).isEmpty)
        #expect(check(other) == [.conflictingCopies])
        #expect(check(EventEncoding.bounded(Samples.buyer(), to: 5000)).isEmpty)
        #expect(verification.totals.records == 4)
        #expect(verification.totals.events == 1)
    }

    /// Not every file with such a table was made by `tillwatch receive`.
    @Test func rowsOfAnyTypeAreRead() throws {
        let folder = try Folder()
        let path = folder.file("other.sqlite")
        try DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: """
                    CREATE TABLE received_events (sequence, id, webhook_timestamp, webhook_signature, body);
                    INSERT INTO received_events VALUES (NULL, NULL, NULL, NULL, NULL);
                    INSERT INTO received_events VALUES ('one', x'ff00', 1.5, 7, 12);
                    INSERT INTO received_events VALUES (3, 'a', 'b', 'c', zeroblob(17000000));
                    """)
        }
        let (findings, verification) = try verify(path)
        #expect(verification.totals.records == 3)
        #expect(findings.map(\.code).contains(.lineTooLong))
        #expect(findings.filter { $0.code == .notAnEvent }.count == 2)
    }

    @Test func unreadableFilesAreSaid() throws {
        let folder = try Folder()
        #expect(
            try #require(throws: StoreError.self) { try verify(folder.file("none")) }.message
                == "no such file")
        #expect(
            try #require(throws: StoreError.self) { try verify(folder.path) }.message == "this is a folder")
        try Data().write(to: URL(fileURLWithPath: folder.file("empty")))
        #expect(try verify(folder.file("empty")).verification.totals.records == 0)
        try Data("nonsense\n{\"a\":1}\n".utf8).write(to: URL(fileURLWithPath: folder.file("other")))
        #expect(try verify(folder.file("other")).findings.map(\.code) == [.notAnEvent, .notAnEvent])
    }
}
