import Catalogue
import Documents
import Feeds
import Pipeline
import Purchases
import Screening

/// Counts what was sold of every product in some inputs, watched or not. Blocks.
struct SalesReading {
    /// Sales that are taken from an input at a time.
    private static let batchLines = 10_000

    let feed: FeedFile
    let inputs: [String]
    let stop: StopFlag

    /// - Parameter known: the products that are told apart in any case.
    /// - Returns: nil when it was stopped before the end.
    /// - Throws: `FeedError`, or a `Failure` when no line can be read.
    func tally(known: [ExactText]) throws -> SalesTally? {
        var tally = SalesTally(known: known)
        var progress = Progress(shown: Console.errorIsTerminal)
        defer { progress.clear() }
        let sizes = InputSizes(inputs)
        var batch = DecodedBatch()
        var read = 0
        for (index, input) in inputs.enumerated() {
            let reader = try FeedReader(
                feed: feed.forCounting, source: input, screen: .everything,
                catalogue: ProductCatalogue(rows: [:], version: ""), pseudonyms: Pseudonyms(key: []))
            while try reader.next(into: &batch, lines: Self.batchLines) {
                if stop.isSet { return nil }
                read += batch.read
                count(batch, &tally)
                let bytes = sizes.before(index) + reader.bytesRead
                progress.show(lines: read, bytes: bytes, total: sizes.total, events: nil)
            }
            if let note = reader.note {
                progress.clear()
                Console.message("\(visible(input)): \(note.message)")
            }
        }
        if read > 0, tally.unreadable == read {
            throw Failure(
                "NOTHING_READ", "\(read) lines are there, and not one could be read",
                help: "usually the feed file names the wrong column for `product`, `quantity` or `kinds`")
        }
        return tally
    }

    private func count(_ batch: DecodedBatch, _ tally: inout SalesTally) {
        tally.unreadable += batch.quarantined.count
        // Without a product, or of a kind that the feed file ignores.
        tally.otherLines += batch.screened
        for arrived in batch.arrived {
            let line = arrived.line
            guard line.kind == .sale, let product = line.product, let units = line.quantity else {
                tally.otherLines += 1
                continue
            }
            tally.add(product, units: units, description: line.description)
        }
    }
}

extension FeedFile {
    /// The same feed with nothing but what is counted: no buyer's token is read, and a line that lacks its time or its
    /// receipt was sold all the same.
    fileprivate var forCounting: FeedFile {
        var feed = self
        let counted: [Role] = [.field(.product), .field(.quantity), .field(.description), .kind]
        feed.columns = columns.filter { counted.contains($0.role) }
        feed.constants = constants.filter { $0.key == .quantity || $0.key == .description }
        feed.paperConstants = [:]
        feed.linesFromContent = false
        feed.dayCloses = nil
        feed.corrections = .none
        feed.timeFormat = .iso8601
        for field in [Field.store, .till, .receipt, .line] { feed.constants[field] = "-" }
        feed.constants[.time] = "2000-01-01T00:00:00Z"
        return feed
    }
}
