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
        case arrived(Line)
        case quarantined(QuarantineReason, String)
    }

    private let feed: FeedFile
    /// May be changed between lines.
    var screen: WatchedProducts
    private let pseudonyms: Pseudonyms
    private let places: [FeedFile.Role: Int]
    private var zones: [String: ZoneTable] = [:]
    private var met: [[UInt8]: Int] = [:]

    init(feed: FeedFile, screen: WatchedProducts, pseudonyms: Pseudonyms) {
        self.feed = feed
        self.screen = screen
        self.pseudonyms = pseudonyms
        var places: [FeedFile.Role: Int] = [:]
        for (index, column) in feed.columns.enumerated() { places[column.role] = index }
        self.places = places
    }

    /// Decodes one record.
    ///
    /// - Parameters:
    ///   - values: the trimmed texts of `feed.columns`, nil where missing.
    ///   - unreadable: counts the values that are there and cannot be read, by field; only of lines that arrive.
    mutating func decode(_ values: [String?], unreadable: inout [String: Int]) -> Decoded {
        let product = text(.product, values)
        let kind = kind(values)
        if kind == .ignore { return .screened }
        if let product {
            guard screen.contains(product) else { return .screened }
        } else if kind != .void, kind != .return {
            return .screened
        }
        guard let kind else {
            return .quarantined(.unknownKind, "the kind of line is none that the feed file names")
        }
        let standing: (kind: Line.Kind, quantity: ExactDecimal?)
        let parts: KeyParts
        do throws(Refusal) {
            standing = try quantity(kind, values)
            parts = try keyParts(values)
        } catch {
            return .quarantined(error.reason, error.detail)
        }
        guard let written = text(.time, values) else {
            return .quarantined(.missingTime, "the line has no time")
        }
        guard let time = feed.timeFormat.read(written.string) else {
            return .quarantined(.badTime, "the time does not fit the feed file's format")
        }
        var found: [String: Int] = [:]
        let line = line(standing.kind, standing.quantity, parts, time, product, values, &found)
        // A local time at either end of the calendar (never, or no time at all) may lie beyond it in UTC: no alert could
        // be written of it and read again.
        guard line.time.isInCalendar, line.local.day.isInCalendar else {
            return .quarantined(.badTime, "the time lies outside the years 1 to 9999 in UTC or at the store")
        }
        for (name, count) in found { unreadable[name, default: 0] += count }
        return .arrived(line)
    }

    /// What is shown of a line that is quarantined: mapped fields, with pseudonyms for what names a buyer.
    func shown(_ values: [String?]) -> [Extra] {
        var fields: [Extra] = []
        for (column, value) in zip(feed.columns, values) {
            guard let value else { continue }
            let text: ExactText
            switch column.role {
            case .token(let kind): text = pseudonyms(kind: kind.string, value: value)
            case .paper(let paper, .number): text = pseudonyms(kind: paper.rawValue, value: value)
            case .field(.product): text = ExactText(value)
            default: text = ExactText(CardNumbers.masked(value))
            }
            fields.append(Extra(name: ExactText(column.role.name), value: text))
        }
        return fields
    }

    private struct Refusal: Error {
        var reason: QuarantineReason
        var detail: String
    }

    private enum KindOfLine { case sale, void, `return`, ignore }

    private struct KeyParts {
        var store: ExactText
        var till: ExactText
        var receipt: ExactText
        var day: ExactText?
        /// Nil where it is made from the content.
        var line: ExactText?
    }

    private func value(_ role: FeedFile.Role, _ values: [String?]) -> String? {
        places[role].flatMap { values[$0] }
    }

    private func text(_ field: FeedFile.Field, _ values: [String?]) -> ExactText? {
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

    private func quantity(
        _ kind: KindOfLine, _ values: [String?]
    ) throws(Refusal) -> (kind: Line.Kind, quantity: ExactDecimal?) {
        let told: Line.Kind = kind == .void ? .void : kind == .return ? .return : .sale
        guard let text = text(.quantity, values) else {
            if told == .sale { throw Refusal(reason: .missingQuantity, detail: "a sale without a quantity") }
            return (told, nil)
        }
        guard let value = readDecimal(text.string, mark: feed.decimalMark) else {
            throw Refusal(reason: .badQuantity, detail: "the quantity cannot be read")
        }
        guard told == .sale, value < .zero else { return (told, value.magnitude) }
        switch feed.negative {
        case .return: return (.return, value.magnitude)
        case .void: return (.void, value.magnitude)
        case .quarantine:
            throw Refusal(reason: .negativeQuantity, detail: "a sale with a negative quantity")
        }
    }

    private func keyParts(_ values: [String?]) throws(Refusal) -> KeyParts {
        func part(_ field: FeedFile.Field, _ reason: QuarantineReason) throws(Refusal) -> ExactText {
            if let text = text(field, values) { return text }
            throw Refusal(reason: reason, detail: "the line has no \(field.rawValue)")
        }
        return KeyParts(
            store: try part(.store, .missingStore), till: try part(.till, .missingTill),
            receipt: try part(.receipt, .missingReceipt),
            day: feed.maps(.day) ? try part(.day, .missingDay) : nil,
            line: feed.linesFromContent ? nil : try part(.line, .missingLine))
    }

    private mutating func line(
        _ kind: Line.Kind, _ quantity: ExactDecimal?, _ parts: KeyParts, _ written: WrittenTime,
        _ product: ExactText?, _ values: [String?], _ unreadable: inout [String: Int]
    ) -> Line {
        let zone = feed.storeZones[parts.store] ?? feed.timeZone
        // The feed file's reader has seen to it that the zone exists.
        var table = zones[zone] ?? ZoneTable(zone) ?? ZoneTable.utc
        let time = table.time(written)
        let local = table.localMoment(time)
        zones[zone] = table
        let receiptParts =
            [feed.id, parts.store.string, parts.till.string, parts.receipt.string]
            + (parts.day.map { [$0.string] } ?? [])
        let lineNumber = parts.line ?? ExactText("")
        var line = Line(
            key: LineKey(receiptParts: receiptParts, line: lineNumber.string), kind: kind, time: time,
            local: local, store: parts.store, till: parts.till, receiptNumber: parts.receipt,
            lineNumber: lineNumber, businessDay: parts.day, product: product)
        line.description = text(.description, values).map { CardNumbers.masked($0.string) }
        line.quantity = quantity
        line.amount = decimal(text(.amount, values)?.string, "amount", &unreadable)
        line.currency = text(.currency, values).map { ExactText(CardNumbers.masked($0.string)) }
        line.tender = text(.tender, values).map { ExactText(CardNumbers.masked($0.string)) }
        line.revision = revision(values, &unreadable)
        line.refers = reference(values)
        line.tokens = tokens(values)
        line.licence = exemption(.licence, values, &unreadable)
        line.professional = exemption(.professional, values, &unreadable)
        line.extra = extra(values)
        if parts.line == nil {
            line.lineNumber = lineNumberFromContent(line)
            line.key = LineKey(receiptParts: receiptParts, line: line.lineNumber.string)
        }
        return line
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

    private func extra(_ values: [String?]) -> [Extra] {
        var extra: [Extra] = []
        for (column, value) in zip(feed.columns, values) {
            guard case .extra(let name) = column.role, let value else { continue }
            extra.append(Extra(name: name, value: ExactText(CardNumbers.masked(value))))
        }
        return extra.sorted { $0.name < $1.name }
    }

    private func exemption(
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
            exemption.scope = members.compactMap { trimmed(String($0)) }.map {
                ExactText(CardNumbers.masked($0))
            }
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
