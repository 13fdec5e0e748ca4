import Delivery
import Foundation
import Journal
import Testing
import Webhooks

/// Where the courier connects to, and where it will not.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CourierAddressTests {
    @Test func aNameThatLeadsIntoThePrivateNetworkIsRefused() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 20)
        let target = try endpoint(receiver, "ok", host: "receiver.test")
        let report = try await courier(outbox, target).drain(within: .seconds(30))
        #expect(report.sent == 0 && report.waiting == 20)
        #expect(report.endedByEndpoint)
        let error = try #require(report.lastErrors.first)
        #expect(error.cause == "private address")
        #expect(error.message.contains("127.0.0.1") && error.message.contains("--allow-private"))
        #expect(try await receiver.stop().isEmpty)
    }

    @Test func oneOfSeveralAddressesThatIsPrivateIsPassedOver() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 2)
        // Allowed is loopback, for `localhost`; nobody may be asked at 10.0.0.1.
        let target = try Endpoint(
            url: receiver.url("ok", host: "localhost"), secrets: [receiver.secret],
            resolved: ["localhost:\(receiver.port):10.0.0.1,127.0.0.1"])
        #expect(try await courier(outbox, target).drain(within: .seconds(30)).sent == 2)
    }

    @Test func theOperatorMayAllowIt() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 2)
        let target = try endpoint(receiver, "ok", host: "receiver.test", allowPrivate: true)
        #expect(try await courier(outbox, target).drain(within: .seconds(30)).sent == 2)
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.1", "0x7f000001", "2130706433"])
    func theURLMayNameItItself(host: String) async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 2)
        let target = try endpoint(receiver, "ok", host: host)
        #expect(try await courier(outbox, target).drain(within: .seconds(30)).sent == 2)
    }

    @Test func aCertificateOfItsOwnMakingIsNotTrusted() async throws {
        let receiver = try await Receiver(tls: true)
        let outbox = MemoryOutbox()
        outbox.add(subjects: 2)
        let target = try endpoint(receiver, "ok", scheme: "https")
        let report = try await attempts(1, of: outbox, courier(outbox, target))
        #expect(report.sent == 0 && report.waiting == 2)
        #expect(report.lastErrors.map(\.cause) == ["TLS"])
        #expect(try await receiver.stop().isEmpty)
    }

    @Test func aTrustedCertificateIsTaken() async throws {
        let receiver = try await Receiver(tls: true)
        let outbox = MemoryOutbox()
        outbox.add(subjects: 30)
        let target = try endpoint(receiver, "ok", scheme: "https", authority: receiver.authority)
        let report = try await courier(outbox, target).drain(within: .seconds(30))
        let requests = try await receiver.stop()
        #expect(report.sent == 30)
        #expect(requests.allSatisfy { $0.genuine == true })
        #expect(Set(requests.compactMap(\.connection)).count <= 8)
    }

    @Test func aCertificateForAnotherNameIsNotTaken() async throws {
        let receiver = try await Receiver(tls: true)
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let target = try endpoint(
            receiver, "ok", scheme: "https", host: "receiver.test", allowPrivate: true,
            authority: receiver.authority)
        let report = try await attempts(1, of: outbox, courier(outbox, target))
        #expect(report.sent == 0 && report.lastErrors.map(\.cause) == ["TLS"])
    }
}
