/// The names of a format, each with its number, by namespace.
///
/// A name is found by its full namespace; a name without one is taken for the format's own, since some exports write none.
struct XMLVocabulary {
    /// Names of one namespace, found by their length and three of their bytes.
    private struct Names {
        private struct Entry {
            /// Where it stands in `bytes`.
            var start: Int
            var count: Int
            var number: UInt8
            /// The next one of its slot, -1 for none.
            var next: Int
        }

        private var slots = [Int](repeating: -1, count: 256)
        private var entries: [Entry] = []
        private var bytes: [UInt8] = []

        init(_ numbers: [String: UInt8]) {
            for (name, number) in numbers.sorted(by: { $0.key < $1.key }) {
                let text = Array(name.utf8)
                // because the array lives as long as the call.
                let slot = unsafe text.withUnsafeBufferPointer { unsafe Names.slot($0) }
                entries.append(
                    Entry(start: bytes.count, count: text.count, number: number, next: slots[slot]))
                slots[slot] = entries.count - 1
                bytes += text
            }
        }

        private static func slot(_ name: UnsafeBufferPointer<UInt8>) -> Int {
            guard !name.isEmpty else { return 0 }
            // because the places lie within a name that is not empty.
            let sum = unsafe Int(name[0]) &* 7 &+ Int(name[name.count / 2]) &* 31 &+ Int(name[name.count - 1])
            return (sum &+ name.count &* 17) & 255
        }

        func number(_ name: UnsafeBufferPointer<UInt8>) -> UInt8? {
            // because the slot is computed from bytes that are there.
            var index = slots[unsafe Names.slot(name)]
            while index >= 0 {
                let entry = entries[index]
                if entry.count == name.count, unsafe equals(name, entry.start) { return entry.number }
                index = entry.next
            }
            return nil
        }

        private func equals(_ name: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
            var place = 0
            // because the entry has as many bytes as the name.
            while place < name.count, unsafe name[place] == bytes[start + place] { place += 1 }
            return place == name.count
        }
    }

    private var groups: [Names] = []
    private var spaces: [(prefix: [CChar], group: Int)] = []

    /// - Parameter groups: names with their numbers, and the namespaces that have them; the first group also holds for names
    ///   without a namespace.
    init(_ groups: [(namespaces: [String], names: [String: UInt8])]) {
        for (group, entry) in groups.enumerated() {
            self.groups.append(Names(entry.names))
            for uri in entry.namespaces {
                let prefix = (Array(uri.utf8) + [XMLName.separator]).map { CChar(bitPattern: $0) }
                spaces.append((prefix, group))
            }
        }
    }

    /// The number of a name; nil for what the format does not know.
    func number(_ name: XMLName) -> UInt8? {
        for space in spaces where name.hasPrefix(space.prefix) {
            // because the pointer does not leave the call.
            return unsafe name.withTail(from: space.prefix.count) { unsafe groups[space.group].number($0) }
        }
        if name.hasNamespace { return nil }
        return unsafe name.withTail(from: 0) { unsafe groups[0].number($0) }
    }
}
