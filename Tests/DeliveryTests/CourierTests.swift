import Delivery
import Foundation
import Journal
import Logging
import Purchases
import Testing
import Webhooks

/// Short delays and time-outs, so that nothing here waits long.
func quickPolicy(_ change: (inout RetryPolicy) -> Void = { _ in }) -> RetryPolicy {
    var policy = RetryPolicy.brief
    policy.schedule = [.zero] + [20, 40, 80].map { .milliseconds($0) }
    policy.pauseMin = .milliseconds(20)
    policy.pauseMax = .milliseconds(100)
    policy.grace = .milliseconds(100)
    change(&policy)
    return policy
}

func endpoint(
    _ receiver: Receiver, _ mode: String, total: Duration = .seconds(10), scheme: String = "http",
    host: String = "127.0.0.1", allowPrivate: Bool = false, authority: String? = nil,
    transport: EndpointTransport? = nil
) throws -> Endpoint {
    try Endpoint(
        url: receiver.url(mode, scheme: scheme, host: host), secrets: [receiver.secret],
        allowPrivate: allowPrivate, userAgent: "tillwatch/test", totalTimeout: total,
        transport: transport ?? EndpointTransport(authorityFile: authority),
        resolved: ["receiver.test:\(receiver.port):127.0.0.1"])
}

func courier(_ outbox: MemoryOutbox, _ endpoint: Endpoint, _ policy: RetryPolicy = quickPolicy()) throws
    -> Courier
{
    try Courier(
        outbox: outbox, endpoint: endpoint, redaction: Redaction(), policy: policy,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}

/// Lets the courier run until so many attempts are on disk, and ends it.
func attempts(_ count: Int, of outbox: MemoryOutbox, _ courier: Courier) async throws -> DeliveryReport {
    let run = Task { try await courier.run() }
    await outbox.recorded(count)
    let report = await courier.drain(within: .zero)
    try await run.value
    return report
}

/// What the receiver got, by subject, in order of arrival.
func revisions(_ requests: [Receiver.Request]) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for request in requests {
        guard let parts = request.id?.split(separator: "-"), parts.count == 2 else { continue }
        found[String(parts[0]), default: []].append(Int(parts[1]) ?? -1)
    }
    return found
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct CourierTests {
    @Test func deliversEachEventOnceInOrder() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 70, revisions: 5)
        let report = try await courier(outbox, endpoint(receiver, "ok")).drain(within: .seconds(30))
        let requests = try await receiver.stop()

        #expect(report.sent == 350 && report.waiting == 0 && report.refused == 0)
        #expect(report.lastErrors.isEmpty && report.failure == nil && !report.endedByEndpoint)
        #expect(report.outbox == OutboxCounts(waiting: 0, sent: 350, refused: 0))
        #expect(requests.count == 350)
        #expect(Set(requests.map(\.id)).count == 350)
        #expect(revisions(requests).count == 70)
        for (subject, order) in revisions(requests) { #expect(order == [1, 2, 3, 4, 5], "\(subject)") }
        #expect(outbox.entries.allSatisfy { $0.state == .sent && $0.attempts == 1 })
        #expect(Set(requests.compactMap(\.connection)).count <= 8)

        let bodies = Dictionary(uniqueKeysWithValues: outbox.entries.map { ($0.eventID, $0.body) })
        let now = Int64(Date().timeIntervalSince1970)
        for request in requests {
            #expect(request.genuine == true)
            #expect(request.type == "application/cloudevents+json")
            #expect(request.agent == "tillwatch/test")
            #expect(request.expect == nil && request.cookie == nil)
            #expect(bodies[request.id ?? ""] == request.body.map { Array($0.utf8) })
            #expect(abs(now - (request.timestamp ?? 0)) < 60)
        }
    }

    @Test(.enabled(if: Receiver.hasPackage, "needs PyPI's standardwebhooks, in TILLWATCH_PYTHON or python3"))
    func standardwebhooksAcceptsTheSignatures() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 5)
        _ = try await courier(outbox, endpoint(receiver, "ok")).drain(within: .seconds(30))
        let requests = try await receiver.stop()
        #expect(requests.count == 5)
        #expect(requests.allSatisfy { $0.package == true })
    }

    @Test func signsWithBothSecretsWhileOneIsRotated() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let target = try Endpoint(url: receiver.url("ok"), secrets: [.random(), receiver.secret])
        _ = try await courier(outbox, target).drain(within: .seconds(30))
        let request = try #require(try await receiver.stop().first)
        #expect(request.signature?.split(separator: " ").count == 2)
        #expect(request.genuine == true)
    }

    @Test func anyTwoHundredIsSuccess() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 3)
        let report = try await courier(outbox, endpoint(receiver, "no-content")).drain(within: .seconds(30))
        #expect(report.sent == 3)
    }

    @Test func retriesWithTheSameID() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 4, revisions: 3)
        let report = try await courier(outbox, endpoint(receiver, "fail-first")).drain(within: .seconds(30))
        let requests = try await receiver.stop()
        #expect(report.sent == 12 && report.waiting == 0)
        #expect(report.lastErrors == [DeliveryFailure(cause: "HTTP 500", attempts: 12, message: "HTTP 500")])
        for order in revisions(requests).values { #expect(order == [1, 1, 2, 2, 3, 3]) }
        #expect(requests.allSatisfy { $0.genuine == true })
        #expect(outbox.entries.allSatisfy { $0.attempts == 2 && $0.lastError == nil })
    }

    @Test func aRetryIsSignedAnewAndWaitsAsAsked() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let report = try await courier(outbox, endpoint(receiver, "throttle")).drain(within: .seconds(30))
        let requests = try await receiver.stop()
        #expect(report.sent == 1)
        #expect(requests.map(\.id) == [outbox.entries[0].eventID, outbox.entries[0].eventID])
        let times = requests.compactMap(\.timestamp)
        #expect(times.count == 2 && times[1] > times[0])
        #expect(requests.count == 2 && requests[0].signature != requests[1].signature)
        #expect(requests.allSatisfy { $0.genuine == true })
        #expect(requests[0].body == requests[1].body)
    }

    @Test func aRetryAfterMayBeADate() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let report = try await courier(outbox, endpoint(receiver, "throttle-until")).drain(
            within: .seconds(30))
        let times = try await receiver.stop().compactMap(\.timestamp)
        #expect(report.sent == 1 && times.count == 2 && times[1] - times[0] >= 1)
    }

    @Test func aWordyAnswerKeepsItsConnection() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1, revisions: 5)
        let report = try await courier(outbox, endpoint(receiver, "wordy")).drain(within: .seconds(30))
        #expect(report.sent == 5)
        #expect(Set(try await receiver.stop().compactMap(\.connection)).count == 1)
    }

    @Test func doesNotFollowRedirects() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let report = try await courier(outbox, endpoint(receiver, "redirect")).drain(
            within: .milliseconds(300))
        let requests = try await receiver.stop()
        #expect(report.sent == 0 && report.waiting == 1)
        #expect(report.lastErrors.map(\.message) == ["HTTP 302: redirects are not followed"])
        #expect(!requests.isEmpty && requests.allSatisfy { $0.path == "/redirect" })
        #expect(outbox.entries[0].state == .waiting && outbox.entries[0].attempts == requests.count)
    }

    @Test func stopsWhenTheEndpointIsGone() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 100)
        let report = try await courier(outbox, endpoint(receiver, "gone")).drain(within: .seconds(30))
        let requests = try await receiver.stop()
        #expect(report.endedByEndpoint)
        #expect(report.waiting == 100 && report.sent == 0 && report.refused == 0)
        #expect((1...8).contains(requests.count))
        #expect(report.lastErrors.map(\.cause) == ["HTTP 410"])
    }

    @Test func keepsWhatIsRefusedAndGoesOn() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 10, revisions: 2)
        let target = try endpoint(receiver, "refuse-first-revision")
        let report = try await courier(outbox, target).drain(within: .seconds(30))
        let requests = try await receiver.stop()
        #expect(report.sent == 10 && report.refused == 10 && report.waiting == 0)
        #expect(requests.count == 20)
        for order in revisions(requests).values { #expect(order == [1, 2]) }
        #expect(outbox.entries.count { $0.state == .refused && $0.lastError == "HTTP 422" } == 10)
    }

    @Test func showsWhatTheAnswerSaysInOneLine() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        _ = try await courier(outbox, endpoint(receiver, "refuse")).drain(within: .seconds(30))
        let error = try #require(outbox.entries[0].lastError)
        #expect(error.hasPrefix("HTTP 422: no such [31mlevel"))
        #expect(error.count < 250)
        #expect(error.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }

    @Test func waitsBehindADoorThatMayOpen() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 100)
        let report = try await attempts(12, of: outbox, courier(outbox, endpoint(receiver, "unauthorized")))
        let requests = try await receiver.stop()
        #expect(report.waiting == 100 && report.refused == 0)
        #expect(report.lastErrors.map(\.message) == ["HTTP 401: who are you"])
        // Eight at first, then one probe at a time, spread over different events.
        #expect(requests.count < 40)
        #expect(requests.count == outbox.outcomes.count)
        #expect(Set(requests.map(\.id)).count == requests.count)
    }

    @Test func sendsAgainAfterAReset() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 3, revisions: 2)
        let report = try await courier(outbox, endpoint(receiver, "reset-first")).drain(within: .seconds(30))
        #expect(report.sent == 6 && report.waiting == 0)
        #expect(report.lastErrors.map(\.cause) == ["transfer broke off"])
    }

    @Test func connectionsClosedBetweenAttemptsDoNoHarm() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 2, revisions: 10)
        let report = try await courier(outbox, endpoint(receiver, "close-idle")).drain(within: .seconds(30))
        #expect(report.sent == 20)
    }

    @Test func cutsAnEventToTheBound() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1, purchases: 1000)
        #expect(outbox.entries[0].body.count > 200_000)
        let report = try await courier(outbox, endpoint(receiver, "ok")).drain(within: .seconds(30))
        let request = try #require(try await receiver.stop().first)
        let body = Array(try #require(request.body).utf8)
        #expect(report.sent == 1 && request.genuine == true)
        #expect(body.count <= 65_536)
        let event = try EventEncoding.decode(body)
        #expect(event.id == outbox.entries[0].eventID)
        #expect(event.data.omitted > 0 && event.data.omitted + event.data.purchases.count == 1000)
    }
}
