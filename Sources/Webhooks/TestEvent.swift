import Foundation
import Purchases

/// A CloudEvents 1.0 object that says nothing: it shows that an endpoint is reached and takes the signature. A recipient
/// answers it with a 2xx and forgets it.
package struct TestEvent: Sendable, Hashable, Encodable {
    package struct Content: Sendable, Hashable, Encodable {
        package var endpoint: String
    }

    package static let type = "org.tillwatch.endpoint.test"

    package let specversion = "1.0"
    /// `test-` and 32 hexadecimal digits, of chance.
    package let id: String
    package let source: String
    package let type = TestEvent.type
    package let time: EventTime
    package let datacontenttype = "application/json"
    package let data: Content

    package init(endpoint: String, installation: String, time: EventTime) {
        let digits = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
        id = "test-" + digits.map { String(repeating: "0", count: 16 - $0.utf8.count) + $0 }.joined()
        source = "urn:tillwatch:\(installation)"
        self.time = time
        data = Content(endpoint: endpoint)
    }

    /// One line of JSON, keys in order.
    package func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(self))
    }

    /// Whether a body is one.
    package static func isOne(_ body: [UInt8]) -> Bool {
        struct Typed: Decodable { var type: String }
        return (try? JSONDecoder().decode(Typed.self, from: Data(body)))?.type == type
    }
}
