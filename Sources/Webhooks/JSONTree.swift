/// Any JSON value, to compare what was received with what would have been written.
enum JSONTree: Hashable, Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // The most frequent first: a wrong guess costs a thrown error.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode([JSONTree].self) {
            self = .list(value)
        } else if let value = try? container.decode([String: JSONTree].self) {
            self = .object(value)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// The path of the first place, in order of keys, where `self` (received) is not `other` (expected); nil if equal.
    func firstDifference(from other: JSONTree, at path: String = "") -> String? {
        let here = path.isEmpty ? "the event" : path
        switch (self, other) {
        case (.object(let received), .object(let expected)):
            for key in Set(received.keys).union(expected.keys).sorted() {
                let place = path.isEmpty ? key : "\(path).\(key)"
                guard let wanted = expected[key] else { return "\(place) is unknown" }
                guard let found = received[key] else { return "\(place) is not there" }
                if let difference = found.firstDifference(from: wanted, at: place) { return difference }
            }
            return nil
        case (.list(let received), .list(let expected)) where received.count == expected.count:
            for (index, pair) in zip(received, expected).enumerated() {
                let place = "\(path)[\(index)]"
                if let difference = pair.0.firstDifference(from: pair.1, at: place) { return difference }
            }
            return nil
        default:
            return self == other ? nil : "\(here) is not written as it should be"
        }
    }
}
