/// Keeps card numbers out of free text: they turn up in descriptions and notes, and must not be kept anywhere.
enum CardNumbers {
    private static let replacement = "[card number]"

    /// The text with every run of 13 to 19 digits that passes the Luhn test replaced. Single spaces and hyphens between
    /// digits belong to the run.
    static func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= 13 else { return text }
        var result: [UInt8] = []
        var index = 0
        var found = false
        while index < bytes.count {
            let (end, digits) = run(bytes, from: index)
            if (13...19).contains(digits.count), passesLuhn(digits) {
                result += Array(replacement.utf8)
                found = true
                index = end
            } else if end > index {
                result += bytes[index..<end]
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return found ? String(decoding: result, as: UTF8.self) : text
    }

    private static func run(_ bytes: [UInt8], from start: Int) -> (end: Int, digits: [Int64]) {
        var digits: [Int64] = []
        var index = start
        var end = start
        while index < bytes.count {
            if let digit = decimalDigit(bytes[index]) {
                digits.append(digit)
                index += 1
                end = index
            } else if !digits.isEmpty, index == end,
                bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "-")
            {
                index += 1
            } else {
                break
            }
        }
        return (end, digits)
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
