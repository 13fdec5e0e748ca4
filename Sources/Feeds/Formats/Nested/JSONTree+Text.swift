extension JSONTree {
    /// The children of a node, in order.
    func children(of index: Int) -> [Int] {
        var children: [Int] = []
        var child = index + 1
        while child < Int(nodes[index].end) {
            children.append(child)
            child = Int(nodes[child].end)
        }
        return children
    }

    /// The member of an object; nil where it is missing, or the node is no object.
    func member(_ name: [UInt8], of index: Int) throws(Failure) -> Int? {
        guard nodes[index].kind == .object else { return nil }
        var found: Int?
        var child = index + 1
        while child < Int(nodes[index].end) {
            if isNamed(child, name) {
                if found != nil { throw .repeated(String(decoding: name, as: UTF8.self)) }
                found = child
            }
            child = Int(nodes[child].end)
        }
        return found
    }

    private func isNamed(_ index: Int, _ name: [UInt8]) -> Bool {
        let node = nodes[index]
        let written = Int(node.name.lowerBound)..<Int(node.name.upperBound)
        if node.isNameEscaped { return unescaped(written).map { $0 == name } ?? false }
        return written.count == name.count && bytes[written].elementsEqual(name)
    }

    /// The text of a string, number or flag, trimmed; nil where it is blank, or the node is none of them.
    func text(_ index: Int) throws(Failure) -> String? {
        let node = nodes[index]
        let range = Int(node.text.lowerBound)..<Int(node.text.upperBound)
        switch node.kind {
        case .string: return trimmed(String(decoding: bytes[range], as: UTF8.self))
        case .number: return plainNumber(String(decoding: bytes[range], as: UTF8.self))
        case .yes: return "true"
        case .no: return "false"
        case .escapedString:
            guard let text = unescaped(range) else { throw .malformed(range.lowerBound) }
            return trimmed(String(decoding: text, as: UTF8.self))
        case .object, .array, .null: return nil
        }
    }

    private func unescaped(_ range: Range<Int>) -> [UInt8]? {
        var text: [UInt8] = []
        // because the pointer does not leave the closure, and the range lies within the bytes.
        let isText = unsafe bytes.withUnsafeBufferPointer { unsafe unescapeJSON($0, range, into: &text) }
        return isText ? text : nil
    }
}

/// A JSON number without exponent, every digit kept: `1.5e3` is `1500`. One that would grow past 40 digits stays as it is.
func plainNumber(_ text: String) -> String {
    let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
    guard parts.count == 2, let exponent = Int(parts[1]), abs(exponent) <= 40 else { return text }
    let isNegative = parts[0].hasPrefix("-")
    let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let whole = Array(mantissa.first.map(String.init) ?? "")
    let fraction = Array(mantissa.count > 1 ? String(mantissa[1]) : "")
    guard whole.count + fraction.count <= 40 else { return text }
    var digits = whole + fraction
    var point = whole.count + exponent
    if point <= 0 {
        digits = Array(repeating: "0", count: 1 - point) + digits
        point = 1
    }
    if point > digits.count { digits += Array(repeating: "0", count: point - digits.count) }
    var before = String(digits[..<point].drop { $0 == "0" })
    if before.isEmpty { before = "0" }
    let after = String(digits[point...])
    let plain = after.isEmpty ? before : before + "." + after
    return (isNegative ? "-" : "") + plain
}
