import Crypto
import Documents

/// The keys that a user gives to see what confidential packs say.
///
/// A pack states the SHA-256 of its key; who has the key may see. That keeps titles and thresholds out of outputs; it
/// does not keep them from whoever can read the pack's file, or a journal that keeps it (`docs/SIGNING.md`).
package struct RevealKeys: Sendable, Hashable {
    private var digests: Set<String> = []

    package init() {}

    /// - Parameter keys: what the keys' files hold in their first lines.
    package init(_ keys: [String]) { digests = Set(keys.map(Self.digest)) }

    /// What a pack states of a key under `reveal`: lower-case hex.
    package static func digest(of key: String) -> String { hex(SHA256.hash(data: Array(key.utf8))) }

    /// Whether they open a pack; one that states no key stays closed.
    package func open(_ confidentiality: Confidentiality) -> Bool {
        confidentiality.reveal.map(digests.contains) ?? false
    }
}
