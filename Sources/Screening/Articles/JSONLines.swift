/// The lines of an NDJSON file that is held in memory. Blank ones are left out.
struct JSONLines: Sendable {
    private let bytes: [UInt8]
    private var position: Int
    private var line: Int

    init(_ bytes: [UInt8], from offset: Int, line: Int) {
        self.bytes = bytes
        position = offset
        self.line = line
    }

    mutating func next() -> (line: Int, bytes: ArraySlice<UInt8>)? {
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
            let content = bytes[position..<end]
            let number = line
            position = min(end + 1, bytes.count)
            line += 1
            if content.contains(where: { $0 != 32 && !(9...13).contains($0) }) { return (number, content) }
        }
        return nil
    }
}
