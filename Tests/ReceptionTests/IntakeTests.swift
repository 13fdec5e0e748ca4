import Foundation
import Purchases
import Reception
import Testing
import Webhooks

@Suite struct IntakeTests {
    static let intake = Intake(secrets: [Message.secret], paths: ["/", "/alerts"])

    static func read(_ message: Message, intake: Intake = intake) throws -> AlertEvent {
        let headers = [
            "webhook-id": message.headers.id, "webhook-timestamp": message.headers.timestamp,
            "webhook-signature": message.headers.signature,
        ]
        return try intake.read(header: { headers[$0] }, body: message.body, now: Message.now).event
    }

    static func refusal(_ message: Message, intake: Intake = intake) -> Refusal.Code? {
        #expect(throws: Refusal.self) { try read(message, intake: intake) }?.code
    }

    @Test func takesWhatIsSigned() throws {
        #expect(try Self.read(Message()) == Samples.buyer())
        #expect(try Self.read(Message(Samples.withdrawn())) == Samples.withdrawn())
    }

    @Test func takesAnyOfSeveralSecretsAndSignatures() throws {
        let other = WebhookSecret.random()
        let rotating = Intake(secrets: [other, Message.secret])
        #expect(try Self.read(Message(), intake: rotating).id == Samples.buyer().id)
        #expect(try Self.read(Message(secrets: [other]), intake: rotating).id == Samples.buyer().id)
        #expect(try Self.read(Message(secrets: [other, Message.secret])).id == Samples.buyer().id)
        #expect(Self.refusal(Message(secrets: [other])) == .signatureMismatch)
    }

    @Test(arguments: [
        (Int64(-300), Refusal.Code?.none), (300, nil), (-301, .timestampOutOfTolerance),
        (301, .timestampOutOfTolerance),
    ])
    func judgesTheAge(seconds: Int64, expected: Refusal.Code?) throws {
        let message = Message(secondsLater: seconds)
        if let expected {
            #expect(Self.refusal(message) == expected)
        } else {
            #expect(throws: Never.self) { try Self.read(message) }
        }
    }

    @Test func everyByteIsSigned() throws {
        let good = Message()
        for index in stride(from: 0, to: good.body.count, by: 61) {
            var message = good
            message.body[index] ^= 1
            #expect(Self.refusal(message) == .signatureMismatch)
        }
        var message = good
        message.headers.id = "e1f77a2d02b69329c9be4c5ce3949598-2"
        #expect(Self.refusal(message) == .signatureMismatch)
        message = good
        message.headers.timestamp = "\(Message.now.microseconds / 1_000_000 + 1)"
        #expect(Self.refusal(message) == .signatureMismatch)
    }

    @Test func signatureComesBeforeJSON() throws {
        var message = Message(body: Array("{".utf8))
        #expect(Self.refusal(message) == .notJSON)
        message.headers.signature = "v1,AAAA"
        #expect(Self.refusal(message) == .signatureMismatch)
    }

    @Test(arguments: ["webhook-id", "webhook-timestamp", "webhook-signature"])
    func namesTheMissingHeader(name: String) throws {
        let message = Message()
        var headers = [
            "webhook-id": message.headers.id, "webhook-timestamp": message.headers.timestamp,
            "webhook-signature": message.headers.signature,
        ]
        for value in [nil, ""] {
            headers[name] = value
            let error = #expect(throws: Refusal.self) {
                try Self.intake.read(header: { headers[$0] }, body: message.body, now: Message.now)
            }
            #expect(error?.code == .headerMissing)
            #expect(error?.message.contains(name) == true)
        }
    }

    @Test func malformedHeadersAreSaid() throws {
        var message = Message()
        message.headers.timestamp = "yesterday"
        #expect(Self.refusal(message) == .headerMalformed)
        message = Message(id: "a.b")
        #expect(Self.refusal(message) == .headerMalformed)
    }

    @Test func namesMustBeOne() throws {
        #expect(Self.refusal(Message(id: "e1f77a2d02b69329c9be4c5ce3949598-2")) == .idMismatch)
        var event = Samples.buyer()
        event.subject = "short"
        event.id = "short-1"
        #expect(Self.refusal(Message(event)) == .eventInvalid)
    }

    @Test func theFormIsChecked() throws {
        let text = String(decoding: EventEncoding.json(Samples.buyer()), as: UTF8.self)
        let changes = [
            ("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\""),
            ("\"score\":100", "\"score\":\"100\""),
            ("\"score\":100", "\"score\":100,\"name\":\"x\""),
            ("\"follows\":null,", ""),
            ("\"value\":\"360\"", "\"value\":\"360.0\""),
            ("2027-01-10T12:00:00Z", "2027-01-10T13:00:00+01:00"),
            ("org.tillwatch.alert.raised", "org.tillwatch.alert.withdrawn"),
            ("org.tillwatch.alert.raised", "org.tillwatch.alert.deleted"),
        ]
        for (old, new) in changes {
            let changed = text.replacingOccurrences(of: old, with: new)
            #expect(changed != text, "\(old)")
            #expect(Self.refusal(Message(body: Array(changed.utf8))) == .eventInvalid, "\(new)")
        }
        #expect(Self.refusal(Message(body: [])) == .notJSON)
        #expect(Self.refusal(Message(body: [0xFF, 0xFE, 0x00])) == .notJSON)
        #expect(Self.refusal(Message(body: Array("[]".utf8))) == .eventInvalid)
        let deep = String(repeating: "[", count: 100_000)
        #expect(Self.refusal(Message(body: Array(deep.utf8))) != nil)
    }

    @Test func everyRefusalHasItsStatus() {
        #expect(
            Refusal.Code.allCases.map(\.status)
                == [404, 405, 415, 413, 400, 400, 400, 401, 401, 400, 422, 422, 409, 503])
    }
}
