import Catalogue
import Purchases

/// Counts, of the lines that the screen drops, those of products that nobody knows.
///
/// Used by the thread that reads. A line of a product that is known, or that was met before, allocates nothing; products
/// and their bytes are bounded, and what comes beyond is counted together.
package final class UnknownProducts {
    /// What was counted since the last time somebody asked.
    package struct Counts: Sendable, Hashable {
        package struct Example: Sendable, Hashable {
            package var product: String
            package var lines: Int

            package init(product: String, lines: Int) {
                self.product = product
                self.lines = lines
            }
        }

        /// Lines of all unknown products.
        package var lines = 0
        /// Products that were told apart.
        package var products = 0
        /// Lines of products beyond the bound.
        package var beyond = 0
        /// Those with the most lines, at most five.
        package var examples: [Example] = []

        package init() {}
    }

    /// Products that are told apart.
    package static let productsMax = 100_000
    /// Bytes of them all together.
    static let bytesMax = 4 << 20

    private let encoding: TextEncoding
    private let productsMax: Int
    private var known: WatchedProducts
    /// Lines that were ever counted.
    private(set) var noted = 0
    private var lines = 0
    private var beyond = 0
    /// The products' bytes, one after the other, and where each ends.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var hashes: [Int] = []
    private var counts: [Int] = []
    /// A product's place + 1; zero where nothing stands. At most half of them are taken.
    private var slots: [Int32] = Array(repeating: 0, count: 1024)

    /// - Parameter known: products that are no news, beside those that pass the screen.
    package init(known: [ExactText], feed: FeedFile, productsMax: Int = UnknownProducts.productsMax) {
        encoding = feed.encoding
        self.productsMax = productsMax
        self.known = WatchedProducts(known) { feed.encoding.encode($0.string) }
    }

    /// Knows these products, and no others, from the next line on.
    package func know(_ products: [ExactText]) {
        let encoding = encoding
        known = WatchedProducts(products) { encoding.encode($0.string) }
    }

    /// What was counted; counting begins anew.
    package func take() -> Counts {
        let places = counts.indices.sorted { counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1] }
        let examples = places.prefix(5).map { place in
            let text = encoding.decode(bytes[(place == 0 ? 0 : ends[place - 1])..<ends[place]])
            return Counts.Example(product: text ?? "(unreadable)", lines: counts[place])
        }
        defer {
            (lines, beyond) = (0, 0)
            bytes.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            hashes.removeAll(keepingCapacity: true)
            counts.removeAll(keepingCapacity: true)
            for slot in slots.indices { slots[slot] = 0 }
        }
        var taken = Counts()
        (taken.lines, taken.products, taken.beyond) = (lines, counts.count, beyond)
        taken.examples = examples
        return taken
    }

    /// Counts a line that the screen drops, unless its product is known.
    func note(_ product: UnsafeBufferPointer<UInt8>) {
        guard !product.isEmpty, unsafe known.index(of: product) == nil else { return }
        lines += 1
        noted += 1
        // What tills send is from outside: the hash is seeded, so that nobody chooses what collides.
        var hasher = Hasher()
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(product))
        let hash = hasher.finalize()
        var slot = hash & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if hashes[place] == hash, unsafe equals(product, place) {
                counts[place] += 1
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard counts.count < productsMax, bytes.count + product.count <= Self.bytesMax else {
            beyond += 1
            return
        }
        unsafe bytes.append(contentsOf: product)
        ends.append(bytes.count)
        hashes.append(hash)
        counts.append(1)
        slots[slot] = Int32(counts.count)
        if counts.count * 2 > slots.count { grow() }
    }

    private func equals(_ product: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        let start = place == 0 ? 0 : ends[place - 1]
        guard ends[place] - start == product.count else { return false }
        // because the index stays below the count.
        for index in 0..<product.count where unsafe product[index] != bytes[start + index] {
            return false
        }
        return true
    }

    private func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (place, hash) in hashes.enumerated() {
            var slot = hash & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(place + 1)
        }
    }
}
