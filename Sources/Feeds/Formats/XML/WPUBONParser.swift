import Delimited
import Documents
import Purchases

/// SAP's single receipts, WPUBON01, as IDoc XML.
///
/// One `E1WPB01` segment with its items is held and given back at its end. `MENGE` is never negative: `VORZEICHEN` says
/// which way the goods went, `-` out of the store. `KARTENNR` and `GUELTBIS` are passed over.
final class WPUBONParser: RecordParser, XMLHandler {
    /// Items of a receipt, at most.
    static let linesMax = 10_000

    private let source: String
    private let bounds: RecordBounds
    private let fields: [WPUBONField]
    private let reader: XMLReader
    private var buffer = ElementBuffer()
    private var pending: [ParsedRecord] = []
    /// Where the receipt in hand starts, and how deep; nil between receipts.
    private var start: (place: RecordPlace, depth: Int)?
    private var lines = 0
    private var refusal: (QuarantineReason, String)?
    private var sender: String?
    private var senderText: [UInt8]?
    private var isWPUBON = false
    private var root: String?

    /// - Throws: where the feed file names a field that a WPUBON does not have.
    init(_ feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        self.source = source
        self.bounds = bounds
        var fields: [WPUBONField] = []
        for column in feed.columns {
            guard let field = WPUBONField(rawValue: column.column) else {
                throw FeedError.unknownField(
                    column.column, "a WPUBON", WPUBONField.allCases.map(\.rawValue), source)
            }
            fields.append(field)
        }
        self.fields = fields
        reader = try XMLReader(source: source, encoding: feed.xmlEncoding, pieceMax: bounds.record)
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError) {
        defer { hand(over: &records) }
        // because the reader keeps no pointer.
        unsafe try AggregatedInput.refuse(bytes, source, isFirst: root == nil)
        do throws(FeedError) {
            unsafe try reader.take(bytes, to: self)
        } catch {
            breakOff("the XML breaks off within this receipt")
            throw error
        }
    }

    func finish(into records: inout [ParsedRecord]) throws(FeedError) {
        defer { hand(over: &records) }
        do throws(FeedError) {
            try reader.finish(to: self)
        } catch {
            breakOff("the input ends within this receipt")
            throw error
        }
        if let root, !isWPUBON { throw AggregatedInput.other(root, "a WPUBON", source) }
    }

    /// Refuses the receipt in hand, whose end is not known.
    private func breakOff(_ why: String) {
        guard let start else { return }
        pending.append(ParsedRecord(place: start.place, values: .refused(.cutOff, why)))
        self.start = nil
    }

    private func hand(over records: inout [ParsedRecord]) {
        records += pending
        pending.removeAll(keepingCapacity: true)
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes, _ reader: XMLReader) -> Bool {
        let known = WPUBONName.vocabulary.number(name).flatMap(WPUBONName.init)
        if start == nil {
            if root == nil {
                root = AggregatedInput.name(name)
                isWPUBON = name.parts.local.hasPrefix("WPUBON")
            }
            return startOutside(name, known, reader)
        }
        guard let known, refusal == nil else { return false }
        buffer.start(known.rawValue, at: known == .item ? reader.place : nil)
        if known == .item {
            lines += 1
            if lines > WPUBONParser.linesMax { refuse("more than \(WPUBONParser.linesMax) items") }
        }
        if buffer.size > bounds.record { refuse("more than \(bounds.record) bytes") }
        reader.wantsText = known.hasText
        return true
    }

    private func startOutside(_ name: XMLName, _ known: WPUBONName?, _ reader: XMLReader) -> Bool {
        let isTotals = known == .totals ? AggregatedInput.reason(root: "WPUUMS01") : nil
        if let reason = reader.depth == 1 ? AggregatedInput.reason(root: name.parts.local) : isTotals {
            reader.stop(.aggregated, reason.message, help: reason.help)
            return false
        }
        switch known {
        case .control: sender = nil
        case .sender:
            senderText = []
            reader.wantsText = true
        case .receipt:
            isWPUBON = true
            start = (reader.place, reader.depth)
            lines = 0
            refusal = nil
            buffer.removeAll()
            buffer.start(WPUBONName.receipt.rawValue)
        default: break
        }
        return true
    }

    func end(_ reader: XMLReader) {
        reader.wantsText = false
        if let text = senderText {
            sender = trimmed(String(decoding: text, as: UTF8.self))
            senderText = nil
        }
        guard let start else { return }
        if refusal == nil { buffer.end() }
        guard reader.depth < start.depth else { return }
        self.start = nil
        if let refusal {
            pending.append(ParsedRecord(place: start.place, values: .refused(refusal.0, refusal.1)))
        } else {
            addRecords()
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>, _ reader: XMLReader) {
        if senderText != nil {
            // because the bytes are copied; a sender that is longer than a cell is cut, and no store's name.
            let room = bounds.cell - (senderText?.count ?? 0)
            unsafe senderText?.append(contentsOf: bytes.prefix(max(0, room)))
            return
        }
        guard refusal == nil else { return }
        // because the bytes are copied.
        unsafe buffer.text(bytes)
        if buffer.size > bounds.record {
            refuse("more than \(bounds.record) bytes")
            reader.wantsText = false
        }
    }

    private func refuse(_ why: String) {
        refusal = (.lineTooLong, "the receipt has \(why)")
        buffer.removeAll()
    }

    private func addRecords() {
        var header: [WPUBONField: String] = [:]
        header[.store] = sender
        let taken: [(WPUBONField, WPUBONName)] = [
            (.till, .kassid), (.receipt, .bonnummer), (.currency, .belegwaers),
        ]
        for (field, name) in taken { header[field] = buffer.text(name.rawValue, of: 0) }
        header[.customer] = POSLogBuyer.number(buffer.text(WPUBONName.kundnr.rawValue, of: 0))
        let day = buffer.text(WPUBONName.vorgdatum.rawValue, of: 0).map(WPUBONParser.day)
        header[.day] = day
        header[.time] = day.map { day in
            buffer.text(WPUBONName.vorgzeit.rawValue, of: 0).map { "\(day)T\(WPUBONParser.clock($0))" } ?? day
        }
        var payments: Set<String> = []
        buffer.children(of: 0) { child, name in
            guard name == WPUBONName.payment.rawValue else { return }
            if let kind = buffer.text(WPUBONName.zahlart.rawValue, of: child) { payments.insert(kind) }
        }
        header[.tender] = payments.isEmpty ? nil : payments.sorted().joined(separator: "+")
        var ordinal = 0
        buffer.children(of: 0) { child, name in
            guard name == WPUBONName.item.rawValue, let place = buffer.place(child) else { return }
            ordinal += 1
            var values = header
            values[.line] = String(ordinal)
            readItem(child, &values)
            var record = ParsedRecord(place: place, values: .values(fields.map { values[$0] }))
            if let field = fields.first(where: { (values[$0]?.utf8.count ?? 0) > bounds.cell }) {
                record.fault = (.cellTooLong, "`\(field.rawValue)` has more than \(bounds.cell) bytes")
            }
            pending.append(record)
        }
    }

    private func readItem(_ item: Int, _ values: inout [WPUBONField: String]) {
        let taken: [(WPUBONField, WPUBONName)] = [
            (.kind, .vorzeichen), (.qualifier, .qualartnr), (.product, .artnr), (.quantity, .menge),
            (.serial, .seriennr), (.activity, .vorgangart), (.reference, .refbonnr),
        ]
        for (field, name) in taken { values[field] = buffer.text(name.rawValue, of: item) }
        if values[.kind] != "+" { values[.reference] = nil }
        var first: String?
        var price: String?
        buffer.children(of: item) { child, name in
            guard name == WPUBONName.condition.rawValue,
                let value = buffer.text(WPUBONName.kondvalue.rawValue, of: child)
            else { return }
            let isPrice = buffer.text(WPUBONName.kondition.rawValue, of: child)?.hasPrefix("PN") == true
            first = first ?? value
            if isPrice { price = price ?? value }
        }
        values[.amount] = price ?? first
    }

    /// `20260131` as `2026-01-31`; anything else as it stands.
    static func day(_ text: String) -> String {
        let digits = Array(text.utf8)
        guard digits.count == 8, digits.allSatisfy({ decimalDigit($0) != nil }) else { return text }
        let parts = [digits[0..<4], digits[4..<6], digits[6..<8]]
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// `122346` as `12:23:46`, `1223` as `12:23`; anything else as it stands.
    static func clock(_ text: String) -> String {
        let digits = Array(text.utf8)
        guard digits.count == 4 || digits.count == 6, digits.allSatisfy({ decimalDigit($0) != nil }) else {
            return text
        }
        let parts = stride(from: 0, to: digits.count, by: 2).map { digits[$0..<($0 + 2)] }
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ":")
    }
}
