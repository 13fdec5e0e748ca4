import Delimited
import Documents

/// Which parser reads which format.
enum RecordParsers {
    /// - Throws: `FeedError` where the feed file's mapping cannot be read by its format.
    static func parser(
        _ feed: FeedFile, source: String, bounds: RecordBounds
    ) throws(FeedError) -> any RecordParser {
        switch feed.format {
        case .fixed: return try FixedWidthParser(feed: feed, source: source, bounds: bounds)
        case .rtlog: return try RTLogParser(feed: feed, source: source, bounds: bounds)
        case .dsfinvk: return try DSFinVKParser(feed: feed, source: source, bounds: bounds)
        case .poslog: return try POSLogParser(feed, source: source, bounds: bounds)
        case .wpubon: return try WPUBONParser(feed, source: source, bounds: bounds)
        case .json, .tlog: return try JSONDocumentParser(feed, source: source, bounds: bounds)
        case .ndjson: return try JSONReceiptLinesParser(feed, source: source, bounds: bounds)
        default:
            throw FeedError(
                .feedNotSupported, source: source,
                message: "this version cannot read the format `\(feed.format.rawValue)` yet",
                help: "export CSV or NDJSON")
        }
    }
}
