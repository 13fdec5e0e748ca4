/// What a remote folder holds, as `ls -l` and the servers that imitate it write it.
package struct RemoteListing: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var name: String
        package var size: Int64
        /// As the server writes it, to the minute at best: good for being compared alone.
        package var time: String

        package init(name: String, size: Int64, time: String) {
            self.name = name
            self.size = size
            self.time = time
        }
    }

    /// The ordinary files.
    package private(set) var entries: [Entry] = []
    /// Lines that are none of `ls`; a listing of nothing else is in another form.
    package private(set) var strange = 0

    /// Bytes of the longest listing that is read.
    static let bytesMax: Int64 = 64 << 20

    package init(_ bytes: [UInt8]) {
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            // A name that is no UTF-8 could not be asked for by what it decodes to.
            guard let text = String(validating: line, as: UTF8.self) else {
                strange += 1
                continue
            }
            if text.hasPrefix("total ") { continue }
            guard let entry = Self.entry(text) else {
                if !"dlbcps".contains(text.first ?? " ") { strange += 1 }
                continue
            }
            entries.append(entry)
        }
    }

    /// `-rw-r--r--    1 user     group         123 Nov 27 20:38 name with blanks`
    private static func entry(_ line: String) -> Entry? {
        guard line.hasPrefix("-") else { return nil }
        var rest = Substring(line)
        func field() -> Substring {
            let field = rest.prefix { $0 != " " }
            rest = rest.dropFirst(field.count).drop { $0 == " " }
            return field
        }
        for _ in 0..<4 { _ = field() }
        guard let size = Int64(field()), size >= 0 else { return nil }
        let (month, day) = (field(), field())
        // One blank is between the time and the name; more belong to the name.
        let clock = rest.prefix { $0 != " " }
        rest = rest.dropFirst(clock.count + 1)
        guard !rest.isEmpty, !clock.isEmpty, isPlain(rest) else { return nil }
        return Entry(name: String(rest), size: size, time: "\(month) \(day) \(clock)")
    }

    /// Whether it is a name within the folder, and may stand in a command.
    private static func isPlain(_ name: Substring) -> Bool {
        name != "." && name != ".."
            && !name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }
    }
}
