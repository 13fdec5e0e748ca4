import Catalogue
import Purchases

/// A format whose records no line holds: XML, nested JSON, tables that have to be joined.
///
/// It is fed the bytes of one input in order and gives records back, in the order in which the input has them. Used by one
/// thread; it blocks on nothing, and holds no more than the record (for receipts with their lines: the receipt) in hand,
/// bounded by `RecordBounds`.
protocol RecordParser: AnyObject {
    /// Takes the next bytes, and appends the records that end in them.
    ///
    /// - Throws: `FeedError` for what makes the rest of the input unreadable. Records appended before stay good.
    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError)

    /// Takes the end of the input, and appends what it ends. A record that is cut off is appended as refused.
    func finish(into records: inout [ParsedRecord]) throws(FeedError)

    /// Tells which products are watched: of a line of any other product no value but that has to be made.
    func screen(by products: WatchedProducts)

    /// Whether the end of the input was taken and more records stand to be given than one call should append: `finish` is
    /// then called again.
    var hasMore: Bool { get }
}

extension RecordParser {
    var hasMore: Bool { false }

    func screen(by products: WatchedProducts) {}
}

/// One line of a receipt, as a parser found it.
struct ParsedRecord {
    /// Where it starts: never before that of the record before it.
    var place: RecordPlace
    /// Of a receipt's lines: the trimmed texts of `feed.columns`, nil where missing or blank.
    var values: RecordValues
    /// Why the record is refused although the screen can read it: `values` then serve the screen alone.
    var fault: (QuarantineReason, String)?
}
