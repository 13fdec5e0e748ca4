import Delimited
import Documents
import Purchases

/// Lines whose columns stand at fixed places, counted in characters (Unicode scalars) of the decoded line.
///
/// Blank lines are no lines. A line must reach the end of every column that the feed needs; others may be cut short or left
/// out, since exports trim the blanks at the end. Holds one line.
final class FixedWidthParser: RecordParser {
    private let feed: FeedFile
    private let bounds: RecordBounds
    /// The places of `feed.columns`, from 0.
    private let places: [Range<Int>]
    /// How long a line must be, whatever it holds.
    private let length: Int
    /// How long the line is that holds every column.
    private let wholeLength: Int
    private let productEnd: Int
    private var lines: TextLines
    private var taken: [TextLine] = []
    private var skipped = 0

    init(feed: FeedFile, source: String, bounds: RecordBounds) throws(FeedError) {
        self.feed = feed
        self.bounds = bounds
        lines = TextLines(bound: bounds.record)
        var places: [Range<Int>] = []
        for column in feed.columns {
            guard let fixed = feed.fixedColumns.first(where: { $0.name == column.column }),
                fixed.places.lowerBound > 0
            else {
                throw FeedError(
                    .fixedColumns, source: source,
                    message: "`columns` gives no place to \(quoted(column.column)) (\(column.role.name))",
                    help: "write where it stands, in characters from 1: `\(column.column): 1-10`")
            }
            places.append((fixed.places.lowerBound - 1)..<fixed.places.upperBound)
        }
        self.places = places
        wholeLength = feed.fixedColumns.map(\.places.upperBound).max() ?? 0
        let needed = feed.requiredFields.filter { $0 != .quantity }.map(FeedFile.Role.field)
        let ends = zip(feed.columns, places).filter { needed.contains($0.0.role) }.map(\.1.upperBound)
        length = ends.max() ?? 0
        productEnd = zip(feed.columns, places).first { $0.0.role == .field(.product) }?.1.upperBound ?? 0
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>, into records: inout [ParsedRecord]) throws(FeedError) {
        // because the lines are copies.
        unsafe lines.take(bytes, into: &taken)
        read(&records)
    }

    func finish(into records: inout [ParsedRecord]) throws(FeedError) {
        lines.finish(into: &taken)
        read(&records)
    }

    private func read(_ records: inout [ParsedRecord]) {
        for line in taken {
            if skipped < feed.skippedLines {
                skipped += 1
            } else if !line.isBlank {
                records.append(record(line))
            }
        }
        taken.removeAll(keepingCapacity: true)
    }

    private func record(_ line: TextLine) -> ParsedRecord {
        func refused(_ reason: QuarantineReason, _ detail: String) -> ParsedRecord {
            ParsedRecord(place: line.place, values: .refused(reason, detail))
        }
        if line.isTooLong { return refused(.lineTooLong, "the line has more than \(bounds.record) bytes") }
        guard let cells = FixedCells(line.bytes, feed.encoding) else {
            return refused(.badEncoding, "the line is not \(feed.encoding.rawValue)")
        }
        var fault: (QuarantineReason, String)?
        if !line.isEnded, cells.count < wholeLength {
            fault = (
                .cutOff,
                "the last line ends after \(cells.count) of \(wholeLength) characters, without a line end"
            )
        } else if cells.count < length {
            fault = (.tooFewCells, "the line has \(cells.count) characters, and its columns need \(length)")
        }
        // A product that may be cut is known to nobody.
        if let fault, cells.count < productEnd { return refused(fault.0, fault.1) }
        var values: [String?] = []
        for (place, column) in zip(places, feed.columns) {
            switch cells.text(place) {
            case .none:
                fault = fault ?? (.badEncoding, "\(quoted(column.column)) is not \(feed.encoding.rawValue)")
                values.append(nil)
            case .some(let text):
                if text.utf8.count > bounds.cell {
                    fault =
                        fault ?? (.cellTooLong, "\(quoted(column.column)) has more than \(bounds.cell) bytes")
                }
                values.append(trimmed(text))
            }
        }
        return ParsedRecord(place: line.place, values: .values(values), fault: fault)
    }
}

/// The characters of a line: its bytes where each of them is one, else its Unicode scalars.
struct FixedCells {
    private let bytes: [UInt8]
    private let scalars: [Unicode.Scalar]?
    private let encoding: TextEncoding

    /// Nil where no character of the line can be told.
    init?(_ bytes: [UInt8], _ encoding: TextEncoding) {
        self.bytes = bytes
        self.encoding = encoding
        if encoding.isUnicode, bytes.contains(where: { $0 >= 0x80 }) {
            guard let text = encoding.decode(bytes) else { return nil }
            scalars = Array(text.unicodeScalars)
        } else {
            scalars = nil
        }
    }

    var count: Int { scalars?.count ?? bytes.count }

    /// The text at some places, as much of it as the line has; nil where its encoding has no such text.
    func text(_ places: Range<Int>) -> String? {
        let places = places.clamped(to: 0..<count)
        guard let scalars else { return encoding.decode(bytes[places]) }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[places])
        return String(text)
    }
}
