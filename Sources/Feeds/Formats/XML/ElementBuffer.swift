/// The elements of one receipt that a format knows: numbers for names, texts in one array of bytes. Reused from receipt to
/// receipt.
struct ElementBuffer {
    struct Element {
        var name: UInt8
        /// After its last descendant.
        var end: Int32
        /// Its text, and that of what stands in it.
        var text: Range<Int32>
        var attributes: Range<Int32>
        /// Index into `places`, -1 for none.
        var place: Int32
    }

    private struct Attribute {
        var name: UInt8
        var text: Range<Int32>
    }

    private(set) var elements: [Element] = []
    private var attributes: [Attribute] = []
    private var bytes: [UInt8] = []
    private var places: [RecordPlace] = []
    private var open: [Int32] = []

    /// What it holds, in bytes: texts, and 32 for each element and attribute.
    var size: Int { bytes.count + 32 * (elements.count + attributes.count) }

    var isEmpty: Bool { elements.isEmpty }

    mutating func removeAll() {
        elements.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
    }

    mutating func start(_ name: UInt8, at place: RecordPlace? = nil) {
        let here = Int32(truncatingIfNeeded: bytes.count)
        let first = Int32(truncatingIfNeeded: attributes.count)
        var index: Int32 = -1
        if let place {
            index = Int32(truncatingIfNeeded: places.count)
            places.append(place)
        }
        open.append(Int32(truncatingIfNeeded: elements.count))
        elements.append(
            Element(name: name, end: 0, text: here..<here, attributes: first..<first, place: index))
    }

    /// Adds an attribute to the element that started last.
    mutating func attribute(_ name: UInt8, _ value: UnsafeBufferPointer<UInt8>) {
        guard let last = open.last else { return }
        let here = Int32(truncatingIfNeeded: bytes.count)
        // because the bytes are copied.
        unsafe bytes.append(contentsOf: value)
        let end = Int32(truncatingIfNeeded: bytes.count)
        attributes.append(Attribute(name: name, text: here..<end))
        elements[Int(last)].attributes =
            elements[Int(last)].attributes.lowerBound..<Int32(truncatingIfNeeded: attributes.count)
        elements[Int(last)].text = end..<end
    }

    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        // because the bytes are copied.
        unsafe bytes.append(contentsOf: text)
    }

    /// Ends the element that started last of those that did not end; false where there is none.
    mutating func end() {
        guard let last = open.popLast() else { return }
        let start = elements[Int(last)].text.lowerBound
        elements[Int(last)].text = start..<Int32(truncatingIfNeeded: bytes.count)
        elements[Int(last)].end = Int32(truncatingIfNeeded: elements.count)
    }

    /// Calls back for each child of an element, in order.
    func children(of index: Int, _ body: (Int, UInt8) -> Void) {
        let end = Int(elements[index].end)
        var child = index + 1
        while child < end {
            body(child, elements[child].name)
            child = Int(elements[child].end)
        }
    }

    func child(_ name: UInt8, of index: Int) -> Int? {
        let end = Int(elements[index].end)
        var child = index + 1
        while child < end {
            if elements[child].name == name { return child }
            child = Int(elements[child].end)
        }
        return nil
    }

    /// The trimmed text of an element; nil where it is blank.
    func text(_ index: Int) -> String? { string(elements[index].text) }

    /// The trimmed text of the first child of a name that is not blank.
    func text(_ name: UInt8, of index: Int) -> String? {
        var found: String?
        children(of: index) { child, other in
            if other == name, found == nil { found = text(child) }
        }
        return found
    }

    /// The trimmed text of an attribute; nil where it is missing or blank.
    func attribute(_ name: UInt8, of index: Int) -> String? {
        let range = elements[index].attributes
        for place in range where attributes[Int(place)].name == name {
            return string(attributes[Int(place)].text)
        }
        return nil
    }

    func place(_ index: Int) -> RecordPlace? {
        let place = elements[index].place
        return place < 0 ? nil : places[Int(place)]
    }

    private func string(_ range: Range<Int32>) -> String? {
        var start = Int(range.lowerBound)
        var end = Int(range.upperBound)
        while start < end, isWhite(bytes[start]) { start += 1 }
        while end > start, isWhite(bytes[end - 1]) { end -= 1 }
        return start == end ? nil : String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
