import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Purchases
import Reception
import ServiceLifecycle
import Synchronization
import Testing
import Webhooks

@Suite struct ReceiverTests {
    static let setups: [TestingSetup] = [.router, .live]

    private func receiver(
        _ store: any EventStore, paths: Set<String> = ["/"], bodyBytesMax: Int = 1 << 20,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Receiver {
        Receiver(
            address: Receiver.Address(port: 0),
            intake: Intake(secrets: [Message.secret], paths: paths, bodyBytesMax: bodyBytesMax), store: store,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Message.now },
            onListening: onListening)
    }

    private func fields(_ message: Message) -> HTTPFields {
        var fields: HTTPFields = [.contentType: "application/cloudevents+json"]
        let pairs = [
            ("webhook-id", message.headers.id), ("webhook-timestamp", message.headers.timestamp),
            ("webhook-signature", message.headers.signature),
        ]
        for (name, value) in pairs { HTTPField.Name(name).map { fields[$0] = value } }
        return fields
    }

    private func post(
        _ client: any TestClientProtocol, _ message: Message, to path: String = "/",
        method: HTTPRequest.Method = .post, change: (inout HTTPFields) -> Void = { _ in }
    ) async throws -> (status: Int, problem: [String: String]) {
        var fields = fields(message)
        change(&fields)
        let response = try await client.executeRequest(
            uri: path, method: method, headers: fields, body: ByteBuffer(bytes: message.body))
        let body = Data(response.body.readableBytesView)
        if response.status == .noContent {
            #expect(body.isEmpty)
            return (204, [:])
        }
        #expect(response.headers[.contentType] == "application/json")
        return (response.status.code, try JSONDecoder().decode([String: String].self, from: body))
    }

    @Test(arguments: [0, 1]) func storesBeforeItAnswers(setup: Int) async throws {
        let folder = try Folder()
        let path = folder.file("a.ndjson")
        let receiver = receiver(try EventStores.open(path: path))
        try await receiver.application.test(Self.setups[setup]) { client in
            #expect(try await post(client, Message()).status == 204)
            #expect(try EventStoreTests.records(path).map(\.body) == [Message().body])
            #expect(try await post(client, Message(secondsLater: 9)).status == 204)
            #expect(try EventStoreTests.records(path).count == 1)
            let conflict = try await post(client, EventStoreTests.message(1, level: "other"))
            #expect(conflict.status == 409)
            #expect(conflict.problem["error"] == "id_conflict")
            #expect(try EventStoreTests.records(path).count == 1)
        }
    }

    @Test(arguments: [0, 1]) func refusesClearly(setup: Int) async throws {
        let folder = try Folder()
        let path = folder.file("a.ndjson")
        let receiver = receiver(
            try EventStores.open(path: path), paths: ["/", "/alerts"], bodyBytesMax: 50_000)
        try await receiver.application.test(Self.setups[setup]) { client in
            func check(_ code: Refusal.Code, _ answer: (status: Int, problem: [String: String])) {
                #expect(answer.status == code.status)
                #expect(answer.problem["error"] == code.rawValue)
                #expect(answer.problem["message"]?.isEmpty == false)
                #expect(answer.problem["help"]?.isEmpty == false)
            }
            check(.notFound, try await post(client, Message(), to: "/elsewhere"))
            check(.methodNotAllowed, try await post(client, Message(), method: .put))
            for type in ["text/plain", "application/json", "application/cloudevents-batch+json", nil] {
                check(.unsupportedContentType, try await post(client, Message()) { $0[.contentType] = type })
            }
            let large = Message(body: [UInt8](repeating: UInt8(ascii: " "), count: 200_000))
            check(.bodyTooLarge, try await post(client, large))
            for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
                let answer = try await post(client, Message()) { fields in
                    HTTPField.Name(name).map { fields[$0] = nil }
                }
                check(.headerMissing, answer)
            }
            check(.timestampOutOfTolerance, try await post(client, Message(secondsLater: -4000)))
            check(.signatureMismatch, try await post(client, Message(secrets: [.random()])))
            check(.notJSON, try await post(client, Message(body: Array("hello".utf8))))
            check(.eventInvalid, try await post(client, Message(body: Array("{}".utf8))))
            check(.idMismatch, try await post(client, Message(id: "\(Samples.buyer().subject)-7")))
            #expect(try EventStoreTests.records(path).isEmpty)
            // The connection is good for more after every refusal.
            let taken = try await post(client, Message(), to: "/alerts") {
                $0[.contentType]? += "; charset=utf-8"
            }
            #expect(taken.status == 204)
        }
    }

    @Test func aBodyWithoutAnnouncedLengthIsBoundedToo() async throws {
        let receiver = receiver(StubStore(.success(.stored)), bodyBytesMax: 1000)
        let message = Message(body: [UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
        try await receiver.application.test(.router) { client in
            let answer = try await post(client, message) { $0[.contentLength] = nil }
            #expect(answer.problem["error"] == "body_too_large")
        }
    }

    @Test func healthIsAnswered() async throws {
        let receiver = receiver(StubStore(.success(.stored)))
        try await receiver.application.test(.live) { client in
            let answer = try await client.executeRequest(
                uri: "/healthz", method: .get, headers: [:], body: nil)
            #expect(answer.status == .ok)
        }
    }

    @Test func aStoreThatFailsClaimsNothing() async throws {
        let error = StoreError(.unwritable, file: "/secret/place", message: "disk full", hint: "")
        let receiver = receiver(StubStore(.failure(error)))
        try await receiver.application.test(.router) { client in
            let answer = try await post(client, Message())
            #expect(answer.status == 503)
            #expect(answer.problem["error"] == "store_unavailable")
            #expect(answer.problem.values.contains { $0.contains("/secret/place") } == false)
        }
    }

    @Test func oneOfManyPostsAtOnceIsStored() async throws {
        let folder = try Folder()
        let path = folder.file("a.sqlite")
        let receiver = receiver(try EventStores.open(path: path))
        try await receiver.application.test(.router) { client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<40 {
                    group.addTask { try await post(client, EventStoreTests.message(number % 4 + 1)).status }
                }
                for try await status in group { #expect(status == 204) }
            }
        }
        #expect(try EventStoreTests.records(path).count == 4)
    }

    @Test func announcesItsPortAndStopsGracefully() async throws {
        let folder = try Folder()
        let path = folder.file("a.ndjson")
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let receiver = receiver(try EventStores.open(path: path)) { port in
            found.yield(port)
            found.finish()
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let group = ServiceGroup(configuration: .init(services: [receiver], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            #expect(port > 0)
            let client = TestClient(host: "127.0.0.1", port: port)
            client.connect()
            let message = Message()
            let response = try await client.execute(
                TestClient.Request(
                    "/", method: .post, authority: "127.0.0.1", headers: fields(message),
                    body: ByteBuffer(bytes: message.body)))
            #expect(response.status == .noContent)
            try await client.shutdown()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        // The store is closed: another may write now.
        #expect(try EventStoreTests.records(path).count == 1)
    }

    @Test func aHostThatIsNotThereIsSaid() async throws {
        let folder = try Folder()
        let lost = Receiver(
            address: Receiver.Address(host: "nowhere.invalid", port: 0),
            intake: Intake(secrets: [Message.secret]),
            store: try EventStores.open(path: folder.file("c.ndjson")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let error = await #expect(throws: ReceiverError.self) { try await lost.run() }
        #expect(error?.message.contains("nowhere.invalid") == true)
    }

    @Test func anAddressInUseIsSaid() async throws {
        let folder = try Folder()
        let first = receiver(StubStore(.success(.stored)))
        try await first.application.test(.live) { client in
            let port = try #require(client.port)
            let second = Receiver(
                address: Receiver.Address(port: port), intake: Intake(secrets: [Message.secret]),
                store: try EventStores.open(path: folder.file("b.ndjson")),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let error = await #expect(throws: ReceiverError.self) { try await second.run() }
            #expect(error?.message.contains("127.0.0.1:\(port)") == true)
        }
    }
}

/// A store that always comes to the same.
struct StubStore: EventStore {
    var result: Result<Keeping, StoreError>

    init(_ result: Result<Keeping, StoreError>) { self.result = result }

    func keep(_ event: StoredEvent) async throws(StoreError) -> Keeping { try result.get() }
    func close() async {}
}
