/// The dotted paths of a feed, laid out as a tree, and what one JSON object holds at them.
struct JSONPaths {
    static let depthMax = 16

    enum Failure: Error {
        /// Not an object, or not to be walked to its end.
        case broken
        /// A mapped name stands twice in one object; which of them counts is anybody's guess.
        case repeated(String)
        case tooLong(String)
    }

    private struct Node {
        var name: [UInt8]
        /// The places of the values that end here.
        var places: [Int] = []
        /// Nodes below this one.
        var children: [Int] = []
    }

    private var nodes = [Node(name: [])]
    private let count: Int
    private let cellMax: Int

    /// - Parameters:
    ///   - paths: dotted paths; each takes the place of its index.
    ///   - cellMax: how long a value may be, in bytes as it stands.
    init(_ paths: [String], cellMax: Int) {
        count = paths.count
        self.cellMax = cellMax
        for (place, path) in paths.enumerated() {
            var node = 0
            for step in JSONPaths.steps(path) {
                if let child = nodes[node].children.first(where: { nodes[$0].name == step }) {
                    node = child
                } else {
                    nodes.append(Node(name: step))
                    nodes[node].children.append(nodes.count - 1)
                    node = nodes.count - 1
                }
            }
            nodes[node].places.append(place)
        }
    }

    static func steps(_ path: String) -> [[UInt8]] {
        // A name that holds points stands in brackets: `['N. riga']`.
        if path.contains("['"), let names = JSONPath(path)?.names { return names }
        return Array(path.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(
            Array.init)
    }

    /// The trimmed texts at the paths of an object in validated UTF-8; strings and numbers, nil for all else.
    func values(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) throws(Failure) -> [String?] {
        var values = [String?](repeating: nil, count: count)
        var cursor = unsafe JSONCursor(bytes, range)
        guard cursor.take(UInt8(ascii: "{")) else { throw .broken }
        unsafe try read(bytes, &cursor, node: 0, &values)
        return values
    }

    /// Reads the members of an object whose first byte was consumed. As deep as the paths, never deeper.
    private func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout JSONCursor, node: Int, _ values: inout [String?]
    ) throws(Failure) {
        if cursor.take(UInt8(ascii: "}")) { return }
        var seen: Set<Int> = []
        repeat {
            guard let name = cursor.name() else { throw .broken }
            let child = unsafe try child(of: node, named: name, bytes)
            guard let value = cursor.value() else { throw .broken }
            if let child {
                let column = String(decoding: nodes[child].name, as: UTF8.self)
                guard seen.insert(child).inserted else { throw .repeated(column) }
                if !nodes[child].places.isEmpty {
                    guard value.range.count <= cellMax else { throw .tooLong(column) }
                    let text = unsafe try text(bytes, value)
                    for place in nodes[child].places { values[place] = text }
                }
            }
            if value.kind == .object {
                if let child, !nodes[child].children.isEmpty {
                    unsafe try read(bytes, &cursor, node: child, &values)
                } else if !cursor.skipContainer() {
                    throw .broken
                }
            }
        } while cursor.take(UInt8(ascii: ","))
        guard cursor.take(UInt8(ascii: "}")) else { throw .broken }
    }

    private func child(
        of node: Int, named name: JSONCursor.Value, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(Failure) -> Int? {
        guard !nodes[node].children.isEmpty else { return nil }
        var text: [UInt8] = []
        if name.kind == .escapedString {
            guard unsafe unescapeJSON(bytes, name.range, into: &text) else { throw .broken }
        } else {
            // because the cursor's ranges lie within the bytes.
            unsafe text.append(contentsOf: bytes[name.range])
        }
        return nodes[node].children.first { nodes[$0].name == text }
    }

    private func text(
        _ bytes: UnsafeBufferPointer<UInt8>, _ value: JSONCursor.Value
    ) throws(Failure) -> String? {
        switch value.kind {
        case .string, .number:
            // because the cursor's ranges lie within the bytes.
            return unsafe trimmed(String(decoding: bytes[value.range], as: UTF8.self))
        case .escapedString:
            var text: [UInt8] = []
            guard unsafe unescapeJSON(bytes, value.range, into: &text) else { throw .broken }
            return trimmed(String(decoding: text, as: UTF8.self))
        case .object, .other: return nil
        }
    }
}
