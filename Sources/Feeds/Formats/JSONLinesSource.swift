import Catalogue
import Delimited
import Foundation
import Purchases

/// Lines of NDJSON: one object a line.
///
/// The screen walks a line only as far as the product; what passes is validated by Foundation and then read by its bytes, so
/// that numbers keep every digit.
struct JSONLinesSource {
    /// The line last read.
    private struct Current {
        var range = 0..<0
        /// Nothing, not even a line end, comes after it.
        var isLast = false
        var isTooLong = false
    }

    private let input: InputBuffer
    private var screen: Screen
    private let bounds: RecordBounds
    private let paths: JSONPaths
    private let productPath: [[UInt8]]
    private let kindPath: [[UInt8]]?
    private var position = 0
    private var line = 1
    private var current = Current()
    /// The line last read was not read to its end.
    private var mustSkip = false
    /// Where the line last read starts.
    private var start = RecordPlace(line: 1, offset: 0)
    private var scratch: [UInt8] = []
    /// Lines of products that are not watched pass too: they may be corrections, or are looked at for the feed's health.
    private let everyLinePasses: Bool
    /// The line that passed last is of no watched product.
    private(set) var passedUnwatched = false

    init(
        feed: FeedFile, input: InputBuffer, screen: Screen, bounds: RecordBounds, everyLine: Bool
    ) throws(FeedError) {
        self.input = input
        self.screen = screen
        self.bounds = bounds
        everyLinePasses = everyLine || feed.corrections != .none
        paths = JSONPaths(feed.columns.map(\.column), cellMax: bounds.cell)
        productPath = JSONPaths.steps(feed.columns.first { $0.role == .field(.product) }?.column ?? "")
        kindPath = feed.columns.first { $0.role == .kind }.map { JSONPaths.steps($0.column) }
        scratch.reserveCapacity(1024)
        position = try input.start()
    }

    /// Screens by other products from the next line on.
    mutating func screen(by screen: Screen) { self.screen = screen }

    /// Goes on at a place that an earlier reading of the same input came to.
    mutating func resume(at place: RecordPlace) throws(FeedError) {
        try input.seek(to: place.offset)
        position = 0
        line = place.line
    }

    /// Where reading goes on.
    var place: RecordPlace { RecordPlace(line: line, offset: input.base + Int64(position)) }

    /// Where another reading goes on: not within a line of which the rest is still to be left.
    var end: RecordPlace { mustSkip ? start : place }

    /// Reads on to the next line that passes the screen.
    mutating func next(_ counts: inout LineCounts, limit: Int) throws(FeedError) -> RecordStep {
        while counts.read < limit {
            if mustSkip {
                _ = try input.skipLine(from: &position, endsAtReturn: false)
                line += 1
                mustSkip = false
            }
            guard try findLine() else { return .end }
            // because the buffer is not read on before the line was looked at.
            let bytes = unsafe input.bytes
            start = RecordPlace(line: line, offset: input.base + Int64(current.range.lowerBound))
            position = current.range.upperBound + (current.isLast || current.isTooLong ? 0 : 1)
            if current.isTooLong { mustSkip = true } else { line += 1 }
            current.range = unsafe trim(bytes, current.range)
            if current.range.isEmpty, !current.isTooLong { continue }
            counts.read += 1
            let isWatched = unsafe passes(bytes, current.range)
            if isWatched || everyLinePasses {
                passedUnwatched = !isWatched
                return .passed(start)
            }
            counts.screened += 1
        }
        return .limit
    }

    /// The mapped texts of the line that passed last.
    func values() -> RecordValues {
        if current.isTooLong {
            return .refused(.lineTooLong, "the line has more than \(bounds.record) bytes")
        }
        // because the buffer is not read on before the caller asks for the next line.
        let bytes = unsafe input.bytes
        let text = unsafe Array(bytes[current.range])
        guard String(validating: text, as: UTF8.self) != nil else {
            return .refused(.badEncoding, "the line is not UTF-8")
        }
        let failed: (QuarantineReason, String) =
            current.isLast
            ? (.cutOff, "the last line ends within its JSON object")
            : (.notDecodable, "the line is no JSON object")
        guard (try? JSONSerialization.jsonObject(with: Data(text))) is [String: Any] else {
            return .refused(failed.0, failed.1)
        }
        do throws(JSONPaths.Failure) {
            return .values(unsafe try paths.values(bytes, current.range))
        } catch {
            switch error {
            case .broken: return .refused(failed.0, failed.1)
            case .repeated(let name): return .refused(.notDecodable, "the object has `\(name)` twice")
            case .tooLong(let name):
                return .refused(.cellTooLong, "`\(name)` has more than \(bounds.cell) bytes")
            }
        }
    }

    /// Finds the next line; of one that is too long, its beginning. False at the end of the input.
    private mutating func findLine() throws(FeedError) -> Bool {
        while true {
            // because the buffer is read on only after the pointer was used.
            let bytes = unsafe input.bytes
            if let end = unsafe RecordScanner.first(UInt8(ascii: "\n"), in: bytes, from: position) {
                current = Current(
                    range: position..<min(end, position + bounds.record),
                    isTooLong: end - position > bounds.record)
                return true
            }
            let isTooLong = bytes.count - position > bounds.record
            if input.isAtEnd || isTooLong {
                current = Current(
                    range: position..<min(bytes.count, position + bounds.record), isLast: input.isAtEnd,
                    isTooLong: isTooLong)
                return position < bytes.count
            }
            try input.more(keepingFrom: position)
            position = 0
        }
    }

    /// Whether a line passes the screen. Allocates nothing.
    private mutating func passes(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        switch unsafe JSONCursor.find(productPath, in: bytes, range) {
        // What cannot be located cannot be screened out.
        case .broken: return true
        case .value(let value) where value.kind == .string || value.kind == .number:
            let product = unsafe trim(bytes, value.range)
            if product.isEmpty { return unsafe kindPasses(bytes, range) }
            // because the range lies within the bytes.
            return unsafe screen.passes(UnsafeBufferPointer(rebasing: bytes[product]))
        case .value(let value) where value.kind == .escapedString:
            scratch.removeAll(keepingCapacity: true)
            guard unsafe unescapeJSON(bytes, value.range, into: &scratch) else { return true }
            // because the pointer does not leave the closure.
            let isWatched: Bool? = unsafe scratch.withUnsafeBufferPointer { text in
                let product = unsafe trim(text, 0..<text.count)
                if product.isEmpty { return nil }
                return unsafe screen.passes(UnsafeBufferPointer(rebasing: text[product]))
            }
            return unsafe isWatched ?? kindPasses(bytes, range)
        case .value, .absent: return unsafe kindPasses(bytes, range)
        }
    }

    /// Whether a line without a product is a void or return.
    private mutating func kindPasses(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard let kindPath else { return false }
        switch unsafe JSONCursor.find(kindPath, in: bytes, range) {
        case .broken: return true
        case .absent: return false
        case .value(let value) where value.kind == .escapedString:
            scratch.removeAll(keepingCapacity: true)
            guard unsafe unescapeJSON(bytes, value.range, into: &scratch) else { return true }
            // because the pointer does not leave the closure.
            return unsafe scratch.withUnsafeBufferPointer { text in
                let code = unsafe trim(text, 0..<text.count)
                return unsafe screen.isVoidOrReturn(UnsafeBufferPointer(rebasing: text[code]))
            }
        case .value(let value):
            guard value.kind == .string || value.kind == .number else { return false }
            let code = unsafe trim(bytes, value.range)
            // because the range lies within the bytes.
            return unsafe screen.isVoidOrReturn(UnsafeBufferPointer(rebasing: bytes[code]))
        }
    }
}
