import Catalogue
import Purchases
import Testing

struct WatchedProductsTests {
    func index(_ text: String, in watched: WatchedProducts) -> Int? {
        Array(text.utf8).withUnsafeBufferPointer { watched.index(of: $0) }
    }

    @Test func findsExactlyWhatIsThere() {
        let products =
            (0..<5000).map { "P\($0 * 7)" } + [
                "", "\u{D6}l", String(repeating: "x", count: 200), "0012", "12",
            ]
        let watched = WatchedProducts(products.map { ExactText($0) }) { Array($0.string.utf8) }
        for product in products where !product.isEmpty {
            let found = index(product, in: watched)
            #expect(found.map { watched.products[$0].string } == product)
        }
        let known = Set(products)
        for number in 0..<50_000 {
            let product = "P\(number)"
            #expect((index(product, in: watched) != nil) == known.contains(product))
        }
        for product in ["", "O\u{308}l", "012", "120", String(repeating: "x", count: 199), "P7 "] {
            #expect(index(product, in: watched) == nil)
        }
    }

    @Test func journalledProductsStayWatched() {
        let row = ProductRow(substance: "salt", concentration: nil, netMass: nil, netVolume: nil)
        let catalogue = ProductCatalogue(rows: ["a": [row]], version: "v")
        let watched = WatchedProducts(catalogue, journalled: ["b", "a"])
        #expect(watched.products == ["a", "b"])
        #expect(watched.contains("a") && watched.contains("b") && !watched.contains("c"))
    }

    @Test func anotherEncodingKeepsTheIndexes() {
        let watched = WatchedProducts(["\u{D6}l", "a", "\u{65E5}"]) { Array($0.string.utf8) }
        let latin = watched.encoded { text in
            let scalars = text.string.unicodeScalars
            return scalars.allSatisfy { $0.value < 256 } ? scalars.map { UInt8($0.value) } : nil
        }
        #expect(latin.products == watched.products)
        let found = [0xD6, 0x6C].withUnsafeBufferPointer { latin.index(of: $0) }
        #expect(found.map { latin.products[$0] } == "\u{D6}l")
        #expect(index("\u{D6}l", in: latin) == nil)
    }

    @Test func nothingIsWatchedInAnEmptyTable() {
        let watched = WatchedProducts([]) { Array($0.string.utf8) }
        #expect(index("a", in: watched) == nil)
    }

    /// For counting all that was sold: nothing is screened out, in no encoding.
    @Test func everythingPasses() {
        for products in [
            WatchedProducts.everything,
            .everything.encoded { Array($0.string.utf16.map { UInt8(truncatingIfNeeded: $0) }) },
        ] {
            for text in ["a", "4001", "\u{1F642}", String(repeating: "x", count: 70_000)] {
                #expect(Array(text.utf8).withUnsafeBufferPointer { products.index(of: $0) } == 0)
                #expect(products.contains(ExactText(text)))
            }
            #expect(!products.contains("") && products.products.isEmpty)
        }
    }
}
