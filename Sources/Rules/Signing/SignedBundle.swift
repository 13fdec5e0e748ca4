import Crypto
import Foundation

/// A bundle's bytes with signatures over them: a DSSE envelope (Dead Simple Signing Envelope, version 1).
///
/// What is signed is not the bundle alone but `DSSEv1`, the type and the bundle, each with its length: a signature of
/// these keys over anything else is never one of a bundle.
package struct SignedBundle: Sendable, Hashable {
    package struct Signature: Sendable, Hashable {
        /// Of the public key; a hint which key to try, and itself not signed.
        package var keyID: String
        package var bytes: [UInt8]
    }

    package static let payloadType = "application/vnd.tillwatch.bundle+json"
    private static let signaturesMax = 16

    /// The bundle, exactly.
    package private(set) var payload: [UInt8]
    /// In order of key ids.
    package private(set) var signatures: [Signature]

    /// A bundle that nobody has signed yet.
    package init(payload: [UInt8]) {
        self.payload = payload
        signatures = []
    }

    /// Reads what `bytes` writes; nil for anything else.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= PackBundle.sizeMax * 3 / 2,
            let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(bytes)),
            envelope.payloadType == Self.payloadType,
            (1...Self.signaturesMax).contains(envelope.signatures.count)
        else { return nil }
        payload = Array(envelope.payload)
        signatures = envelope.signatures.map { Signature(keyID: $0.keyid, bytes: Array($0.sig)) }
        guard (try? self.bytes()) == bytes else { return nil }
    }

    /// The file; ends with a line break.
    package func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let envelope = Envelope(
            payload: Data(payload), payloadType: Self.payloadType,
            signatures: signatures.map { Envelope.Entry(keyid: $0.keyID, sig: Data($0.bytes)) })
        return Array(try encoder.encode(envelope)) + [0x0A]
    }

    /// Signs, in place of an earlier signature of the same key.
    package mutating func sign(_ key: SigningKey) throws {
        signatures.removeAll { $0.keyID == key.publicKey.id }
        signatures.append(
            Signature(keyID: key.publicKey.id, bytes: try key.signature(over: Self.signed(payload))))
        signatures.sort { $0.keyID < $1.keyID }
    }

    /// Whether a signature is one of a key over this bundle.
    package func holds(_ signature: Signature, of key: VerifyingKey) -> Bool {
        key.verifies(signature.bytes, over: Self.signed(payload))
    }

    /// The pre-authentication encoding of DSSE.
    private static func signed(_ payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    private struct Envelope: Codable {
        struct Entry: Codable {
            var keyid: String
            var sig: Data
        }

        var payload: Data
        var payloadType: String
        var signatures: [Entry]
    }
}
