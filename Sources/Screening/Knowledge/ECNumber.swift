/// The numbers of the European inventories: `231-765-0`, the last digit a check.
package enum ECNumber {
    /// Three digits, three, one.
    package static func hasForm(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [3, 3, 1]
            && parts.allSatisfy { $0.allSatisfy { (48...57).contains($0) } }
    }

    /// Whether the check digit is right: the others times their place from the left, modulo eleven.
    ///
    /// A sum that leaves ten is never given out.
    package static func isValid(_ text: String) -> Bool {
        guard hasForm(text) else { return false }
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }.map { Int($0) - 48 }
        let sum = digits.dropLast().enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
        return digits.last == sum % 11
    }
}
