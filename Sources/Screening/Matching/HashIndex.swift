/// From hashes to numbers, several for one hash; built once, then only read.
package struct HashIndex: Sendable {
    private var keys: [UInt64] = []
    private var values: [Int32] = []
    private var shift = 64
    private var mask = 0

    package init() {}

    package init(_ entries: [(hash: UInt64, value: Int32)]) {
        guard !entries.isEmpty else { return }
        var bits = 4
        while 1 << bits < entries.count * 2 { bits += 1 }
        shift = 64 - bits
        mask = 1 << bits - 1
        keys = Array(repeating: 0, count: 1 << bits)
        values = Array(repeating: -1, count: 1 << bits)
        for entry in entries {
            var slot = slot(of: entry.hash)
            while values[slot] >= 0 { slot = (slot + 1) & mask }
            keys[slot] = entry.hash
            values[slot] = entry.value
        }
    }

    /// Calls `body` with each number of a hash.
    @inline(__always)
    package func forEach(_ hash: UInt64, _ body: (Int32) -> Void) {
        if values.isEmpty { return }
        var slot = slot(of: hash)
        while values[slot] >= 0 {
            if keys[slot] == hash { body(values[slot]) }
            slot = (slot + 1) & mask
        }
    }

    private func slot(of hash: UInt64) -> Int { Int((hash &* 0xD6E8_FEB8_6659_FD93) >> UInt64(shift)) }
}
