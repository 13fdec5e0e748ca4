import Foundation
import Purchases

/// Bytes that are no alert event. Its message names the place, never the value there.
package struct EventDecodingError: Error, Hashable, CustomStringConvertible {
    package var message: String

    package init(message: String) { self.message = message }

    package var code: String { "EVENT_INVALID" }
    package var description: String { message }
}

/// An alert event as JSON: one line, keys in order, slashes as they are; the same event is the same bytes, always.
package enum EventEncoding {
    package static func json(_ event: AlertEvent) -> [UInt8] {
        do {
            return try Array(encoder().encode(event))
        } catch {
            // Only numbers that JSON cannot write make the encoder fail, and an event has none.
            preconditionFailure("an alert event always encodes")
        }
    }

    /// Reads one event, strictly: the JSON must be exactly what `json` writes of it but for white space, the order of
    /// keys and the escaping of characters. Unknown keys, keys left out (missing is null), decimals and times in another form are errors.
    ///
    /// - Throws: `EventDecodingError`.
    package static func decode(_ bytes: [UInt8]) throws(EventDecodingError) -> AlertEvent {
        let data = Data(bytes)
        let event: AlertEvent
        let received: JSONTree
        let expected: JSONTree
        do {
            event = try JSONDecoder().decode(AlertEvent.self, from: data)
            received = try JSONDecoder().decode(JSONTree.self, from: data)
            expected = try JSONDecoder().decode(JSONTree.self, from: Data(json(event)))
        } catch let error as DecodingError {
            throw EventDecodingError(message: summary(of: error))
        } catch {
            throw EventDecodingError(message: "not JSON")
        }
        if let difference = received.firstDifference(from: expected) {
            throw EventDecodingError(message: difference)
        }
        if let contradiction = contradiction(in: event) {
            throw EventDecodingError(message: contradiction)
        }
        return event
    }

    private static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// What no event says of itself (`docs/FORMATS.md` 7).
    private static func contradiction(in event: AlertEvent) -> String? {
        if event.specversion != "1.0" { return "specversion is not 1.0" }
        if event.dataschema != AlertEvent.schema { return "dataschema is not \(AlertEvent.schema)" }
        if event.datacontenttype != "application/json" { return "datacontenttype is not application/json" }
        if event.data.revision < 1 { return "data.revision is below 1" }
        if event.id != "\(event.subject)-\(event.data.revision)" { return "id is not subject-revision" }
        if event.data.omitted < 0 { return "data.omitted is below 0" }
        if (event.data.buyer == nil) == (event.data.about == nil) {
            return "data needs one of buyer and about"
        }
        return nil
    }

    private static func summary(of error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            let text = path.reduce(into: "") { text, key in
                if let index = key.intValue {
                    text += "[\(index)]"
                } else {
                    text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
                }
            }
            return text.isEmpty ? "the event" : text
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is not there"
        case .valueNotFound(_, let context): return "\(place(context.codingPath)) is null"
        case .typeMismatch(_, let context): return "\(place(context.codingPath)) has another type"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "not JSON" : "\(place(context.codingPath)) cannot be read"
        @unknown default: return "not an alert event"
        }
    }
}
