import Catalogue
import Crypto
import Purchases

/// Makes lines of the mapped texts of a record: kinds, keys, times, amounts, papers and pseudonyms.
///
/// Kept from line to line: time zones, and how often each content was met where line parts are made from it. That count
/// grows with the watched lines of the input, at 16 bytes and a number each.
struct LineDecoder {
    enum Decoded {
        case screened
        /// With the catalogue rows that accepted its product, and whether it passed the screen as a correction alone.
        case arrived(Line, [ProductRow], isCorrection: Bool)
        case quarantined(QuarantineReason, String)
    }

    let feed: FeedFile
    /// May be changed between lines, as the catalogue may.
    var screen: WatchedProducts
    var catalogue: ProductCatalogue
    let journalled: JournalledKeys?
    let numbers: NumberNotation
    private let pseudonyms: Pseudonyms
    private let places: [FeedFile.Role: Int]
    private let timeParts: [Int]
    private var zones: [String: ZoneTable] = [:]
    private var met: [[UInt8]: Int] = [:]
    /// Card numbers masked in what the last call of `decode` or `shown` returned.
    private(set) var masked = 0

    /// - Parameters:
    ///   - catalogue: has the net amounts by which weighed goods are counted.
    ///   - journalled: tells corrections where the feed has no revisions; nil where there are none yet.
    init(
        feed: FeedFile, screen: WatchedProducts, catalogue: ProductCatalogue, pseudonyms: Pseudonyms,
        journalled: JournalledKeys? = nil
    ) {
        self.feed = feed
        self.screen = screen
        self.catalogue = catalogue
        self.journalled = journalled
        numbers = NumberNotation(feed)
        self.pseudonyms = pseudonyms
        var places: [FeedFile.Role: Int] = [:]
        for (index, column) in feed.columns.enumerated() { places[column.role] = index }
        self.places = places
        timeParts = (1..<max(2, feed.columns.count)).compactMap { places[.timePart($0)] }
    }

    /// Decodes one record.
    ///
    /// - Parameters:
    ///   - values: the trimmed texts of `feed.columns`, nil where missing.
    ///   - unreadable: counts the values that are there and cannot be read, by field; only of lines that arrive.
    mutating func decode(_ values: [String?], unreadable: inout [String: Int]) -> Decoded {
        masked = 0
        let product = text(.product, values)
        let kind = kind(values)
        if kind == .ignore { return .screened }
        let isCorrection = !isWatched(product, kind)
        if isCorrection, !isCorrected(values) { return .screened }
        guard let kind else {
            return .quarantined(.unknownKind, "the kind of line is none that the feed file names")
        }
        do throws(Refusal) {
            let standing = try quantity(kind, values)
            let parts = try keyParts(values)
            let time = try time(values)
            let zone = try zone(parts.store, values)
            var found: [String: Int] = [:]
            var line = line(standing.kind, standing.quantity, parts, time, zone, product, values, &found)
            // A local time at either end of the calendar (never, or no time at all) may lie beyond it in UTC: no alert could
            // be written of it and read again.
            guard line.time.isInCalendar, line.local.day.isInCalendar else {
                return .quarantined(
                    .badTime, "the time lies outside the years 1 to 9999 in UTC or at the store")
            }
            let rows = product.flatMap { catalogue.rows[$0] } ?? []
            line.quantity = try pieces(line, rows, isCorrection: isCorrection, values)
            finish(&line, parts)
            if let journalled { journalled.insert(line.key) }
            for (name, count) in found { unreadable[name, default: 0] += count }
            return .arrived(line, rows, isCorrection: isCorrection)
        } catch {
            return .quarantined(error.reason, error.detail)
        }
    }

    /// What is shown of a line that is quarantined: mapped fields, with pseudonyms for what names a buyer.
    mutating func shown(_ values: [String?]) -> [Extra] {
        masked = 0
        var fields: [Extra] = []
        for (column, value) in zip(feed.columns, values) {
            guard let value else { continue }
            let text: ExactText
            switch column.role {
            case .token(let kind): text = pseudonyms(kind: kind.string, value: value)
            case .paper(let paper, .number): text = pseudonyms(kind: paper.rawValue, value: value)
            case .field(.product): text = ExactText(value)
            default: text = mask(value)
            }
            fields.append(Extra(name: ExactText(column.role.name), value: text))
        }
        return fields
    }

    struct Refusal: Error {
        var reason: QuarantineReason
        var detail: String
    }

    enum KindOfLine { case sale, void, `return`, ignore }

    struct KeyParts {
        var store: ExactText
        var till: ExactText
        var receipt: ExactText
        var day: ExactText?
        /// Nil where it is made from the content.
        var line: ExactText?
    }

    func value(_ role: FeedFile.Role, _ values: [String?]) -> String? {
        places[role].flatMap { values[$0] }
    }

    func text(_ field: FeedFile.Field, _ values: [String?]) -> ExactText? {
        feed.constants[field] ?? value(.field(field), values).map { ExactText($0) }
    }

    private func kind(_ values: [String?]) -> KindOfLine? {
        guard let kinds = feed.kinds else { return .sale }
        guard let code = value(.kind, values).map({ ExactText($0) }) else { return nil }
        if kinds.sale.contains(code) { return .sale }
        if kinds.void.contains(code) { return .void }
        if kinds.return.contains(code) { return .return }
        return kinds.ignore.contains(code) ? .ignore : nil
    }

    func keyParts(_ values: [String?]) throws(Refusal) -> KeyParts {
        func part(_ field: FeedFile.Field, _ reason: QuarantineReason) throws(Refusal) -> ExactText {
            if let text = text(field, values) { return text }
            throw Refusal(reason: reason, detail: "the line has no \(field.rawValue)")
        }
        return KeyParts(
            store: try part(.store, .missingStore), till: try part(.till, .missingTill),
            receipt: try part(.receipt, .missingReceipt),
            day: feed.maps(.day) && feed.dayCloses == nil ? try part(.day, .missingDay) : nil,
            line: feed.linesFromContent ? nil : try part(.line, .missingLine))
    }

    private mutating func line(
        _ kind: Line.Kind, _ quantity: ExactDecimal?, _ parts: KeyParts, _ written: WrittenTime,
        _ zone: String, _ product: ExactText?, _ values: [String?], _ unreadable: inout [String: Int]
    ) -> Line {
        let (time, local) = moment(written, zone)
        var parts = parts
        if let closes = feed.dayCloses { parts.day = businessDay(local, closes: closes) }
        let key = key(parts)
        var line = Line(
            key: key, kind: kind, time: time, local: local, store: parts.store, till: parts.till,
            receiptNumber: parts.receipt, lineNumber: parts.line ?? ExactText(""),
            businessDay: parts.day, product: product)
        line.description = text(.description, values).map { mask($0.string).string }
        line.quantity = quantity
        line.amount = amount(values)
        if line.amount == nil, text(.amount, values) != nil { unreadable["amount", default: 0] += 1 }
        line.currency = text(.currency, values).map { mask($0.string) }
        line.tender = text(.tender, values).map { mask($0.string) }
        line.revision = revision(values, &unreadable)
        line.refers = reference(values)
        line.tokens = tokens(values)
        line.licence = exemption(.licence, values, &unreadable)
        line.professional = exemption(.professional, values, &unreadable)
        line.extra = extra(values)
        return line
    }

    /// Makes the line part of the key where the feed has none; the line is whole then.
    private mutating func finish(_ line: inout Line, _ parts: KeyParts) {
        guard parts.line == nil else { return }
        line.lineNumber = lineNumberFromContent(line)
        var made = parts
        made.day = line.businessDay
        made.line = line.lineNumber
        line.key = key(made)
    }

    /// An instant, and what it is on the clocks of a zone, which the feed file's reader or `zone` has seen to be one.
    mutating func moment(_ written: WrittenTime, _ zone: String) -> (time: EventTime, local: LocalMoment) {
        var table = zones[zone] ?? ZoneTable(zone) ?? ZoneTable.utc
        let time = table.time(written)
        let local = table.localMoment(time)
        zones[zone] = table
        return (time, local)
    }

    func key(_ parts: KeyParts) -> LineKey {
        let receiptParts =
            [feed.id, parts.store.string, parts.till.string, parts.receipt.string]
            + (parts.day.map { [$0.string] } ?? [])
        return LineKey(receiptParts: receiptParts, line: parts.line?.string ?? "")
    }

    private func decimal(
        _ text: String?, _ name: String, _ unreadable: inout [String: Int]
    ) -> ExactDecimal? {
        guard let text else { return nil }
        let value = readDecimal(text, mark: feed.decimalMark)
        if value == nil { unreadable[name, default: 0] += 1 }
        return value
    }

    private func revision(_ values: [String?], _ unreadable: inout [String: Int]) -> Int64? {
        guard feed.maps(.revision) else { return nil }
        guard let text = text(.revision, values) else { return feed.firstRevision }
        let value = readInteger(text.string)
        if value == nil { unreadable["revision", default: 0] += 1 }
        return value ?? feed.firstRevision
    }

    /// The time as it is written: the texts of its columns, joined by a space.
    func time(_ values: [String?]) throws(Refusal) -> WrittenTime {
        let texts =
            feed.constants[.time].map { [$0.string] }
            ?? ([value(.field(.time), values)] + timeParts.map { values[$0] }).compactMap(\.self)
        guard !texts.isEmpty else { throw Refusal(reason: .missingTime, detail: "the line has no time") }
        guard var time = feed.timeFormat.read(texts.joined(separator: " ")) else {
            throw Refusal(reason: .badTime, detail: "the time does not fit the feed file's format")
        }
        if !feed.trustsOffset { time.offset = nil }
        return time
    }

    private func reference(_ values: [String?]) -> Reference {
        func part(_ part: FeedFile.ReferencePart) -> ExactText? {
            value(.refers(part), values).map { ExactText($0) }
        }
        return Reference(
            store: part(.store), till: part(.till), receipt: part(.receipt), line: part(.line),
            day: part(.day))
    }

    private func tokens(_ values: [String?]) -> [Token] {
        var tokens: [Token] = []
        for (column, value) in zip(feed.columns, values) {
            guard case .token(let kind) = column.role, let value else { continue }
            if feed.placeholders[kind]?.contains(ExactText(value)) == true { continue }
            tokens.append(Token(kind: kind, value: pseudonyms(kind: kind.string, value: value)))
        }
        return tokens.sorted()
    }

    private mutating func extra(_ values: [String?]) -> [Extra] {
        var extra: [Extra] = []
        for (column, value) in zip(feed.columns, values) {
            guard case .extra(let name) = column.role, let value else { continue }
            extra.append(Extra(name: name, value: mask(value)))
        }
        return extra.sorted { $0.name < $1.name }
    }

    private mutating func exemption(
        _ paper: FeedFile.Paper, _ values: [String?], _ unreadable: inout [String: Int]
    ) -> Exemption? {
        guard FeedFile.PaperPart.allCases.contains(where: { feed.maps(.paper(paper, $0)) }) else {
            return nil
        }
        func part(_ part: FeedFile.PaperPart) -> String? {
            let role = FeedFile.Role.paper(paper, part)
            return feed.paperConstants[role] ?? value(role, values)
        }
        func number(_ name: FeedFile.PaperPart) -> ExactDecimal? {
            decimal(part(name), FeedFile.Role.paper(paper, name).name, &unreadable)
        }
        var exemption = Exemption()
        exemption.number = part(.number).map { pseudonyms(kind: paper.rawValue, value: $0) }
        if let text = part(.until) {
            exemption.until = TimeLayout.isoDay?.read(text)?.day
            if exemption.until == nil { unreadable["\(paper.rawValue).until", default: 0] += 1 }
        }
        if feed.maps(.paper(paper, .scope)) {
            let members = (part(.scope) ?? "").unicodeScalars.split { $0 == "," || $0 == ";" }
            exemption.scope = members.compactMap { trimmed(String($0)) }.map { mask($0) }
        }
        exemption.concentration = number(.concentration)
        if let text = part(.total) {
            let total = Exemption.Total(written: text) { readDecimal($0, mark: feed.decimalMark) }
            exemption.total = total
            if total == .unreadable { unreadable["\(paper.rawValue).total", default: 0] += 1 }
        }
        if feed.maps(.paper(paper, .period)) {
            let text = part(.period)
            exemption.period = text.map { Exemption.Period(written: $0) } ?? .unreadable
            if text != nil, exemption.period == .unreadable {
                unreadable["\(paper.rawValue).period", default: 0] += 1
            }
        }
        return exemption
    }

    private mutating func mask(_ text: String) -> ExactText {
        ExactText(CardNumbers.masked(text, count: &masked))
    }

    /// The line part that is made from the content: its hash, with the number of identical lines of the receipt before.
    private mutating func lineNumberFromContent(_ line: Line) -> ExactText {
        let content = line.content(withRevision: false).string
        let same = Array(
            SHA256.hash(data: Array((line.key.receipt.string + "\u{0}" + content).utf8)).prefix(16))
        let before = met[same, default: 0]
        met[same] = before + 1
        let digest = SHA256.hash(data: Array((content + "\u{1F}" + String(before)).utf8))
        return ExactText(hexadecimal(digest.prefix(8)))
    }
}

extension TimeLayout {
    /// A calendar day, as papers carry it.
    static let isoDay = try? TimeLayout("%Y-%m-%d")
}
