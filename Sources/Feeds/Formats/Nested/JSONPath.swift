/// A path into JSON as feed files write it: `$.orders[*].lines[0].sku`, `item.sku`, `['a.b'].c`.
struct JSONPath: Hashable {
    enum Step: Hashable {
        case name([UInt8])
        case index(Int)
        case all
    }

    let steps: [Step]
    /// Whether it begins with `$`: at the receipt, not at the line.
    let isFromReceipt: Bool

    /// Nil for what is no path.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        isFromReceipt = rest.first == UInt8(ascii: "$")
        if isFromReceipt { rest = rest.dropFirst() }
        var steps: [Step] = []
        var isFirst = !isFromReceipt
        while let byte = rest.first {
            if byte == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
                guard let step = JSONPath.bracket(rest[(rest.startIndex + 1)..<close]) else { return nil }
                steps.append(step)
                rest = rest[(close + 1)...]
            } else {
                if !isFirst {
                    guard byte == UInt8(ascii: ".") else { return nil }
                    rest = rest.dropFirst()
                }
                let name = rest.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
                guard !name.isEmpty else { return nil }
                steps.append(.name(Array(name)))
                rest = rest[name.endIndex...]
            }
            isFirst = false
        }
        self.steps = steps
    }

    /// The names that it leads through; nil where it leads from the receipt, or through arrays.
    var names: [[UInt8]]? {
        if isFromReceipt { return nil }
        var names: [[UInt8]] = []
        for step in steps {
            guard case .name(let name) = step else { return nil }
            names.append(name)
        }
        return names
    }

    private static func bracket(_ text: ArraySlice<UInt8>) -> Step? {
        if text.elementsEqual("*".utf8) { return .all }
        if text.count >= 2, text.first == UInt8(ascii: "'"), text.last == UInt8(ascii: "'") {
            return .name(Array(text.dropFirst().dropLast()))
        }
        guard (1...6).contains(text.count), text.allSatisfy({ decimalDigit($0) != nil }) else { return nil }
        return Int(String(decoding: text, as: UTF8.self)).map(Step.index)
    }

    /// The nodes that the path leads to from one; an object where an array is expected counts as an array of one.
    func nodes(_ tree: JSONTree, from start: Int) throws(JSONTree.Failure) -> [Int] {
        var found = [start]
        for step in steps {
            var next: [Int] = []
            for node in found {
                let isArray = tree.nodes[node].kind == .array
                switch step {
                case .name(let name): next += try tree.member(name, of: node).map { [$0] } ?? []
                case .all: next += isArray ? tree.children(of: node) : [node]
                case .index(let index):
                    let children = isArray ? tree.children(of: node) : [node]
                    if index < children.count { next.append(children[index]) }
                }
            }
            found = next
        }
        return found
    }

    /// The text of the first node that the path leads to and that has one.
    func text(_ tree: JSONTree, from start: Int) throws(JSONTree.Failure) -> String? {
        for node in try nodes(tree, from: start) {
            if let text = try tree.text(node) { return text }
        }
        return nil
    }
}
