/// An IPv4 or IPv6 address, as the socket has it.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes.
    package let bytes: [UInt8]

    /// - Returns: nil for any other number of bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    private init(v4: ArraySlice<UInt8>) { bytes = Array(v4) }

    /// This machine itself.
    package var isLoopback: Bool {
        if let inner = embedded { return inner.isLoopback }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == Self.loopback6
    }

    /// Whether the address is one of the public Internet: not loopback, private, link-local, shared, multicast,
    /// reserved, for documentation, or one of these inside an IPv6 address.
    package var isPublic: Bool {
        guard !isMetadata else { return false }
        if bytes.count == 4 { return !Self.reserved4.contains { $0.contains(bytes) } }
        if let inner = embedded { return inner.isPublic }
        if let inner = interfaceAddress, !inner.isPublic { return false }
        // Only 2000::/3 is handed out as global unicast.
        return bytes[0] & 0xE0 == 0x20 && !Self.reserved6.contains { $0.contains(bytes) }
    }

    /// Link-local, or where clouds answer a machine's questions about itself, its keys among them; in any disguise.
    package var isMetadata: Bool {
        if bytes.count == 4 { return Self.metadata4.contains { $0.contains(bytes) } }
        return Self.metadata6.contains { $0.contains(bytes) } || disguised.contains(where: \.isMetadata)
    }

    /// The IPv4 address that an IPv6 address stands for: mapped, translated (NAT64) or tunnelled (6to4).
    private var embedded: SocketAddress? {
        guard bytes.count == 16 else { return nil }
        if bytes.starts(with: Self.mapped) || bytes.starts(with: Self.translated) {
            return SocketAddress(v4: bytes[12..<16])
        }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return SocketAddress(v4: bytes[2..<6]) }
        return nil
    }

    /// The IPv4 address in an interface identifier of ISATAP.
    private var interfaceAddress: SocketAddress? {
        guard bytes.count == 16, bytes[8] & 0xFD == 0, bytes[9] == 0, bytes[10] == 0x5E, bytes[11] == 0xFE
        else { return nil }
        return SocketAddress(v4: bytes[12..<16])
    }

    /// Every IPv4 address that an IPv6 address may hold: besides the above those that are compatible, translated by a
    /// network of its own, and the client's of Teredo.
    private var disguised: [SocketAddress] {
        var found = [embedded, interfaceAddress].compactMap(\.self)
        if bytes.starts(with: [UInt8](repeating: 0, count: 12)) || bytes.starts(with: Self.translatedLocally)
        {
            found.append(SocketAddress(v4: bytes[12..<16]))
        }
        if bytes.starts(with: Self.teredo) {
            found.append(SocketAddress(v4: bytes[12..<16].map { ~$0 }[...]))
        }
        return found
    }

    package var description: String {
        if bytes.count == 4 { return bytes.map { "\($0)" }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    private static let loopback6 = [UInt8](repeating: 0, count: 15) + [1]
    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    private static let translated: [UInt8] = [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]

    private static let translatedLocally: [UInt8] = [0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01]
    private static let teredo: [UInt8] = [0x20, 0x01, 0, 0]

    private struct Block: Sendable {
        let start: [UInt8]
        let bits: Int

        init(_ start: [UInt8], _ bits: Int) {
            self.start = start
            self.bits = bits
        }

        func contains(_ bytes: [UInt8]) -> Bool {
            for index in start.indices {
                let left = bits - index * 8
                if left <= 0 { return true }
                let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
                if bytes[index] & mask != start[index] & mask { return false }
            }
            return true
        }
    }

    private static let reserved4 = [
        Block([0], 8), Block([10], 8), Block([100, 64], 10), Block([127], 8), Block([169, 254], 16),
        Block([172, 16], 12), Block([192, 0, 0], 24), Block([192, 0, 2], 24), Block([192, 88, 99], 24),
        Block([192, 168], 16),
        Block([198, 18], 15), Block([198, 51, 100], 24), Block([203, 0, 113], 24), Block([224], 4),
        Block([240], 4),
    ]
    /// Link-local; the services of Azure, Alibaba and Oracle that are elsewhere.
    private static let metadata4 = [
        Block([169, 254], 16), Block([168, 63, 129, 16], 32), Block([100, 100, 100, 200], 32),
        Block([192, 0, 0, 192], 32),
    ]
    /// Link-local; the service of Amazon and that of Google.
    private static let metadata6 = [
        Block([0xFE, 0x80], 10),
        Block([0xFD, 0x00, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128),
        Block([0xFD, 0x20, 0x00, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128),
    ]
    /// Inside 2000::/3: protocol assignments (Teredo, ORCHID and its successor among them), documentation.
    private static let reserved6 = [
        Block([0x20, 0x01, 0x00], 23), Block([0x20, 0x01, 0x0D, 0xB8], 32), Block([0x3F, 0xFF, 0x00], 20),
    ]
}
