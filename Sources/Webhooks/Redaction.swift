import Crypto
import Foundation
import Purchases

/// Knows what may be seen now: packs come and go while a service runs.
package protocol RedactionSource: Sendable {
    /// What holds for all events that were committed so far. May block on the disk.
    func redaction() throws -> Redaction
}

/// What may be seen of the events of confidential packs.
///
/// Titles, rule ids, measures, values and thresholds go; level, score, who, and the purchases stay.
package struct Redaction: RedactionSource {
    /// A confidential pack.
    package struct Secret: Sendable {
        package var pack: String
        package var version: String
        /// The endpoints that may see everything.
        package var endpoints: Set<ExactText>
        /// Makes rules' opaque names; as secret as the pack.
        package var key: [UInt8]

        package init(pack: String, version: String, endpoints: Set<ExactText>, key: [UInt8]) {
            self.pack = pack
            self.version = version
            self.endpoints = endpoints
            self.key = key
        }
    }

    private let secrets: [ExactText: [Secret]]

    /// - Parameter secrets: of all packs that events may be of; what none is about is shown.
    package init(_ secrets: [Secret] = []) {
        self.secrets = Dictionary(grouping: secrets) { ExactText($0.pack) }
    }

    package func redaction() -> Redaction { self }

    /// Whether anything is hidden from anybody.
    package var isEmpty: Bool { secrets.isEmpty }

    /// Whether an endpoint sees everything of a pack's events; nil is everybody who is no named endpoint.
    package func shows(_ pack: PackReference, to endpoint: ExactText?) -> Bool {
        guard let secret = secret(of: pack) else { return true }
        return endpoint.map(secret.endpoints.contains) ?? false
    }

    /// The event as an endpoint may see it.
    package func redacted(_ event: AlertEvent, for endpoint: ExactText? = nil) -> AlertEvent {
        var event = event
        event.data = redacted(event.data, for: endpoint)
        return event
    }

    package func redacted(_ data: AlertData, for endpoint: ExactText? = nil) -> AlertData {
        guard let secret = secret(of: data.pack), !shows(data.pack, to: endpoint) else { return data }
        var data = data
        data.confidential = data.indicators.map {
            ConfidentialIndicator(
                rule: Self.name($0.rule, secret), score: $0.score, purchases: $0.purchases)
        }
        data.indicators = []
        return data
    }

    /// How those see a rule of a pack who may not see it.
    package func name(of rule: String, pack: PackReference) -> String {
        secret(of: pack).map { Self.name(rule, $0) } ?? rule
    }

    private func secret(of pack: PackReference) -> Secret? {
        guard let versions = secrets[ExactText(pack.id)] else { return nil }
        // A version that nobody knows any more is no less confidential than the others.
        return versions.first { ExactText($0.version) == ExactText(pack.version) }
            ?? versions.first.map {
                Secret(pack: $0.pack, version: pack.version, endpoints: [], key: $0.key)
            }
    }

    /// Keyed with the pack's own content: without it nobody can try names of rules.
    private static func name(_ rule: String, _ secret: Secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("tillwatch rule\0".utf8) + Array(rule.utf8), using: SymmetricKey(data: secret.key))
        return "rule-"
            + code.prefix(6).map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }.joined()
    }
}
