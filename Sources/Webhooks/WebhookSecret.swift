import Crypto
import Foundation

/// What signs a webhook, or checks that it was signed, as Standard Webhooks writes it:
///
/// | text | holds | signs | checks |
/// |---|---|---|---|
/// | `whsec_…` | 24 to 64 bytes that endpoint and recipient share | `v1`, HMAC-SHA-256 | yes |
/// | `whsk_…` | the 32 bytes of an Ed25519 private key, the sender's alone | `v1a` | yes |
/// | `whpk_…` | the 32 bytes of an Ed25519 public key, for the recipient | – | yes |
///
/// Its description is redacted, so that no message, log or reflection can show it; `revealed` is the only way out.
package struct WebhookSecret: Sendable {
    enum Kind: Sendable {
        case shared(SymmetricKey)
        case privateKey(Curve25519.Signing.PrivateKey)
        case publicKey(Curve25519.Signing.PublicKey)
    }

    let kind: Kind

    package static let prefix = "whsec_"
    package static let privatePrefix = "whsk_"
    package static let publicPrefix = "whpk_"
    package static let allowedBytes = 24...64

    /// Reads `whsec_…`, `whsk_…` or `whpk_…`; nil for anything else.
    package init?(_ text: String) {
        guard let mark = text.firstIndex(of: "_") else { return nil }
        let encoded = String(text[text.index(after: mark)...])
        // Written back, because the decoder also takes base64 with signs too many.
        guard let bytes = Data(base64Encoded: encoded), bytes.base64EncodedString() == encoded else {
            return nil
        }
        switch text[...mark] {
        case Self.prefix[...] where Self.allowedBytes.contains(bytes.count):
            kind = .shared(SymmetricKey(data: bytes))
        case Self.privatePrefix[...]:
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else { return nil }
            kind = .privateKey(key)
        case Self.publicPrefix[...]:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return nil }
            kind = .publicKey(key)
        default: return nil
        }
    }

    private init(kind: Kind) { self.kind = kind }

    /// Makes a shared secret of 32 bytes from the system's source of randomness.
    package static func random() -> WebhookSecret {
        WebhookSecret(kind: .shared(SymmetricKey(size: .bits256)))
    }

    /// Makes an Ed25519 key.
    package static func randomKey() -> WebhookSecret { WebhookSecret(kind: .privateKey(.init())) }

    /// Whether a sender can use it.
    package var canSign: Bool { if case .publicKey = kind { false } else { true } }

    /// What the recipient of a private key's signatures needs; nil for a shared secret.
    package var publicKey: WebhookSecret? {
        switch kind {
        case .shared: nil
        case .privateKey(let key): WebhookSecret(kind: .publicKey(key.publicKey))
        case .publicKey: self
        }
    }

    /// The secret itself, for the one command that makes it.
    package var revealed: String {
        switch kind {
        case .shared(let key): Self.prefix + key.withUnsafeBytes { Data($0) }.base64EncodedString()
        case .privateKey(let key): Self.privatePrefix + key.rawRepresentation.base64EncodedString()
        case .publicKey(let key): Self.publicPrefix + key.rawRepresentation.base64EncodedString()
        }
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch kind {
        case .shared: "whsec_(redacted)"
        case .privateKey: "whsk_(redacted)"
        case .publicKey: revealed
        }
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
