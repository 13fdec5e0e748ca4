import Delivery
import TestSupport
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
            try Endpoint(
                url: "https://example.org", secrets: [],
                transport: EndpointTransport(authorityFile: "/nonexistent.pem"))
        }
        #expect(error.code == .authorities && error.message.contains("/nonexistent.pem"))
    }

    private static let here = #filePath
    private static let pin = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test(arguments: [
        (EndpointTransport(certificateFile: here), EndpointError.Code.certificate),
        (EndpointTransport(keyFile: here), .certificate),
        (EndpointTransport(certificateFile: here, keyFile: "/nonexistent.pem"), .certificate),
        (EndpointTransport(pinnedKeys: ["sha256/short"]), .pin),
        (EndpointTransport(pinnedKeys: ["md5/"]), .pin),
        (EndpointTransport(pinnedKeys: [pin, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]), .pin),
        (EndpointTransport(pinnedKeys: [pin + ";sha256/x"]), .pin),
        (EndpointTransport(proxy: "socks5://proxy.example.org"), .proxy),
        (EndpointTransport(proxy: "http://me:secret@proxy.example.org"), .proxy),
    ])
    func refusesATransportThatCannotBe(transport: EndpointTransport, code: EndpointError.Code) throws {
        let error = try #require(throws: EndpointError.self) {
            try Endpoint(url: "https://example.org", secrets: [], transport: transport)
        }
        #expect(error.code == code && !error.hint.isEmpty)
        #expect(!error.description.contains("secret"))
    }

    @Test(arguments: [
        EndpointTransport(authorityFile: here), EndpointTransport(certificateFile: here, keyFile: here),
        EndpointTransport(pinnedKeys: [pin]),
    ])
    func certificatesNeedTLS(transport: EndpointTransport) throws {
        #expect(throws: Never.self) {
            try Endpoint(url: "https://example.org", secrets: [], transport: transport)
        }
        let error = try #require(throws: EndpointError.self) {
            try Endpoint(url: "http://example.org", secrets: [], transport: transport)
        }
        #expect(error.code == .scheme)
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

    /// What answers a machine's questions about itself is refused even where private addresses are allowed; only a URL
    /// that names it has its way.
    @Test(arguments: [
        "169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192",
        "fd00:ec2:0:0:0:0:0:254", "fd20:ce:0:0:0:0:0:254", "fe80:0:0:0:0:0:0:1",
        "0:0:0:0:0:ffff:a9fe:a9fe", "0:0:0:0:0:0:a9fe:a9fe", "64:ff9b:0:0:0:0:a9fe:a9fe",
        "64:ff9b:1:0:0:0:a9fe:a9fe", "2002:a9fe:a9fe:0:0:0:0:1", "2001:0:808:808:0:0:5601:5601",
        "2a00:1450:4001:800:0:5efe:a9fe:a9fe", "fd12:0:0:0:200:5efe:a9fe:a9fe",
    ])
    func metadataIsRefused(text: String) throws {
        let address = try address(text)
        #expect(address.isMetadata && !address.isPublic)
        #expect(!SocketGuard.privateToo.allows(address) && !SocketGuard.publicOnly.allows(address))
        #expect(!SocketGuard.loopback.allows(address))
        #expect(SocketGuard.exactly(address).allows(address))
    }

    @Test(arguments: [
        "10.0.0.1", "127.0.0.1", "192.168.1.1", "100.64.0.1", "fd12:3456:0:0:0:0:0:1", "8.8.8.8",
    ])
    func privateNetworksAreAllowedWhereTheOperatorSaysSo(text: String) throws {
        #expect(SocketGuard.privateToo.allows(try address(text)))
    }

    @Test(.enabled(if: Python.isThere)) func pythonSeesTheSameNetworks() throws {
        var random = Seeded(seed: 11)
        var addresses: [[UInt8]] = []
        // Edges of every network of the tables, and whatever comes.
        let edges: [[UInt8]] = [
            [0, 0], [10, 0], [100, 63], [100, 64], [100, 127], [100, 128], [127, 0], [169, 254], [172, 15],
            [172, 16], [172, 31], [172, 32], [192, 0], [192, 88], [192, 168], [198, 17], [198, 18],
            [198, 19],
            [198, 20], [198, 51], [203, 0], [224, 0], [239, 255], [240, 0], [255, 255],
        ]
        for start in edges {
            for third in [0, 1, 2, 99, 100, 113, 254, 255] as [UInt8] {
                for last in [0, 1, 255] as [UInt8] { addresses.append(start + [third, last]) }
            }
        }
        let starts: [[UInt8]] = [
            [], [0x20, 0x01, 0, 0], [0x20, 0x01, 0x0D, 0xB8], [0x20, 0x01, 1], [0x20, 0x01, 2], [0x20, 0x02],
            [0x26, 0x06, 0x47], [0x2A], [0x3F, 0xFE], [0x3F, 0xFF, 0], [0x40], [0xFC], [0xFD], [0xFE, 0x80],
            [0xFE, 0xC0], [0xFF, 0x02], [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF],
            [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], [UInt8](repeating: 0, count: 15),
        ]
        for index in 0..<20_000 {
            let start = index < 8000 ? starts[index % starts.count] : []
            let count = index % 2 == 0 && start.isEmpty ? 4 : 16
            let rest = (start.count..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            addresses.append(start + rest)
        }
        let script = """
            import ipaddress, sys
            def plain(a):
                if a.version == 4: return [a]
                n = int(a)
                if a.ipv4_mapped: return [a.ipv4_mapped]
                if n >> 32 == 0x64ff9b << 64: return [ipaddress.ip_address(n & 0xffffffff)]
                if a.sixtofour: return [a.sixtofour]
                return [a]
            for line in open(sys.argv[1]):
                a = ipaddress.ip_address(bytes.fromhex(line))
                print(int(all(p.is_global and not (p.is_multicast or p.is_reserved or p.is_link_local or p.is_loopback
                    or p.is_private or p.is_unspecified) and (p.version == 4 or not p.is_site_local) for p in plain(a))))
            """
        let input = addresses.map {
            $0.map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
        }.joined(separator: "\n")
        let answers = try Python.run(script, input: input).split(separator: "\n").map { $0 == "1" }
        try #require(answers.count == addresses.count)
        var publicOnes = 0
        for (bytes, isGlobal) in zip(addresses, answers) {
            let address = try #require(SocketAddress(bytes: bytes))
            if address.isPublic { publicOnes += 1 }
            // Stricter is right where the difference is one of these.
            let isStricter =
                address.isMetadata || bytes.starts(with: [192, 0, 0]) || bytes.starts(with: [192, 88, 99])
                || bytes.starts(with: [0x20, 0x01, 0]) || bytes.starts(with: [0x20, 0x01, 1])
                || bytes.starts(with: [0x3F, 0xFF]) || bytes.starts(with: [0x20, 0x02])
            #expect(address.isPublic == isGlobal || (isStricter && !address.isPublic), "\(address)")
        }
        #expect(publicOnes > 5000)
    }

    @Test(arguments: [0, 1, 3, 5, 15, 17]) func hasFourOrSixteenBytes(count: Int) {
        #expect(SocketAddress(bytes: [UInt8](repeating: 8, count: count)) == nil)
    }
}
