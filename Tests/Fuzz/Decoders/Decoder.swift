import Catalogue
import Delimited
import Documents
import Feeds
import Foundation
import Inference
import Purchases
import Rules

/// Takes whatever bytes come; done when it returns without a trap, within libFuzzer's bounds of time and memory.
package enum Decoder {
    /// Lines of a feed, unpacked and decoded as its file says.
    case feed(FeedFile, ProductCatalogue)
    case feedFile
    case pack(list: [UInt8])
    case infer

    /// The feeds of `rules/feeds` follow.
    package static let names = ["archive", "encodings", "feed-file", "pack", "infer"]

    /// - Parameter name: `feed-file`, `pack`, `infer`, `archive`, `encodings`, or the name of a feed in
    ///   `rules/feeds`.
    package init(_ name: String, repository: String = ".") throws {
        switch name {
        case "feed-file": self = .feedFile
        case "infer": self = .infer
        case "pack": self = .pack(list: try Self.bytes("\(repository)/rules/lists/eu-2019-1148.yaml"))
        default:
            // What unpacks and decodes does not depend on the feed.
            let name = ["archive", "encodings"].contains(name) ? "csv-comma" : name
            let path = "\(repository)/rules/feeds/\(name).yaml"
            guard let feed = FeedFileReader.read(path: path, bytes: try Self.bytes(path)).0 else {
                throw CocoaError(.fileReadCorruptFile)
            }
            self = .feed(feed, try Self.catalogue(name, repository))
        }
    }

    package func take(_ bytes: [UInt8]) {
        switch self {
        case .feed(let feed, let catalogue): Self.read(feed, catalogue, bytes)
        case .feedFile:
            let (_, diagnostics) = FeedFileReader.read(path: "feed.yaml", bytes: bytes)
            for diagnostic in diagnostics { _ = diagnostic.rendered(color: true) }
        case .pack(let list):
            let (_, diagnostics) = PackReader.compile(
                PackFiles(
                    path: "pack.yaml", bytes: bytes,
                    lists: ["../lists/eu-2019-1148.yaml": list], values: [:]))
            for diagnostic in diagnostics { _ = diagnostic.rendered(color: true) }
        case .infer:
            guard let draft = try? FeedInference.draft(bytes, isWhole: true, id: "fuzz") else { return }
            _ = FeedFileReader.read(path: "feed.yaml", bytes: Array(draft.yaml(of: "fuzz").utf8))
        }
    }

    private static func read(_ feed: FeedFile, _ catalogue: ProductCatalogue, _ bytes: [UInt8]) {
        // Small bounds, so that small inputs come to them; how much is read at once follows from the input.
        let limits = FeedReader.Limits(
            bounds: RecordBounds(record: 4_000, cell: 300, tables: 60_000), chunk: 1 + bytes.count % 5_000,
            unpacking: UnpackBounds(
                ratio: 100, ratioFrom: 1 << 16, bytes: 4 << 20, members: 20, name: 100, directory: 1 << 16))
        do {
            let reader = try FeedReader(
                feed: feed, bytes: bytes, named: "fuzz", screen: WatchedProducts(catalogue),
                catalogue: catalogue,
                pseudonyms: Pseudonyms(key: [UInt8](repeating: 7, count: 32)), limits: limits)
            var batch = DecodedBatch()
            while try reader.next(into: &batch, lines: 3) {
                precondition(batch.read == batch.screened + batch.quarantined.count + batch.arrived.count)
            }
        } catch {
            precondition(!error.message.isEmpty)
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The products of the feed's fixture: the fourth column of its expected lines.
    private static func catalogue(_ name: String, _ repository: String) throws -> ProductCatalogue {
        let table = String(
            decoding: try bytes("\(repository)/fixtures/feeds/\(name).expected.csv"), as: UTF8.self)
        let products = table.split(separator: "\n").dropFirst().compactMap { line -> ExactText? in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return cells.count > 3 && !cells[3].isEmpty ? ExactText(String(cells[3])) : nil
        }
        let row = ProductRow(
            substance: "7647-14-5", concentration: ExactDecimal(5), netMass: ExactDecimal(1_000),
            netVolume: nil)
        return ProductCatalogue(
            rows: Dictionary(products.map { ($0, [row]) }, uniquingKeysWith: { first, _ in first }),
            version: "v")
    }
}
