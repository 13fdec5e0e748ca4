import Documents

/// One text of an article as a person reads it: what matched is marked, and nothing in it acts on a terminal or a page.
package struct MarkedText: Sendable, Hashable {
    package struct Piece: Sendable, Hashable {
        /// Without control and bidirectional characters: they stand as `\u{…}`.
        package var text: String
        package var isEvidence: Bool

        package init(_ text: String, isEvidence: Bool) {
            self.text = text
            self.isEvidence = isEvidence
        }
    }

    /// `name`, or the field of a further text.
    package var field: String
    package var pieces: [Piece]

    /// - Parameters:
    ///   - spans: places in the text, in any order; those of other fields are passed over, and those outside cut.
    ///   - most: bytes that are shown; of a longer text those around the first mark.
    package init(field: String, text: String, spans: [TextSpan], most: Int = 600) {
        self.field = field
        let bytes = Array(text.utf8)
        let marks = Self.marks(spans.filter { $0.field == field }, in: bytes)
        let window = Self.window(around: marks.first, in: bytes, most: most)
        var pieces: [Piece] = []
        func add(_ range: Range<Int>, _ isEvidence: Bool) {
            let shown = range.clamped(to: window)
            guard !shown.isEmpty else { return }
            pieces.append(
                Piece(visible(String(decoding: bytes[shown], as: UTF8.self)), isEvidence: isEvidence))
        }
        if window.lowerBound > 0 { pieces.append(Piece("…", isEvidence: false)) }
        var place = 0
        for mark in marks {
            add(place..<mark.lowerBound, false)
            add(mark, true)
            place = mark.upperBound
        }
        add(place..<bytes.count, false)
        if window.upperBound < bytes.count { pieces.append(Piece("…", isEvidence: false)) }
        self.pieces = pieces
    }

    /// The spans as ranges that do not meet, in order, each of whole scalars.
    private static func marks(_ spans: [TextSpan], in bytes: [UInt8]) -> [Range<Int>] {
        var marks: [Range<Int>] = []
        for span in spans.sorted(by: { $0.start < $1.start }) {
            let start = scalarStart(max(0, min(span.start, bytes.count)), in: bytes)
            let end = scalarStart(max(start, min(span.end, bytes.count)), in: bytes)
            guard start < end else { continue }
            if let last = marks.last, start <= last.upperBound {
                marks[marks.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                marks.append(start..<end)
            }
        }
        return marks
    }

    private static func window(around mark: Range<Int>?, in bytes: [UInt8], most: Int) -> Range<Int> {
        guard bytes.count > most else { return 0..<bytes.count }
        let start = scalarStart(max(0, (mark?.lowerBound ?? 0) - most / 3), in: bytes)
        return start..<scalarStart(min(bytes.count, start + most), in: bytes)
    }

    /// The place of the first byte of the scalar that the byte at `place` is part of.
    private static func scalarStart(_ place: Int, in bytes: [UInt8]) -> Int {
        var place = place
        while place > 0, place < bytes.count, bytes[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }
}

extension Proposal {
    /// The article's name, then its further texts, those that hold evidence first; at most a dozen.
    package var markedTexts: [MarkedText] {
        let spans = evidence.map(\.span)
        let fields = Set(spans.map(\.field))
        let others =
            article.texts.filter { fields.contains($0.field) }
            + article.texts.filter { !fields.contains($0.field) }
        return [MarkedText(field: ArticleText.nameField, text: article.name, spans: spans)]
            + others.prefix(11).map { MarkedText(field: $0.field, text: $0.text, spans: spans, most: 300) }
    }

    /// What speaks for the proposal, in words; at most eight.
    package var evidenceWords: [String] {
        evidence.prefix(8).map { found in
            let language = found.language.map { ", \($0)" } ?? ""
            let place = found.span.field == ArticleText.nameField ? "" : " in \(shortened(found.span.field))"
            return visible(
                "\(shortened(found.span.text))\(place): \(found.kind.rawValue) “\(shortened(found.term))” (\(found.how)\(language))"
            )
        }
    }
}

extension Article {
    /// The name of its file, without folders.
    var sourceName: String { source.split(separator: "/").last.map(String.init) ?? source }
}

/// At most sixty scalars of a text.
func shortened(_ text: String, to most: Int = 60) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex),
        end < scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
}
