import Crypto
import Foundation

/// The three headers of Standard Webhooks as they were sent or received.
package struct WebhookHeaders: Sendable, Hashable, Codable {
    package static let idName = "webhook-id"
    package static let timestampName = "webhook-timestamp"
    package static let signatureName = "webhook-signature"

    package var id: String
    /// Seconds since 1970, of the attempt.
    package var timestamp: String
    /// `v1,…`, several separated by spaces.
    package var signature: String

    package init(id: String, timestamp: String, signature: String) {
        self.id = id
        self.timestamp = timestamp
        self.signature = signature
    }
}

/// Why a message is not taken for genuine.
package enum SignatureFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The id is empty, too long, or holds a dot or something that is no visible ASCII character.
    case badID
    /// The timestamp is no number of seconds.
    case badTimestamp
    case tooOld(seconds: Int64)
    case tooNew(seconds: Int64)
    /// None of the signatures was made with one of the secrets over these bytes.
    case noMatch

    package var description: String {
        switch self {
        case .badID: "webhook-id is not an id"
        case .badTimestamp: "webhook-timestamp is not a number of seconds"
        case .tooOld(let seconds): "webhook-timestamp is \(seconds) s old"
        case .tooNew(let seconds): "webhook-timestamp is \(seconds) s ahead"
        case .noMatch: "no signature matches"
        }
    }
}

/// The signatures of Standard Webhooks 1.0 over `id.timestamp.body`: `v1`, HMAC-SHA-256, and `v1a`, Ed25519.
package enum WebhookSignature {
    /// How far a timestamp may be from now, either way, unless the recipient says otherwise.
    package static let defaultToleranceSeconds: Int64 = 300
    /// Signatures looked at in one header; nobody rotates more secrets at a time.
    private static let signaturesMax = 16

    /// Signs one message with one secret.
    ///
    /// - Returns: `v1,` or `v1a,` and the base64 of the signature; nil when the secret cannot sign.
    package static func sign(id: String, timestamp: Int64, body: [UInt8], secret: WebhookSecret) -> String? {
        let signed = signedBytes(id: id, timestamp: "\(timestamp)", body: body)
        switch secret.kind {
        case .shared(let key):
            let code = Data(HMAC<SHA256>.authenticationCode(for: signed, using: key))
            return "v1," + code.base64EncodedString()
        case .privateKey(let key):
            // It fails only for keys of other makes.
            guard let signature = try? key.signature(for: signed) else { return nil }
            return "v1a," + signature.base64EncodedString()
        case .publicKey: return nil
        }
    }

    /// The headers of one attempt, signed with every secret given that can sign (several while one is rotated).
    package static func headers(id: String, timestamp: Int64, body: [UInt8], secrets: [WebhookSecret])
        -> WebhookHeaders
    {
        let signatures = secrets.compactMap {
            sign(id: id, timestamp: timestamp, body: body, secret: $0)
        }
        return WebhookHeaders(
            id: id, timestamp: "\(timestamp)", signature: signatures.joined(separator: " "))
    }

    /// Checks that one of the secrets signed these bytes, and when.
    ///
    /// Signatures are compared in constant time; versions other than `v1` and `v1a` are passed over.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - tolerance: seconds either way; nil looks at the signature alone (stored messages).
    package static func verify(
        _ headers: WebhookHeaders, body: [UInt8], secrets: [WebhookSecret], now: Int64,
        tolerance: Int64? = defaultToleranceSeconds
    ) -> Result<Void, SignatureFailure> {
        guard isID(headers.id) else { return .failure(.badID) }
        guard let timestamp = seconds(headers.timestamp) else { return .failure(.badTimestamp) }
        if let tolerance {
            let age = now.subtractingReportingOverflow(timestamp).partialValue
            if age > tolerance { return .failure(.tooOld(seconds: age)) }
            if age < -tolerance { return .failure(.tooNew(seconds: -age)) }
        }
        let signed = signedBytes(id: headers.id, timestamp: headers.timestamp, body: body)
        for part in headers.signature.split(separator: " ").prefix(signaturesMax) {
            guard let comma = part.firstIndex(of: ","),
                let code = Data(base64Encoded: String(part[part.index(after: comma)...]))
            else { continue }
            let version = part[..<comma]
            if secrets.contains(where: { $0.made(code, version: version, over: signed) }) {
                return .success(())
            }
        }
        return .failure(.noMatch)
    }

    /// An id is visible ASCII without a dot: with one, two messages could have the same signed bytes.
    package static func isID(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }

    private static func signedBytes(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(id.utf8.count + timestamp.utf8.count + 2 + body.count)
        bytes += id.utf8
        bytes.append(UInt8(ascii: "."))
        bytes += timestamp.utf8
        bytes.append(UInt8(ascii: "."))
        bytes += body
        return bytes
    }

    /// Decimal digits only, and few enough that no later arithmetic overflows.
    private static func seconds(_ text: String) -> Int64? {
        guard (1...15).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int64(text)
    }
}

extension WebhookSecret {
    /// Whether a signature of this version was made with this secret. The library compares in constant time.
    fileprivate func made(_ code: Data, version: Substring, over signed: [UInt8]) -> Bool {
        switch kind {
        case .shared(let key):
            version == "v1"
                && HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key)
        case .privateKey(let key): version == "v1a" && key.publicKey.isValidSignature(code, for: signed)
        case .publicKey(let key): version == "v1a" && key.isValidSignature(code, for: signed)
        }
    }
}
