import Delimited
import Purchases

/// A row of `lines` that waits for the other tables, as it is put aside.
struct DSFinVKLine {
    var place: RecordPlace
    /// Texts by name of column, in the order in which the parser keeps them; nil where missing.
    var texts: [String?]
    /// Why the row cannot be read.
    var fault: (QuarantineReason, String)?

    init(place: RecordPlace, texts: [String?], fault: (QuarantineReason, String)?) {
        self.place = place
        self.texts = texts
        self.fault = fault
    }

    /// Nil where the bytes are no such line, which never happens to what `bytes` gave.
    init?(_ bytes: [UInt8], columns: Int) {
        var index = 0
        func number() -> Int64? {
            guard index + 8 <= bytes.count else { return nil }
            defer { index += 8 }
            return (0..<8).reduce(0) { $0 | Int64(bytes[index + $1]) << Int64(8 * $1) }
        }
        func text() -> String?? {
            guard let count = number().flatMap({ Int(exactly: $0) }) else { return nil }
            if count < 0 { return .some(nil) }
            guard count <= bytes.count - index else { return nil }
            defer { index += count }
            return String(decoding: bytes[index..<(index + count)], as: UTF8.self)
        }
        guard let line = number().flatMap({ Int(exactly: $0) }), let offset = number() else { return nil }
        place = RecordPlace(line: line, offset: offset)
        texts = []
        for _ in 0..<columns {
            guard let next = text() else { return nil }
            texts.append(next)
        }
        guard let reason = text(), let detail = text() else { return nil }
        fault = reason.flatMap(QuarantineReason.init(rawValue:)).map { ($0, detail ?? "") }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func add(_ number: Int64) {
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
            }
        }
        func add(_ text: String?) {
            add(text.map { Int64($0.utf8.count) } ?? -1)
            if let text { bytes += text.utf8 }
        }
        add(Int64(place.line))
        add(place.offset)
        for text in texts { add(text) }
        add(fault?.0.rawValue)
        add(fault?.1)
        return bytes
    }
}
