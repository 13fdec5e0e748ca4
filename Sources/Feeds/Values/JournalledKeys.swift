import Purchases
import Synchronization

/// Which keys of lines the journal may hold: never says no of one that was put in.
///
/// A Bloom filter of four bits a key; of keys that are not there it says yes for about 1 in 40 when as full as it was made for
/// (ten bits a key), and more often beyond that. The journal decides about those in the end. It has a fixed size: at most
/// 128 MB. Shared by the readers of a feed, on any thread.
package final class JournalledKeys: Sendable {
    private let bits: Mutex<[UInt64]>
    private let mask: UInt64

    /// The size that is never passed, in bits.
    package static let bitsMax = 1 << 30

    /// - Parameter count: how many keys are expected, those already journalled and those to come.
    package init(count: Int) {
        var size = 1 << 16
        while size < JournalledKeys.bitsMax, size / 10 < count { size *= 2 }
        mask = UInt64(size - 1)
        bits = Mutex([UInt64](repeating: 0, count: size / 64))
    }

    package func insert(_ key: LineKey) { insert(JournalledKeys.hash(key)) }

    /// Puts a key in by its hash.
    package func insert(_ hash: UInt64) {
        bits.withLock { bits in
            for bit in places(hash) { bits[Int(bit >> 6)] |= 1 << (bit & 63) }
        }
    }

    package func mayHold(_ key: LineKey) -> Bool {
        let hash = JournalledKeys.hash(key)
        return bits.withLock { bits in
            places(hash).allSatisfy { bits[Int($0 >> 6)] & (1 << ($0 & 63)) != 0 }
        }
    }

    /// A hash of the key as it is written, the same in every run.
    package static func hash(_ key: LineKey) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        return hash ^ (hash >> 33)
    }

    private func places(_ hash: UInt64) -> [UInt64] {
        // Odd, so that the four places differ.
        let step = (hash >> 32) | 1
        return (0..<4).map { (hash &+ UInt64($0) &* step) & mask }
    }
}
