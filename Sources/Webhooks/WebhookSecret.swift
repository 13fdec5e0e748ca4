import Crypto
import Foundation

/// The key that an endpoint and its recipient share: `whsec_` and the base64 of 24 to 64 bytes (Standard Webhooks).
///
/// Its description is redacted, so that no message, log or reflection can show it; `revealed` is the only way out.
package struct WebhookSecret: Sendable {
    /// What HMAC takes.
    let key: SymmetricKey

    package static let prefix = "whsec_"
    package static let allowedBytes = 24...64

    /// Reads `whsec_…`; nil for anything else.
    package init?(_ text: String) {
        let encoded = String(text.dropFirst(Self.prefix.count))
        // Written back, because the decoder also takes base64 with signs too many.
        guard text.hasPrefix(Self.prefix), let bytes = Data(base64Encoded: encoded),
            Self.allowedBytes.contains(bytes.count), bytes.base64EncodedString() == encoded
        else { return nil }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) { self.key = key }

    /// Makes a secret of 32 bytes from the system's source of randomness.
    package static func random() -> WebhookSecret { WebhookSecret(key: SymmetricKey(size: .bits256)) }

    /// The secret itself, for the one command that makes it.
    package var revealed: String {
        Self.prefix + key.withUnsafeBytes { Data($0) }.base64EncodedString()
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "whsec_(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
