/// The key of a line: what makes it the same line when it is sent again (2.1).
package struct LineKey: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// `feed/store/till/receipt[/day]/line`, each part escaped.
    package let text: ExactText
    /// The same without the line.
    package let receipt: ExactText

    /// - Parameters:
    ///   - parts: feed, store, till, receipt, and the business day where the feed maps one; trimmed.
    ///   - line: the line part; trimmed.
    package init(receiptParts parts: [String], line: String) {
        receipt = LineKey.receiptKey(parts)
        text = ExactText(receipt.string + "/" + LineKey.escaped(line))
    }

    /// A key and its receipt key as they were stored.
    package init(text: ExactText, receipt: ExactText) {
        self.text = text
        self.receipt = receipt
    }

    package static func receiptKey(_ parts: [String]) -> ExactText {
        ExactText(parts.map(escaped).joined(separator: "/"))
    }

    /// `%` and `/` inside a part are percent-escaped, so that a key can be taken apart again.
    package static func escaped(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "/") }) else {
            return part
        }
        var bytes: [UInt8] = []
        for byte in part.utf8 {
            switch byte {
            case UInt8(ascii: "%"): bytes += Array("%25".utf8)
            case UInt8(ascii: "/"): bytes += Array("%2F".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package var description: String { text.string }
    package static func == (left: Self, right: Self) -> Bool { left.text == right.text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
