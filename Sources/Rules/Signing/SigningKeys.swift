import Crypto
import Documents
import Foundation

/// The public half of a signing key (Ed25519).
package struct VerifyingKey: Sendable, Hashable {
    private static let prefix = "ed25519-public:"

    /// 32 bytes.
    private let bytes: [UInt8]

    fileprivate init(_ key: Curve25519.Signing.PublicKey) { bytes = Array(key.rawRepresentation) }

    /// Reads what `text` writes; nil for anything else.
    package init?(_ text: String) {
        guard let bytes = keyBytes(text, after: Self.prefix),
            (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil
        else { return nil }
        self.bytes = bytes
    }

    /// `ed25519-public:` and base64.
    package var text: String { Self.prefix + Data(bytes).base64EncodedString() }

    /// The first 8 bytes of its SHA-256, in hex.
    package var id: String { hex(SHA256.hash(data: bytes).prefix(8)) }

    func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}

/// A key that signs bundles. Never printed but into its own file.
package struct SigningKey: Sendable {
    private static let prefix = "ed25519-private:"

    private let key: Curve25519.Signing.PrivateKey

    /// A new random key.
    package init() { key = Curve25519.Signing.PrivateKey() }

    /// Reads the first line of a key file; nil for anything but a private key.
    package init?(_ text: String) {
        guard let bytes = keyBytes(text, after: Self.prefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        self.key = key
    }

    package var publicKey: VerifyingKey { VerifyingKey(key.publicKey) }

    /// The secret as its file holds it.
    package var revealed: String { Self.prefix + key.rawRepresentation.base64EncodedString() }

    func signature(over message: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: message)) }
}

/// The 32 bytes of a key, where the base64 is written as everybody writes it.
private func keyBytes(_ text: String, after prefix: String) -> [UInt8]? {
    guard text.hasPrefix(prefix) else { return nil }
    let encoded = String(text.dropFirst(prefix.count))
    guard let data = Data(base64Encoded: encoded), data.count == 32, data.base64EncodedString() == encoded
    else { return nil }
    return Array(data)
}
