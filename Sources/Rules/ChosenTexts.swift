import Purchases

/// Texts of which a field's is asked to be one: in the pack's order, and looked up without walking all of them, because
/// a file of values may name some ten thousand.
package struct ChosenTexts: Sendable, Hashable, RandomAccessCollection, ExpressibleByArrayLiteral {
    /// So few are compared one by one.
    private static let few = 8

    package let texts: [ExactText]
    /// Empty where there are few.
    private let lookup: Set<ExactText>

    package init(_ texts: [ExactText]) {
        self.texts = texts
        lookup = texts.count > Self.few ? Set(texts) : []
    }

    package init(arrayLiteral texts: ExactText...) { self.init(texts) }

    package var startIndex: Int { texts.startIndex }
    package var endIndex: Int { texts.endIndex }
    package subscript(_ index: Int) -> ExactText { texts[index] }

    package func contains(_ text: ExactText) -> Bool {
        lookup.isEmpty ? texts.contains(text) : lookup.contains(text)
    }

    package static func == (left: Self, right: Self) -> Bool { left.texts == right.texts }

    package func hash(into hasher: inout Hasher) { hasher.combine(texts) }
}
