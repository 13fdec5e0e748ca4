import Delivery
import Testing
import Webhooks

@Suite struct EndpointTests {
    private func error(_ url: String) throws -> EndpointError {
        try #require(throws: EndpointError.self) { try Endpoint(url: url, secret: .random()) }
    }

    @Test(arguments: [
        "", "nonsense", "https://", "http://?x", "/etc/passwd", "https://exa mple.org", "http://a\nb/",
        "http://[::1", "http://host:99999/", "example.org/hook", "https//example.org",
    ])
    func refusesWhatIsNoURL(url: String) throws {
        let error = try error(url)
        #expect(error.code == .notAURL)
        #expect(error.description == "error[ENDPOINT_URL]: the endpoint is not a URL with a host")
        #expect(error.hint.contains("https://"))
    }

    @Test(arguments: ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/"])
    func refusesOtherSchemes(url: String) throws {
        // A file URL has no host, which is as good a reason.
        #expect([.scheme, .notAURL].contains(try error(url).code))
    }

    @Test(arguments: ["https://user:hunter2@example.org/", "https://user@example.org/"])
    func refusesCredentialsWithoutShowingThem(url: String) throws {
        let error = try error(url)
        #expect(error.code == .credentials)
        #expect(!(error.description + error.hint).contains("hunter2"))
    }

    @Test(arguments: [
        ("https://Example.org/hook?token=abc", "https://example.org"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://[::1]:8080/x", "http://[::1]:8080"),
        ("HTTPS://example.org:8443/", "https://example.org:8443"),
    ])
    func showsOnlyTheOrigin(url: String, origin: String) throws {
        #expect(try Endpoint(url: url, secret: .random()).origin == origin)
    }

    @Test func namesCertificatesThatItCannotRead() throws {
        let error = try #require(throws: EndpointError.self) {
            try Endpoint(url: "https://example.org", secrets: [], authorityFile: "/nonexistent.pem")
        }
        #expect(error.code == .authorities && error.message.contains("/nonexistent.pem"))
    }
}

@Suite struct SocketAddressTests {
    private func address(_ text: String) throws -> SocketAddress {
        // Derived apart from the code under test: dotted, or eight groups in full.
        let bytes: [UInt8] =
            text.contains(":")
            ? text.split(separator: ":").flatMap { group in
                let value = UInt16(group, radix: 16) ?? 0
                return [UInt8(value >> 8), UInt8(value & 0xFF)]
            } : text.split(separator: ".").compactMap { UInt8($0) }
        return try #require(SocketAddress(bytes: bytes))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
        "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "0:0:0:0:0:0:0:0", "0:0:0:0:0:0:0:1", "0:0:0:0:0:ffff:7f00:1", "0:0:0:0:0:ffff:a00:1",
        "0:0:0:0:0:ffff:a9fe:a9fe", "0:0:0:0:0:0:7f00:1", "64:ff9b:0:0:0:0:a00:1", "64:ff9b:1:0:0:0:808:808",
        "2002:7f00:1:0:0:0:0:1", "2002:c0a8:1:0:0:0:0:1", "2001:0:808:808:0:0:0:1", "2001:db8:0:0:0:0:0:1",
        "fc00:0:0:0:0:0:0:1", "fd12:3456:0:0:0:0:0:1", "fe80:0:0:0:0:0:0:1", "febf:0:0:0:0:0:0:1",
        "fec0:0:0:0:0:0:0:1", "ff02:0:0:0:0:0:0:1", "100:0:0:0:0:0:0:1",
    ])
    func isNotPublic(text: String) throws {
        let address = try address(text)
        #expect(!address.isPublic)
        #expect(!SocketGuard.publicOnly.allows(address))
        #expect(SocketGuard.exactly(address).allows(address))
        #expect(SocketGuard.anything.allows(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.1",
        "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.1.0.0", "192.167.255.255", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "2606:4700:4700:0:0:0:0:1111", "2a00:1450:4001:800:0:0:0:200e",
        "0:0:0:0:0:ffff:808:808", "64:ff9b:0:0:0:0:808:808", "2002:808:808:0:0:0:0:1",
    ])
    func isPublic(text: String) throws {
        #expect(try address(text).isPublic)
        #expect(SocketGuard.publicOnly.allows(try address(text)))
    }

    @Test func localhostIsLoopbackAndNothingElsePrivate() throws {
        #expect(SocketGuard.loopback.allows(try address("127.0.0.1")))
        #expect(SocketGuard.loopback.allows(try address("0:0:0:0:0:0:0:1")))
        #expect(!SocketGuard.loopback.allows(try address("10.0.0.1")))
        #expect(!SocketGuard.exactly(try address("10.0.0.1")).allows(try address("10.0.0.2")))
    }

    @Test(arguments: [0, 1, 3, 5, 15, 17]) func hasFourOrSixteenBytes(count: Int) {
        #expect(SocketAddress(bytes: [UInt8](repeating: 8, count: count)) == nil)
    }
}
