import Purchases

/// The products that the screen lets pass: bytes in, index out.
///
/// A flat open-addressing table over the products' bytes. A lookup allocates nothing and makes no text; a product
/// that cannot be there by its length costs one test.
package struct WatchedProducts: Sendable {
    /// The products, each once, in bytewise order; an index is a place in here.
    package let products: [ExactText]
    /// The bytes looked for, one product after the other.
    private let bytes: [UInt8]
    /// Where each product's bytes end.
    private let ends: [Int]
    /// A product's index + 1 and the upper half of its hash; zero where nothing stands.
    private let slots: [UInt64]
    private let mask: Int
    /// Bit n: a product of n bytes is there; bit 63 also stands for all longer ones.
    private let lengths: UInt64
    /// What is said of a product that is not there.
    private let otherwise: Int?

    /// - Parameters:
    ///   - catalogue: every product of it is watched.
    ///   - journalled: products that the journal holds; they stay watched (2.2).
    package init(_ catalogue: ProductCatalogue, journalled: [ExactText] = []) {
        self.init(Array(catalogue.rows.keys) + journalled) { Array($0.string.utf8) }
    }

    /// Lets every product pass, with index 0: for counting all that was sold.
    package static let everything = WatchedProducts(watched: [], passesAll: true) { Array($0.string.utf8) }

    /// - Parameter encode: the bytes of a product as a feed writes it; nil where the feed's encoding has none for it.
    package init(_ watched: [ExactText], encode: (ExactText) -> [UInt8]?) {
        self.init(watched: watched, passesAll: false, encode: encode)
    }

    private init(watched: [ExactText], passesAll: Bool, encode: (ExactText) -> [UInt8]?) {
        let products = Array(Set(watched)).sorted()
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var lengths: UInt64 = passesAll ? .max : 0
        var capacity = 16
        while capacity < products.count * 2 { capacity *= 2 }
        var slots = [UInt64](repeating: 0, count: capacity)
        for (index, product) in products.enumerated() {
            let encoded = encode(product)
            bytes += encoded ?? []
            ends.append(bytes.count)
            guard let encoded, !encoded.isEmpty else { continue }
            lengths |= 1 << UInt64(min(encoded.count, 63))
            let hash = encoded.withUnsafeBufferPointer { WatchedProducts.hash($0) }
            var slot = Int(truncatingIfNeeded: hash) & (capacity - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = hash & WatchedProducts.tagMask | UInt64(index + 1)
        }
        self.products = products
        self.bytes = bytes
        self.ends = ends
        self.slots = slots
        self.lengths = lengths
        otherwise = passesAll ? 0 : nil
        mask = capacity - 1
    }

    /// The same products as another encoding writes them; indexes stay the same.
    package func encoded(_ encode: (ExactText) -> [UInt8]?) -> WatchedProducts {
        WatchedProducts(watched: products, passesAll: otherwise != nil, encode: encode)
    }

    /// The index of the product with exactly these bytes, or nil. Allocates nothing.
    package func index(of product: UnsafeBufferPointer<UInt8>) -> Int? {
        guard product.count > 0, lengths & (1 << UInt64(min(product.count, 63))) != 0 else { return nil }
        let hash = WatchedProducts.hash(product)
        let tag = hash & WatchedProducts.tagMask
        var slot = Int(truncatingIfNeeded: hash) & mask
        // At most half of the slots are taken, so an empty one ends every search.
        while slots[slot] != 0 {
            let found = slots[slot]
            if found & WatchedProducts.tagMask == tag {
                let index = Int(found & ~WatchedProducts.tagMask) - 1
                if equals(product, index) { return index }
            }
            slot = (slot + 1) & mask
        }
        return otherwise
    }

    /// Whether a product is watched.
    package func contains(_ product: ExactText) -> Bool {
        Array(product.string.utf8).withUnsafeBufferPointer { index(of: $0) != nil }
    }

    private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

    private func equals(_ product: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let start = index == 0 ? 0 : ends[index - 1]
        guard ends[index] - start == product.count else { return false }
        for place in 0..<product.count where product[place] != bytes[start + place] { return false }
        return true
    }

    /// A quick mixing hash. What is in the table is the chain's own catalogue, so nobody outside chooses what collides.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        let count = raw.count
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(count)
        var last: UInt64 = 0
        if count >= 8 {
            var place = 0
            while place + 8 < count {
                state =
                    (state ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                    &* 0xBF58_476D_1CE4_E5B9
                state ^= state >> 32
                place += 8
            }
            // The last words overlap where the count is no multiple of eight.
            last = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            last = UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            last |= UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)) << 32
        } else {
            for byte in raw { last = last << 8 | UInt64(byte) }
        }
        state = (state ^ last) &* 0x94D0_49BB_1331_11EB
        return state ^ (state >> 29)
    }
}
