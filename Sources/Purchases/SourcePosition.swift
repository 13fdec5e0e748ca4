/// Where a line stood in its input: what every message about it names.
package struct SourcePosition: Sendable, Hashable, Codable {
    /// The input as the user named it; `-` is standard input.
    package var source: String
    /// The line number at which the record starts, from 1.
    package var line: Int
    /// The byte at which the record starts, from 0.
    package var offset: Int64

    package init(source: String, line: Int, offset: Int64) {
        self.source = source
        self.line = line
        self.offset = offset
    }
}

/// A line that passed the screen and its way into the journal.
package struct ArrivedLine: Sendable, Hashable {
    package var line: Line
    package var position: SourcePosition
    /// The catalogue rows that accepted the line's product (7.2).
    package var rows: [ProductRow]
    /// Whether it passed the screen as a correction alone: its product is not watched (2.3).
    package var isCorrection = false
    /// Whether it may only be journalled under a key that is: a filter let it pass, which may err.
    package var needsJournalledKey = false

    package init(line: Line, position: SourcePosition, rows: [ProductRow]) {
        self.line = line
        self.position = position
        self.rows = rows
    }
}

/// A line that passed the screen and could not be journalled, with what was decoded of it (2.2, 2.8).
package struct QuarantinedLine: Sendable, Hashable {
    package var reason: QuarantineReason
    package var detail: String
    package var position: SourcePosition
    /// Mapped fields with pseudonyms, in feed-file order; empty for what could not be decoded.
    package var fields: [Extra]

    package init(reason: QuarantineReason, detail: String, position: SourcePosition, fields: [Extra] = []) {
        self.reason = reason
        self.detail = detail
        self.position = position
        self.fields = fields
    }
}

/// Why a line was quarantined. The raw values are what summaries and files show.
package enum QuarantineReason: String, Sendable, Hashable, CaseIterable, Codable {
    case missingStore = "missing_store"
    case missingTill = "missing_till"
    case missingReceipt = "missing_receipt"
    case missingLine = "missing_line"
    case missingDay = "missing_day"
    case missingTime = "missing_time"
    case missingQuantity = "missing_quantity"
    case badTime = "bad_time"
    case badQuantity = "bad_quantity"
    case negativeQuantity = "negative_quantity"
    case unknownKind = "unknown_kind"
    case keyReused = "key_reused"
    case tooFarAhead = "too_far_ahead"
    case tooOld = "too_old"
    case notDecodable = "not_decodable"
    case badEncoding = "bad_encoding"
    case lineTooLong = "line_too_long"
    case cellTooLong = "cell_too_long"
    case tooFewCells = "too_few_cells"
    case tooManyCells = "too_many_cells"
    case cutOff = "cut_off"
}
