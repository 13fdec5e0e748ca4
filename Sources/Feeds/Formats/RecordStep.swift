import Catalogue
import Purchases

/// What a source came to: a record that passed the screen, or a reason to stop for now.
enum RecordStep {
    /// A record that passed the screen, and where it starts.
    case passed(RecordPlace)
    /// So many lines were read as the caller allowed.
    case limit
    case end
}

/// Where a record starts: the line from 1, the byte from 0.
struct RecordPlace {
    var line: Int
    var offset: Int64
}

/// The mapped texts of a record, or why there are none.
enum RecordValues {
    case values([String?])
    case refused(QuarantineReason, String)
}

/// How many lines were read and dropped; blank lines are no lines.
struct LineCounts {
    var read = 0
    var screened = 0
}

/// What the screen reads of a line, as bytes of the feed's encoding.
struct Screen {
    let products: WatchedProducts
    /// The codes of voids and returns, which pass without a product.
    private let kinds: [[UInt8]]
    private let unknown: UnknownProducts?

    /// - Parameter unknown: counts what is neither watched nor known; nil counts nothing.
    init(feed: FeedFile, products: WatchedProducts, unknown: UnknownProducts? = nil) {
        self.unknown = unknown
        self.products =
            feed.encoding.isUnicode ? products : products.encoded { feed.encoding.encode($0.string) }
        let codes = feed.kinds.map { $0.void.union($0.return) } ?? []
        kinds = codes.compactMap { feed.encoding.encode($0.string) }
    }

    /// Whether a line of a trimmed product that is not empty passes; one that does not may be counted.
    func passes(_ product: UnsafeBufferPointer<UInt8>) -> Bool {
        if unsafe products.index(of: product) != nil { return true }
        if let unknown { unsafe unknown.note(product) }
        return false
    }

    /// Whether a trimmed code is that of a void or return. Allocates nothing.
    func isVoidOrReturn(_ code: UnsafeBufferPointer<UInt8>) -> Bool {
        for kind in kinds where kind.count == code.count {
            var index = 0
            // because the index stays below the count, which both share.
            while index < kind.count, unsafe kind[index] == code[index] { index += 1 }
            if index == kind.count { return true }
        }
        return false
    }
}
