import Catalogue
import Documents
import Feeds
import Foundation
import Purchases
import Testing

/// A folder of its own for one test.
final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "feeds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }
}

/// Everything that reading an input brought.
struct Reading {
    var read = 0
    var screened = 0
    var arrived: [ArrivedLine] = []
    var quarantined: [QuarantinedLine] = []
    var unreadable: [String: Int] = [:]
    var masked = 0
    var batches: [Int] = []
    var note: FeedReader.Note?
    var end = SourcePosition(source: "", line: 0, offset: 0)

    var reasons: [QuarantineReason] { quarantined.map(\.reason) }
    var keys: [String] { arrived.map(\.line.key.description) }
}

enum Fixture {
    static let key = [UInt8](repeating: 7, count: 32)

    /// A feed of the columns `store;till;receipt;line;time;product;quantity;text;card`.
    static let csv = """
        feed: shop
        format: csv
        delimiter: ";"
        timezone: Europe/Berlin
        fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product,
                 quantity: quantity, description: text}
        tokens: {loyalty: card}
        """
    static let header = "store;till;receipt;line;time;product;quantity;text;card\n"

    static let ndjson = """
        feed: shop
        format: ndjson
        timezone: Europe/Berlin
        fields: {store: shop.id, till: shop.till, receipt: receipt.number, line: receipt.line, time: time,
                 product: item.product, quantity: item.quantity, amount: item.amount, description: text}
        kinds: {column: kind, sale: [S], void: [V], return: [R], ignore: [T]}
        """

    static func feed(_ text: String) throws -> FeedFile {
        let (feed, diagnostics) = FeedFileReader.read(path: "feed.yaml", bytes: Array(text.utf8))
        #expect(diagnostics.allSatisfy { $0.severity == .warning }, "\(diagnostics)")
        return try #require(feed)
    }

    static func catalogue(_ products: [String]) -> ProductCatalogue {
        let row = ProductRow(
            substance: "7647-14-5", concentration: ExactDecimal(5), netMass: ExactDecimal(1_000),
            netVolume: nil)
        return ProductCatalogue(
            rows: Dictionary(uniqueKeysWithValues: products.map { (ExactText($0), [row]) }), version: "v")
    }

    static func reader(
        _ feed: FeedFile, _ source: String, watched: [String] = ["4001"],
        limits: FeedReader.Limits = .init(), from: SourcePosition? = nil, waiting: InputWaiting = .blocks
    ) throws -> FeedReader {
        let catalogue = catalogue(watched)
        return try FeedReader(
            feed: feed, source: source, screen: WatchedProducts(catalogue), catalogue: catalogue,
            pseudonyms: Pseudonyms(key: key), limits: limits, from: from, waiting: waiting)
    }

    /// Reads an input to its end.
    static func read(
        _ feed: FeedFile, _ input: [UInt8], watched: [String] = ["4001"], lines: Int = 1000,
        limits: FeedReader.Limits = .init()
    ) throws -> Reading {
        let folder = try Folder()
        return try read(
            reader(feed, try folder.write("input", input), watched: watched, limits: limits), lines: lines)
    }

    static func read(
        _ feed: String, _ input: String, watched: [String] = ["4001"], lines: Int = 1000,
        limits: FeedReader.Limits = .init()
    ) throws -> Reading {
        try read(Fixture.feed(feed), Array(input.utf8), watched: watched, lines: lines, limits: limits)
    }

    static func read(_ reader: FeedReader, lines: Int) throws -> Reading {
        var reading = Reading()
        var batch = DecodedBatch()
        while try reader.next(into: &batch, lines: lines) {
            #expect(batch.read == batch.screened + batch.quarantined.count + batch.arrived.count)
            reading.read += batch.read
            reading.screened += batch.screened
            reading.arrived += batch.arrived
            reading.quarantined += batch.quarantined
            reading.unreadable.merge(batch.unreadable) { $0 + $1 }
            reading.masked += batch.masked
            reading.batches.append(batch.arrived.count)
            reading.end = batch.end
        }
        reading.note = reader.note
        return reading
    }
}
