/// A type with a value that most of its places have.
protocol Defaulting: Hashable, Sendable {
    static var standard: Self { get }
}

/// A value kept apart from what holds it: one that is the standard one takes no memory of its own.
///
/// It is a value like any other: it compares, hashes and is copied by what it holds.
enum Apart<Value: Defaulting>: Hashable, Sendable {
    case standard
    indirect case other(Value)

    init(_ value: Value) { self = value == .standard ? .standard : .other(value) }

    var value: Value {
        switch self {
        case .standard: .standard
        case .other(let value): value
        }
    }

    mutating func change(_ body: (inout Value) -> Void) {
        var value = value
        body(&value)
        self = Apart(value)
    }
}
