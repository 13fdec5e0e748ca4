/// Keeps card numbers out of free text: they turn up in descriptions and notes, and must not be kept anywhere.
enum CardNumbers {
    private static let replacement = Array("[card number]".utf8)

    /// The text with everything replaced that can be a card number: 13 to 19 digits that pass the Luhn test, in one group or in
    /// several with single spaces or hyphens between them.
    ///
    /// - Parameter count: grows by one for each number that is replaced.
    static func masked(_ text: String, count: inout Int) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= 13 else { return text }
        let groups = groups(bytes)
        var result: [UInt8] = []
        var copied = 0
        var first = 0
        while first < groups.count {
            guard let last = lastGroup(bytes, groups, from: first) else {
                first += 1
                continue
            }
            result += bytes[copied..<groups[first].lowerBound] + replacement
            copied = groups[last].upperBound
            count += 1
            first = last + 1
        }
        guard copied > 0 else { return text }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    /// The places of digits that stand together.
    private static func groups(_ bytes: [UInt8]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        for (index, byte) in bytes.enumerated() where decimalDigit(byte) != nil {
            if let last = groups.last, last.upperBound == index {
                groups[groups.count - 1] = last.lowerBound..<(index + 1)
            } else {
                groups.append(index..<(index + 1))
            }
        }
        return groups
    }

    /// The last group of the longest card number that begins with a group, or nil.
    private static func lastGroup(_ bytes: [UInt8], _ groups: [Range<Int>], from first: Int) -> Int? {
        var digits: [Int64] = []
        var found: Int?
        for index in first..<groups.count {
            if index > first {
                let gap = groups[index - 1].upperBound..<groups[index].lowerBound
                let separator = bytes[gap.lowerBound]
                guard gap.count == 1, separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-") else {
                    break
                }
            }
            guard digits.count + groups[index].count <= 19 else { break }
            digits += bytes[groups[index]].compactMap(decimalDigit)
            if digits.count >= 13, passesLuhn(digits) { found = index }
        }
        return found
    }

    private static func passesLuhn(_ digits: [Int64]) -> Bool {
        var sum: Int64 = 0
        for (place, digit) in digits.reversed().enumerated() {
            let doubled = place.isMultiple(of: 2) ? digit : digit * 2
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum.isMultiple(of: 10) && sum > 0
    }
}
