import Foundation
import Purchases
import Webhooks

/// An event as it was received: the three headers and the very bytes that were signed.
package struct StoredEvent: Sendable, Hashable {
    package var received: EventTime
    package var headers: WebhookHeaders
    /// The body as it came; kept as one text, so that the signature can be checked at any time.
    package var body: String

    package init(received: EventTime, headers: WebhookHeaders, body: String) {
        self.received = received
        self.headers = headers
        self.body = body
    }
}

extension StoredEvent: Codable {
    private enum Keys: String, CodingKey { case received, headers, body }
    private enum HeaderKeys: String, CodingKey {
        case id = "webhook-id"
        case timestamp = "webhook-timestamp"
        case signature = "webhook-signature"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        received = try container.decode(EventTime.self, forKey: .received)
        body = try container.decode(String.self, forKey: .body)
        let nested = try container.nestedContainer(keyedBy: HeaderKeys.self, forKey: .headers)
        headers = WebhookHeaders(
            id: try nested.decode(String.self, forKey: .id),
            timestamp: try nested.decode(String.self, forKey: .timestamp),
            signature: try nested.decode(String.self, forKey: .signature))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(received, forKey: .received)
        try container.encode(body, forKey: .body)
        var nested = container.nestedContainer(keyedBy: HeaderKeys.self, forKey: .headers)
        try nested.encode(headers.id, forKey: .id)
        try nested.encode(headers.timestamp, forKey: .timestamp)
        try nested.encode(headers.signature, forKey: .signature)
    }

    /// The line of an NDJSON store, with its line end: `{"body":"…","headers":{"webhook-id":…},"received":"…"}`.
    func line() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// Whether bytes can be what a crash left of a line: its beginning, or zeros where something was not written.
    static func canBegin(with bytes: [UInt8]) -> Bool {
        let start = Array("{\"body\":\"".utf8)
        return bytes.starts(with: start) || start.starts(with: bytes) || bytes.contains(0)
    }

    /// Nil when the bytes are no line of a store.
    static func read(line: some Collection<UInt8>) -> StoredEvent? {
        try? JSONDecoder().decode(StoredEvent.self, from: Data(line))
    }
}
