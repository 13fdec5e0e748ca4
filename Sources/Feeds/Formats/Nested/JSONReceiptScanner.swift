/// Finds the receipts of a JSON document as its bytes come: where each starts and ends, by quotes and brackets alone.
///
/// A receipt is what a path leads to; the elements of an array there are one receipt each. What a receipt holds is looked at
/// by whoever takes it, so one that is no JSON costs no other. Holds one receipt, of as many bytes as `bound` allows.
struct JSONReceiptScanner {
    struct Receipt {
        var place: RecordPlace
        var bytes: [UInt8]
        var isTooLong: Bool
    }

    /// Where the document cannot be read on between receipts.
    struct Problem: Error {
        var place: RecordPlace
        var column: Int
        var message: String
    }

    /// A container around receipts.
    private struct Frame {
        var isObject: Bool
        /// Which step of the path its members are held against; the path's length: they are receipts.
        var step: Int
        var isEmpty = true
        /// The path's name was met in it.
        var isMatched = false
    }

    private enum State { case value, afterValue, name, inName, colon, inValue }

    private let path: [JSONPath.Step]
    private let bound: Int
    private var frames: [Frame] = []
    private var state = State.value
    /// Which step the value that comes is held against; nil: it is left out.
    private var step: Int? = 0
    private var name: [UInt8] = []
    // Of the value that is gone through.
    private var isKept = false
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var isScalar = false
    private var receipt = Receipt(place: RecordPlace(line: 1, offset: 0), bytes: [], isTooLong: false)
    private var line = 1
    private var lineStart: Int64 = 0
    private var offset: Int64 = 0

    init(_ path: [JSONPath.Step], bound: Int) {
        self.path = path
        self.bound = bound
    }

    /// The receipt that the input ends in; nil where it ends between receipts.
    var open: Receipt? { state == .inValue && isKept ? receipt : nil }

    /// What is wrong where the input ends here; nil where nothing is open.
    var end: Problem? {
        frames.isEmpty && state == .value ? nil : problem("it ends within a document")
    }

    mutating func take(
        _ bytes: UnsafeBufferPointer<UInt8>, into receipts: inout [Receipt]
    ) throws(Problem) {
        var index = 0
        while index < bytes.count {
            if state == .inValue {
                unsafe goThrough(bytes, &index, into: &receipts)
            } else {
                // because the index is below the count.
                try between(unsafe bytes[index], into: &receipts)
                index += 1
                offset += 1
            }
        }
    }

    /// Takes the end of the input, which ends a number or word that stands alone.
    mutating func finish(into receipts: inout [Receipt]) {
        if state == .inValue, isScalar, !isInString, frames.isEmpty { endValue(into: &receipts) }
    }

    private func problem(_ message: String) -> Problem {
        Problem(
            place: RecordPlace(line: line, offset: offset), column: Int(offset - lineStart) + 1,
            message: message)
    }

    /// A byte outside of values that are gone through.
    private mutating func between(_ byte: UInt8, into receipts: inout [Receipt]) throws(Problem) {
        if state == .inName { return inName(byte) }
        if byte == UInt8(ascii: "\n") {
            line += 1
            lineStart = offset + 1
        }
        // A record separator may stand before each document (RFC 7464).
        if isWhite(byte) || (byte == 0x1E && frames.isEmpty) { return }
        switch state {
        case .colon:
            guard byte == UInt8(ascii: ":") else { throw problem("a colon is missing after a name") }
            state = .value
        case .name: try startName(byte)
        case .afterValue: try afterValue(byte)
        case .value:
            if byte == UInt8(ascii: ","), frames.isEmpty { return }
            try startValue(byte)
        case .inName, .inValue: break
        }
    }

    private mutating func startName(_ byte: UInt8) throws(Problem) {
        if byte == UInt8(ascii: "}"), frames.last?.isEmpty == true { return endFrame() }
        guard byte == UInt8(ascii: "\"") else { throw problem("a name is missing in an object") }
        frames[frames.count - 1].isEmpty = false
        name.removeAll(keepingCapacity: true)
        isEscaped = false
        state = .inName
    }

    private mutating func inName(_ byte: UInt8) {
        if byte == UInt8(ascii: "\"") && !isEscaped {
            state = .colon
            step = nil
            guard let last = frames.last, last.step < path.count, case .name(let wanted) = path[last.step],
                unescapedName() == wanted
            else { return }
            step = last.step + 1
            return
        }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        // No path has a name as long as this.
        if name.count < 1024 { name.append(byte) }
    }

    private func unescapedName() -> [UInt8] {
        guard name.contains(UInt8(ascii: "\\")) else { return name }
        var text: [UInt8] = []
        // because the pointer does not leave the closure.
        let isText = unsafe name.withUnsafeBufferPointer {
            unsafe unescapeJSON($0, 0..<$0.count, into: &text)
        }
        return isText ? text : name
    }

    private mutating func afterValue(_ byte: UInt8) throws(Problem) {
        guard let frame = frames.last else { return }
        switch byte {
        case UInt8(ascii: ","):
            state = frame.isObject ? .name : .value
            step = frame.isObject ? nil : frame.step
            // After a comma an end is no end.
            frames[frames.count - 1].isEmpty = false
        case UInt8(ascii: "}") where frame.isObject, UInt8(ascii: "]") where !frame.isObject: endFrame()
        default: throw problem("a comma or the end is missing after a value")
        }
    }

    private mutating func startValue(_ byte: UInt8) throws(Problem) {
        if byte == UInt8(ascii: "]"), let frame = frames.last, !frame.isObject, frame.isEmpty {
            return endFrame()
        }
        if let frame = frames.last {
            frames[frames.count - 1].isEmpty = false
            if frame.isObject, step != nil {
                if frame.isMatched { throw problem("the path's name stands twice in one object") }
                frames[frames.count - 1].isMatched = true
            }
        }
        let isObject = byte == UInt8(ascii: "{")
        let isArray = byte == UInt8(ascii: "[")
        if var step, isObject || isArray {
            // An object where an array is expected counts as one.
            while isObject, step < path.count, path[step] == .all { step += 1 }
            if step < path.count {
                let isWanted = path[step] == .all ? isArray : isObject
                if isWanted {
                    frames.append(Frame(isObject: isObject, step: path[step] == .all ? step + 1 : step))
                    state = isObject ? .name : .value
                    self.step = isObject ? nil : step + 1
                    return
                }
            } else if isArray, frames.last.map({ $0.isObject }) ?? true {
                frames.append(Frame(isObject: false, step: step))
                self.step = step
                return
            }
            self.step = step
        }
        guard "{[\"-0123456789tfn".utf8.contains(byte) else { throw problem("no value begins with this") }
        goInto(byte)
    }

    private mutating func goInto(_ byte: UInt8) {
        isKept = step == path.count
        isScalar = byte != UInt8(ascii: "{") && byte != UInt8(ascii: "[")
        isInString = byte == UInt8(ascii: "\"")
        isEscaped = false
        depth = isScalar ? 0 : 1
        receipt = Receipt(place: RecordPlace(line: line, offset: offset), bytes: [], isTooLong: false)
        if isKept { receipt.bytes = [byte] }
        state = .inValue
    }

    private mutating func endFrame() {
        frames.removeLast()
        state = frames.isEmpty ? .value : .afterValue
        step = frames.isEmpty ? 0 : nil
    }

    private mutating func endValue(into receipts: inout [Receipt]) {
        if isKept { receipts.append(receipt) }
        receipt.bytes = []
        state = frames.isEmpty ? .value : .afterValue
        step = frames.isEmpty ? 0 : nil
    }

    /// Goes on in a value, to its end or that of the bytes.
    private mutating func goThrough(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, into receipts: inout [Receipt]
    ) {
        let first = index
        var hasEnded = false
        while index < bytes.count, !hasEnded {
            // because the index is below the count.
            let byte = unsafe bytes[index]
            if byte == UInt8(ascii: "\n") {
                line += 1
                lineStart = offset + Int64(index - first) + 1
            }
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    hasEnded = depth == 0
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    hasEnded = depth == 0
                default: break
                }
                if isScalar, !isInString, depth != 0 || byte == UInt8(ascii: ",") || isWhite(byte) {
                    // What ends a number or word is no part of it.
                    if byte == UInt8(ascii: "\n") { line -= 1 }
                    unsafe keep(bytes, first..<index)
                    offset += Int64(index - first)
                    endValue(into: &receipts)
                    return
                }
            }
            index += 1
        }
        unsafe keep(bytes, first..<index)
        offset += Int64(index - first)
        if hasEnded { endValue(into: &receipts) }
    }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        guard isKept, !receipt.isTooLong else { return }
        if receipt.bytes.count + range.count > bound {
            receipt.isTooLong = true
            receipt.bytes = []
        } else {
            // because the range lies within the bytes, which are copied.
            unsafe receipt.bytes.append(contentsOf: bytes[range])
        }
    }
}
