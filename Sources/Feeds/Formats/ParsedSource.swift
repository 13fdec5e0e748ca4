import Catalogue
import Delimited
import Purchases

/// Records of an input that a `RecordParser` reads.
///
/// A place is that of a record in the decoded bytes. To resume, the input is parsed again from its beginning, since what
/// stands before a record (a header, the receipt around it) is part of it.
struct ParsedSource {
    private let input: InputBuffer
    private let parser: any RecordParser
    private var screen: WatchedProducts
    private let unknown: UnknownProducts?
    private let productIndex: Int?
    private let kindIndex: Int?
    private let passing: Set<ExactText>
    private var records: [ParsedRecord] = []
    private var index = 0
    /// The bytes held went to the parser already.
    private var isHanded = false
    private var isFinished = false
    /// What ended parsing; thrown once the records before it were given.
    private var failure: FeedError?
    /// Records before it were taken already.
    private var start: Int64 = -1
    private var current: ParsedRecord?
    /// Lines of products that are not watched pass too: they may be corrections, or are looked at for the feed's health.
    private let everyLinePasses: Bool
    private let observes: Bool
    /// The record that passed last is of no watched product.
    private(set) var passedUnwatched = false

    init(
        feed: FeedFile, input: InputBuffer, parser: any RecordParser, screen: WatchedProducts,
        unknown: UnknownProducts?, everyLine: Bool
    ) throws(FeedError) {
        self.input = input
        self.parser = parser
        self.screen = screen
        self.unknown = unknown
        everyLinePasses = everyLine || feed.corrections != .none
        productIndex = feed.columns.firstIndex { $0.role == .field(.product) }
        kindIndex = feed.columns.firstIndex { $0.role == .kind }
        passing = feed.kinds.map { $0.void.union($0.return) } ?? []
        observes = everyLine
        parser.screen(by: everyLine ? .everything : screen)
        input.drop(try input.start())
    }

    mutating func screen(by screen: WatchedProducts) {
        self.screen = screen
        if !observes { parser.screen(by: screen) }
    }

    mutating func resume(at place: RecordPlace) { start = place.offset }

    /// Where reading goes on: the first record that was not given yet.
    var place: RecordPlace {
        if index < records.count { return records[index].place }
        if let current { return RecordPlace(line: current.place.line, offset: current.place.offset + 1) }
        return RecordPlace(line: 1, offset: max(0, start))
    }

    /// Reads on to the next record that passes the screen.
    mutating func next(_ counts: inout LineCounts, limit: Int) throws(FeedError) -> RecordStep {
        while true {
            while index < records.count {
                if counts.read >= limit { return .limit }
                let record = records[index]
                index += 1
                guard record.place.offset >= start else { continue }
                current = record
                counts.read += 1
                passedUnwatched = !passes(record)
                if !passedUnwatched || everyLinePasses { return .passed(record.place) }
                counts.screened += 1
            }
            guard try parseOn() else { return .end }
        }
    }

    /// The mapped texts of the record that passed last.
    func values() -> RecordValues {
        if let fault = current?.fault { return .refused(fault.0, fault.1) }
        return current?.values ?? .values([])
    }

    /// Parses the next bytes; false at the end of the input.
    private mutating func parseOn() throws(FeedError) -> Bool {
        if let failure { throw failure }
        if isFinished { return false }
        if isHanded, !input.isAtEnd {
            // because only the count is asked.
            try input.more(keepingFrom: unsafe input.bytes.count)
            isHanded = false
        }
        records.removeAll(keepingCapacity: true)
        index = 0
        do throws(FeedError) {
            if !isHanded {
                isHanded = true
                // because the parser keeps no pointer into the buffer, which is read on after the call.
                unsafe try parser.take(input.bytes, into: &records)
            }
            if input.isAtEnd {
                isFinished = true
                try parser.finish(into: &records)
                isFinished = !parser.hasMore
            }
        } catch {
            failure = error
        }
        return true
    }

    private func passes(_ record: ParsedRecord) -> Bool {
        // What cannot be read cannot be screened out.
        guard case .values(let values) = record.values else { return true }
        if let product = productIndex.flatMap({ values[$0] }).map({ ExactText($0) }) {
            if screen.contains(product) { return true }
            if let unknown {
                var text = product.string
                // because the pointer does not leave the closure.
                text.withUTF8 { unsafe unknown.note($0) }
            }
            return false
        }
        guard let code = kindIndex.flatMap({ values[$0] }) else { return false }
        return passing.contains(ExactText(code))
    }
}
