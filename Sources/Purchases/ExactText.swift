/// Text that is compared, ordered and hashed by its UTF-8 bytes.
///
/// Swift's own `String` compares by canonical equivalence, which would make two different keys equal
/// (`docs/SEMANTICS.md` 2.1: keys and contents compare as UTF-8 bytes).
package struct ExactText: Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    package let string: String

    package init(_ string: String) { self.string = string }
    package init(stringLiteral value: String) { string = value }

    package var description: String { string }
    package var isEmpty: Bool { string.isEmpty }

    package static func == (left: ExactText, right: ExactText) -> Bool {
        withBytes(left, right) { $0.count == $1.count && $0.elementsEqual($1) }
    }

    package static func < (left: ExactText, right: ExactText) -> Bool {
        withBytes(left, right) { $0.lexicographicallyPrecedes($1) }
    }

    /// Both texts as buffers: going through their views byte by byte takes many times longer.
    private static func withBytes(
        _ left: ExactText, _ right: ExactText,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        var left = left.string
        var right = right.string
        return left.withUTF8 { left in right.withUTF8 { right in body(left, right) } }
    }

    package func hash(into hasher: inout Hasher) {
        var text = string
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }

    package init(from decoder: any Decoder) throws {
        string = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(string)
    }
}
