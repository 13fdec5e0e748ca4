import Catalogue
import Delimited
import Documents
import Purchases

/// ARTS POSLog, 2.x and 6, as tills and their middleware export it.
///
/// One `<Transaction>` is held and given back at its end tag, since version 6 says late what version 2 says first. What
/// stands around it (an envelope, a `POSLog`, nothing) does not matter. Of a transaction only what `POSLogName` lists is
/// held: no customer's name or address, no card, signature or receipt image.
final class POSLogParser: RecordParser, XMLHandler {
    /// Lines of a transaction, at most.
    static let linesMax = 10_000

    private let source: String
    private let bounds: RecordBounds
    private let receipt: POSLogReceipt
    private let elementNames = POSLogName.vocabulary
    private let attributeNames = POSLogAttribute.vocabulary
    private let reader: XMLReader
    private var buffer = ElementBuffer()
    private var pending: [ParsedRecord] = []
    /// Where the transaction in hand starts; nil between transactions.
    private var start: RecordPlace?
    private var lines = 0
    private var transactionDepth = 0
    private var refusal: (QuarantineReason, String)?
    private var isPOSLog = false
    private var root: String?

    /// - Throws: where the feed file names a field that a POSLog does not have.
    init(_ feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        self.source = source
        self.bounds = bounds
        receipt = try POSLogReceipt(feed, source: source, cell: bounds.cell)
        reader = try XMLReader(source: source, encoding: feed.xmlEncoding, pieceMax: bounds.record)
    }

    func screen(by products: WatchedProducts) { receipt.screen = products }

    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError) {
        defer { hand(over: &records) }
        // because the reader keeps no pointer.
        unsafe try AggregatedInput.refuse(bytes, source, isFirst: root == nil)
        do throws(FeedError) {
            unsafe try reader.take(bytes, to: self)
        } catch {
            breakOff("the XML breaks off within this transaction")
            throw error
        }
    }

    func finish(into records: inout [ParsedRecord]) throws(FeedError) {
        defer { hand(over: &records) }
        do throws(FeedError) {
            try reader.finish(to: self)
        } catch {
            breakOff("the input ends within this transaction")
            throw error
        }
        if let root, !isPOSLog { throw AggregatedInput.other(root, "a POSLog", source) }
    }

    /// Refuses the transaction in hand, whose end is not known.
    private func breakOff(_ why: String) {
        guard let start else { return }
        pending.append(ParsedRecord(place: start, values: .refused(.cutOff, why)))
        self.start = nil
    }

    private func hand(over records: inout [ParsedRecord]) {
        records += pending
        pending.removeAll(keepingCapacity: true)
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes, _ reader: XMLReader) -> Bool {
        let known = elementNames.number(name).flatMap(POSLogName.init)
        if start == nil {
            if root == nil {
                root = AggregatedInput.name(name)
                if let reason = AggregatedInput.reason(root: name.parts.local) {
                    reader.stop(.aggregated, reason.message, help: reason.help)
                }
            }
            if known == .posLog { isPOSLog = true }
            guard known == .transaction else { return true }
            isPOSLog = true
            let place = reader.place
            start = place
            transactionDepth = reader.depth
            lines = 0
            refusal = nil
            buffer.removeAll()
            take(.transaction, attributes, place)
            return true
        }
        guard let known, refusal == nil else { return false }
        switch known {
        case .lineItem, .retailTransaction: take(known, attributes, reader.place)
        case .tender:
            // Nothing in it is needed: amounts, and what is printed on cards.
            take(known, attributes, nil)
            buffer.end()
            return false
        default: take(known, attributes, nil)
        }
        if known == .lineItem {
            lines += 1
            if lines > POSLogParser.linesMax { refuse("more than \(POSLogParser.linesMax) lines") }
        }
        if buffer.size > bounds.record { refuse("more than \(bounds.record) bytes") }
        reader.wantsText = known.hasText
        return true
    }

    func end(_ reader: XMLReader) {
        guard let start else { return }
        reader.wantsText = false
        if refusal == nil { buffer.end() }
        guard reader.depth < transactionDepth else { return }
        self.start = nil
        if let refusal {
            pending.append(ParsedRecord(place: start, values: .refused(refusal.0, refusal.1)))
        } else {
            receipt.records(of: buffer, into: &pending)
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>, _ reader: XMLReader) {
        guard refusal == nil else { return }
        // because the bytes are copied.
        unsafe buffer.text(bytes)
        if buffer.size > bounds.record {
            refuse("more than \(bounds.record) bytes")
            reader.wantsText = false
        }
    }

    private func refuse(_ why: String) {
        refusal = (.lineTooLong, "the transaction has \(why)")
        buffer.removeAll()
    }

    private func take(_ name: POSLogName, _ attributes: XMLAttributes, _ place: RecordPlace?) {
        buffer.start(name.rawValue, at: place)
        // because the bytes are copied.
        unsafe attributes.each { attribute, value in
            guard let known = attributeNames.number(attribute) else { return }
            unsafe buffer.attribute(known, value)
        }
    }
}

extension FeedFile {
    /// The encoding of XML where the feed file names one, nil where the documents are to say it themselves.
    var xmlEncoding: String? { encoding == .utf8 ? nil : encoding.rawValue }
}
