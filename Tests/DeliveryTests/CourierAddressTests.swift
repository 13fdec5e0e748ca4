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

    /// Whether one event arrives with this transport, and the cause if it does not.
    private func cause(
        _ receiver: Receiver, _ transport: EndpointTransport
    ) async throws -> String? {
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let target = try endpoint(receiver, "ok", scheme: "https", transport: transport)
        let report = try await attempts(1, of: outbox, courier(outbox, target))
        #expect(report.sent == (report.lastErrors.isEmpty ? 1 : 0))
        return report.lastErrors.first?.cause
    }

    @Test func aPinnedKeyHasToBeThere() async throws {
        let receiver = try await Receiver(tls: true)
        let right = try #require(receiver.pin)
        let other = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        var transport = EndpointTransport(authorityFile: receiver.authority, pinnedKeys: [other])
        #expect(try await cause(receiver, transport) == "TLS")
        transport.pinnedKeys = [other, right]
        #expect(try await cause(receiver, transport) == nil)
        // A pin does not stand for trust.
        #expect(try await cause(receiver, EndpointTransport(pinnedKeys: [right])) == "TLS")
    }

    @Test func aClientCertificateIsShown() async throws {
        let receiver = try await Receiver(tls: true, more: ["--ask-client"])
        var transport = EndpointTransport(authorityFile: receiver.authority)
        #expect(try await cause(receiver, transport) != nil)
        transport.certificateFile = receiver.client
        transport.keyFile = receiver.clientKey
        #expect(try await cause(receiver, transport) == nil)
        // A key of another certificate cannot be used.
        transport.certificateFile = receiver.authority
        #expect(try await cause(receiver, transport) == "TLS")
    }

    @Test func oldTLSIsNotSpoken() async throws {
        let receiver = try await Receiver(tls: true, more: ["--old-tls"])
        #expect(
            try await cause(receiver, EndpointTransport(authorityFile: receiver.authority)) == "TLS")
    }

    @Test func aProxyIsUsedWhereItIsNamed() async throws {
        // The receiver stands in for a proxy: it is asked for a host that cannot be resolved.
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let target = try Endpoint(
            url: "http://nobody.invalid/ok", secrets: [receiver.secret],
            transport: EndpointTransport(proxy: "http://127.0.0.1:\(receiver.port)"))
        _ = try await attempts(1, of: outbox, courier(outbox, target))
        #expect(try await receiver.requests(atLeast: 1).first?.path == "http://nobody.invalid/ok")
    }
}
