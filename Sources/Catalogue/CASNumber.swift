/// The registry numbers by which the law names substances: `7722-84-1`, the last digit a check.
package enum CASNumber {
    /// Two to seven digits, two, one. A text of another form is no number but an id.
    package static func hasForm(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.count == 3 && (2...7).contains(parts[0].count) && parts[1].count == 2
            && parts[2].count == 1 && parts.allSatisfy { $0.allSatisfy { (48...57).contains($0) } }
    }

    /// Whether the check digit is right: the others, counted from the right, times their place, modulo ten.
    package static func isValid(_ text: String) -> Bool {
        guard hasForm(text) else { return false }
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }.map { Int($0) - 48 }
        let sum = digits.dropLast().reversed().enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
        return digits.last == sum % 10
    }
}
