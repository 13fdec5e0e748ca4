import Crypto
import Foundation

/// Several events in one request: a JSON list of them.
package enum WebhookBatch {
    package static let contentType = "application/cloudevents-batch+json"

    /// The `webhook-id` of a list: the same events in the same order have the same one, for ever.
    ///
    /// - Parameter ids: of the events, none of which holds a line end.
    package static func id(of ids: [String]) -> String {
        let digest = SHA256.hash(data: Data(ids.joined(separator: "\n").utf8)).prefix(16)
        return "batch-" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
