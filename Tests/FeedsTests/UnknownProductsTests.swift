import CAllocations
import Catalogue
import Feeds
import Foundation
import Purchases
import Testing

/// Lines of products that nobody knows.
@Suite(.serialized)
struct UnknownProductsTests {
    private static let text = "1;1;1;1;2026-06-10T12:00:00"

    private func reader(
        _ feed: FeedFile, _ input: String, _ unknown: UnknownProducts, limits: FeedReader.Limits = .init()
    ) throws -> (FeedReader, Folder) {
        let folder = try Folder()
        let bytes = try #require(feed.encoding.encode(input))
        let catalogue = Fixture.catalogue(["4001"])
        let reader = try FeedReader(
            feed: feed, source: try folder.write("input", bytes), screen: .init(catalogue),
            catalogue: catalogue, pseudonyms: Pseudonyms(key: Fixture.key), limits: limits, unknown: unknown)
        return (reader, folder)
    }

    private func counts(
        _ feed: FeedFile, _ input: String, known: [ExactText], most: Int = UnknownProducts.productsMax
    ) throws -> UnknownProducts.Counts {
        let unknown = UnknownProducts(known: known, feed: feed, productsMax: most)
        let (reader, folder) = try reader(feed, input, unknown)
        var batch = DecodedBatch()
        while try reader.next(into: &batch, lines: 10) {}
        _ = folder
        return unknown.take()
    }

    /// Random products, quoted and plain, against a dictionary.
    @Test(arguments: ["utf-8", "windows-1252"], [0, 7, 5_000])
    func countsWhatADictionaryCounts(_ encoding: String, _ most: Int) throws {
        let feed = try Fixture.feed(Fixture.csv + "\nencoding: \(encoding)\n")
        var random = SystemRandomNumberGenerator()
        let products = (0..<3_000).map { _ in
            Int.random(in: 0..<10, using: &random) == 0
                ? "4001" : "ü\(Int.random(in: 0..<1_500, using: &random))"
        }
        let known = Set((0..<750).map { ExactText("ü\($0 * 2)") })
        let input =
            Fixture.header
            + products.enumerated().map {
                $0 % 3 == 0 ? "\(Self.text);\"\($1)\";1;a;\n" : "\(Self.text); \($1) ;1;a;\n"
            }
            .joined()
        let found = try counts(feed, input, known: Array(known), most: most)
        var expected: [String: Int] = [:]
        for product in products where product != "4001" && !known.contains(ExactText(product)) {
            expected[product, default: 0] += 1
        }
        #expect(found.lines == expected.values.reduce(0, +))
        #expect(found.products == min(most, expected.count))
        if most == 5_000 {
            #expect(found.beyond == 0)
            #expect(found.examples.map(\.lines) == Array(expected.values.sorted(by: >).prefix(5)))
            #expect(found.examples.allSatisfy { expected[$0.product] == $0.lines })
        } else {
            #expect(found.beyond > 0)
        }
    }

    @Test func linesOfJSON() throws {
        let line = { (product: String) in "{\"kind\": \"S\", \"item\": {\"product\": \(product)}}\n" }
        let input = ["\"a\"", "\"\\u0061\"", "7", "\"b\"", "\"4001\"", "null", "\" \""].map(line).joined()
        let found = try counts(try Fixture.feed(Fixture.ndjson), input, known: ["b"])
        #expect(found.lines == 3 && found.products == 2)
        #expect(found.examples.map(\.product) == ["a", "7"])
    }

    @Test func countingBeginsAnewAndKnowsMore() throws {
        let feed = try Fixture.feed(Fixture.csv)
        let unknown = UnknownProducts(known: [], feed: feed)
        let lines = (0..<6).map { "\(Self.text);\($0 % 2);1;a;\n" }.joined()
        let (reader, folder) = try reader(feed, Fixture.header + lines, unknown, limits: .init(read: 3))
        var batch = DecodedBatch()
        #expect(try reader.next(into: &batch, lines: 10))
        #expect(unknown.take().lines == 3 && unknown.take() == .init())
        unknown.know(["1"])
        #expect(try reader.next(into: &batch, lines: 10))
        #expect(unknown.take().examples == [.init(product: "0", lines: 1)])
        _ = folder
    }

    /// Neither a known product nor one that was met before costs an allocation.
    @Test(.enabled(if: allocations_of_this_thread() >= 0, "allocations are not counted here"))
    func aDroppedLineAllocatesNothing() throws {
        let count = 10_000
        let feed = try Fixture.feed(Fixture.csv)
        let lines = (0..<(2 * count)).map { "\(Self.text);\(100_000 + $0 % 200);1;a;\n" }.joined()
        let unknown = UnknownProducts(known: (0..<100).map { ExactText("\(100_000 + $0)") }, feed: feed)
        let (reader, folder) = try reader(feed, Fixture.header + lines, unknown, limits: .init(read: count))
        var batch = DecodedBatch()
        #expect(try reader.next(into: &batch, lines: 1000))
        let before = allocations_of_this_thread()
        let more = try reader.next(into: &batch, lines: 1000)
        let allocations = allocations_of_this_thread() - before
        #expect(more && batch.screened == count)
        #expect(allocations == 0, "\(allocations) allocations for \(count) lines")
        let found = unknown.take()
        #expect(found.lines == count && found.products == 100)
        _ = folder
    }

    @Test func listsOfProducts() throws {
        let feed = try Fixture.feed(
            Fixture.csv.replacingOccurrences(of: "product: product", with: "product: Artikel"))
        func read(_ text: String) -> [String]? {
            ProductListReader.read(path: "a.csv", bytes: Array(text.utf8), feed: feed).products?.map(\.string)
        }
        #expect(read("product,name\n1, a\n 2 ,b\n\n,c\n\"3,4\",d\n") == ["1", "2", "3,4"])
        #expect(read("\u{FEFF}Name;Artikel\nx;7\ny\n") == ["7"])
        #expect(read("Artikel\tName\r\n7\tx\r\n") == ["7"])
        #expect(read("\"Name, kurz\";Artikel\nx;7\n") == ["7"])
        #expect(read("name,product,Artikel\na,1,2\n") == ["1"])
        #expect(read("") == nil && read("name,sku\na,1\n") == nil)
    }
}
