extension JSONCursor {
    enum Found {
        case value(Value)
        /// The object ends without it, or a step of the path is no object.
        case absent
        /// The object cannot be walked so far.
        case broken
    }

    /// Finds the first value at a path of names. Allocates nothing, unless a name is written with escapes.
    static func find(
        _ path: [[UInt8]], in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) -> Found {
        var cursor = unsafe JSONCursor(bytes, range)
        guard cursor.take(UInt8(ascii: "{")) else { return .broken }
        var depth = 0
        while true {
            // At the start of a member, or at the end of an object without any.
            if cursor.take(UInt8(ascii: "}")) { return .absent }
            guard let name = cursor.name() else { return .broken }
            let isNamed = unsafe JSONCursor.says(name, path[depth], bytes)
            guard let value = cursor.value() else { return .broken }
            // A number that nothing follows may be cut off.
            if value.kind == .number, cursor.index == range.upperBound { return .broken }
            if isNamed {
                if depth == path.count - 1 { return .value(value) }
                guard value.kind == .object else { return .absent }
                depth += 1
                continue
            }
            if value.kind == .object, !cursor.skipContainer() { return .broken }
            if cursor.take(UInt8(ascii: ",")) { continue }
            return cursor.take(UInt8(ascii: "}")) ? .absent : .broken
        }
    }

    private static func says(
        _ name: Value, _ wanted: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if name.kind == .escapedString {
            var text: [UInt8] = []
            return unsafe unescapeJSON(bytes, name.range, into: &text) && text == wanted
        }
        guard name.range.count == wanted.count else { return false }
        for place in 0..<wanted.count
        // because the cursor's ranges lie within the bytes.
        where unsafe wanted[place] != bytes[name.range.lowerBound + place] { return false }
        return true
    }
}
